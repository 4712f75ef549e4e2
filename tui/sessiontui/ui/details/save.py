"""What is known of one save, as lines of the screen. All printable."""

from __future__ import annotations

from collections.abc import Iterator

from ...monitor.saves import Save
from ...monitor.words import short_time
from ...text import count, exact_size, printable, size
from ..widgets.sheet import Line


def save_lines(save: Save) -> Iterator[Line]:
    """Everything about one save, exactly."""
    final = ", the last one, at quit" if save.final else ""
    yield Line("file", printable(save.file) + final)
    if save.bytes is None:
        yield Line("size", "unknown: it was gone before it was looked at", "warning")
    else:
        text = f"{size(save.bytes)} on disk ({exact_size(save.bytes)})"
        if save.uncompressed:
            ratio = save.uncompressed / max(1, save.bytes)
            text += f", {size(save.uncompressed)} of JSON ({ratio:.1f} : 1)"
        yield Line("size", text)
    if save.gap is not None:
        yield Line("gap", f"{short_time(save.gap)} after the save before")
    took = [
        f"{short_time(milliseconds / 1000)} to {what}"
        for what, milliseconds in (("compress", save.compress_ms), ("write", save.write_ms))
        if milliseconds is not None
    ]
    if took:
        yield Line("took", ", ".join(took))
    if save.age is not None:
        yield Line("data", f"gathered {short_time(save.age)} before it was there")
    changes = save.changes
    if changes is None:
        why = save.why_not or "nothing to compare it with: it was the first one seen"
        yield Line("changed", printable(why), "dim")
        return
    share = f" of {size(save.uncompressed)}" if save.uncompressed else ""
    pieces = count(changes.count, "piece") if changes.count else "nothing"
    said = f"{pieces}, {size(changes.bytes)}{share}" if changes.count else pieces
    idle = bool(changes.count) and not changes.matters
    yield Line("changed", said + (": nothing that matters" if idle else ""))
