"""What an edit does to the text: bytes replaced at places."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from ...errors import Refused


class Splice(NamedTuple):
    """At ``start`` the bytes ``old`` stand; ``new`` takes their place."""

    start: int
    old: bytes
    new: bytes

    @property
    def end(self) -> int:
        """The offset behind the old bytes."""
        return self.start + len(self.old)


class Patch(Struct, frozen=True):
    """Splices of one text, in order and without overlap."""

    splices: tuple[Splice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.splices)

    @property
    def freed(self) -> int:
        """How many bytes the new text is shorter by; negative where it is longer."""
        return sum(len(splice.old) - len(splice.new) for splice in self.splices)

    def apply(self, text: bytes) -> bytes:
        """The new text. Raises Refused when this is not the text the patch was made for."""
        if not self.splices:
            return text
        whole = memoryview(text)
        parts: list[bytes | memoryview] = []
        at = 0
        for splice in self.splices:
            if not text.startswith(splice.old, splice.start) or splice.start < at:
                raise Refused(
                    f"the session is not the one this edit was made for: it differs at byte "
                    f"{splice.start:,}, read it again"
                )
            parts += (whole[at : splice.start], splice.new)
            at = splice.end
        parts.append(whole[at:])
        return b"".join(parts)
