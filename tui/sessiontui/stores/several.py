"""Several profiles where one is needed: whoever was asked says which there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from ..errors import SessiontuiError, UsageError
from ..firefox.tree.path import AnyPath
from ..text import path_text

if TYPE_CHECKING:  # a named file is opened without looking for profiles
    from ..firefox.profiles import Found, FoundProfile


_MORE: Final = "there may be more profiles, for not all of it was looked through"


class SeveralProfiles(UsageError):
    """A place that could be several profiles, the last saved first: someone must choose.

    ``found`` is all that was found there, also what is not meant without being chosen. In
    ``more_below``, a place that was not looked through to its end, there may be more profiles.
    """

    def __init__(
        self,
        sentence: str,
        profiles: Sequence[FoundProfile],
        found: Found | None = None,
        *,
        more_below: AnyPath | None = None,
    ) -> None:
        if more_below is not None:
            from ..firefox.profiles import BarredRoot, Found
            from ..firefox.roots import Root

            root = Root("", Path(str(more_below)), fork=False)
            said = f"{path_text(str(more_below))}: {_MORE}"
            found = found or Found(tuple(profiles), (BarredRoot(root, said),))
            sentence = f"{sentence} ({_MORE})"
        profiles = sorted(profiles, key=lambda p: last_saved(p.path) or 0, reverse=True)
        super().__init__(f"{sentence}:\n{_lines(profiles)}")
        self.profiles = tuple(profiles)
        self.found = found

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: what is open here stays here, so paths become names of places."""
        named = tuple(replace(one, path=Path(str(one.path))) for one in self.profiles)
        return _again, (self.sentence, named)


def _again(sentence: str, profiles: tuple[FoundProfile, ...]) -> SeveralProfiles:
    error = SeveralProfiles.__new__(SeveralProfiles, sentence)
    UsageError.__init__(error, sentence)
    error.profiles, error.found = profiles, None
    return error


def _lines(profiles: Sequence[FoundProfile]) -> str:
    return "\n".join(
        f"  {profile.name}  {path_text(str(profile.path))}"
        + (f"  (cannot be opened: {profile.reason})" if profile.reason else "")
        for profile in profiles
    )


def last_saved(profile: AnyPath) -> float | None:
    """When the newest session file of a profile was written, ms since epoch."""
    from ..firefox.profiles import SESSION_FILES
    from ..firefox.session_files import session_files

    own = {profile / name for name in SESSION_FILES}  # SeaMonkey's and those of old Firefoxes, too
    try:
        files = session_files(profile)
    except SessiontuiError:
        return None
    written = [
        file.modified
        for file in files
        if file.role not in ("copy", "unfinished") or file.path in own
    ]
    return max(written, default=None)
