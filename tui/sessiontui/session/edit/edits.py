"""The edits as data: what a person may ask to have changed in a session.

An edit names its items by their steps in the document (``("windows", 0, "_closedTabs", 3)``), so
it is valid for the one revision it was made from. ``apply.apply`` carries edits out; all of
one call name their items in the document as it was before the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..json.pointer import Steps

NEW: Literal["new"] = "new"
Into = int | Literal["new"] | None
"""An open window by its place, a new one (the same for all edits of a call), or where it was."""


@dataclass(frozen=True, slots=True)
class RestoreClosedTab:
    """Open a closed tab again.

    ``steps`` name it in a window's ``_closedTabs``, in the ``tabs`` of a closed or saved group,
    or in a closed window (its ``tabs``, ``_closedTabs``, or a closed group's).
    """

    steps: Steps
    into: Into = None


@dataclass(frozen=True, slots=True)
class RestoreClosedWindow:
    """Open a closed window again, with all its tabs."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class RestoreGroup:
    """Open a closed or saved tab group again, as a group."""

    steps: Steps
    into: Into = None


@dataclass(frozen=True, slots=True)
class ForgetClosedTab:
    """Take a closed tab out of its stack (also one inside a closed window or group)."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class ForgetClosedWindow:
    """Take a closed window out of its stack."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class ForgetGroup:
    """Take a closed or saved tab group out."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class ForgetMatching:
    """Forget closed items by what they are; whatever is None does not narrow.

    ``site`` is a host: its subdomains count, and a tab counts when any page of its history is
    from it. ``before`` is ms since epoch: only what was closed earlier. Closed windows and
    groups go whole only when nothing narrows or they are older than ``before``; by site their
    tabs go, and they themselves when none is left. Saved groups were kept on purpose: only a site
    reaches them. What does not say when it was closed counts as new.
    """

    site: str | None = None
    before: int | None = None
    tabs: bool = True
    windows: bool = True
    groups: bool = True


@dataclass(frozen=True, slots=True)
class CloseTab:
    """Close an open tab onto its window's closed stack, as Firefox would."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class CloseWindow:
    """Close an open window onto the stack of closed windows, as Firefox would."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class CloseCopies:
    """Close open tabs whose page stays open in another one, onto their windows' closed stacks.

    Nothing falls off the stacks for them. A window that is left without a tab closes.
    """

    tabs: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class PinTab:
    """Pin or unpin an open tab; pinned tabs stay before all others."""

    steps: Steps
    pinned: bool = True


@dataclass(frozen=True, slots=True)
class MoveTab:
    """Move an open tab to a place (0-based) in a window, its own or another."""

    steps: Steps
    window: int
    index: int


@dataclass(frozen=True, slots=True)
class KeepOnly:
    """Open exactly these open tabs, each in its window; all others are left out.

    What is left out goes onto the closed stack, newest first, so that nothing is lost. No tab at
    all may be kept where other edits of the call open some.
    """

    tabs: tuple[Steps, ...]


@dataclass(frozen=True, slots=True)
class OpenPages:
    """Open tabs, windows or groups that come from another document (see ``transfer``).

    Ready JSON texts, made by ``carry_over.carry``. The windows open beside the others, the tabs
    with their groups in the window ``into`` says. ``missing``: what a damaged file they come from
    does not give of them, in sentences; ``guessed``: titles and addresses of tabs
    that may be wrong.
    """

    windows: tuple[bytes, ...] = ()
    tabs: tuple[bytes, ...] = ()
    groups: tuple[bytes, ...] = ()  # open groups' headers {id, name, color, …} of those tabs
    into: Into = None
    missing: tuple[str, ...] = ()
    guessed: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class SetTabValue:
    """Set an extension value of an open or closed tab."""

    steps: Steps
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class DeleteTabValue:
    """Remove an extension value of a tab."""

    steps: Steps
    key: str


@dataclass(frozen=True, slots=True)
class SetWindowValue:
    """Set an extension value of an open or closed window."""

    steps: Steps
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class DeleteWindowValue:
    """Remove an extension value of a window."""

    steps: Steps
    key: str


Edit = (
    RestoreClosedTab
    | RestoreClosedWindow
    | RestoreGroup
    | ForgetClosedTab
    | ForgetClosedWindow
    | ForgetGroup
    | ForgetMatching
    | CloseTab
    | CloseWindow
    | CloseCopies
    | PinTab
    | MoveTab
    | KeepOnly
    | OpenPages
    | SetTabValue
    | DeleteTabValue
    | SetWindowValue
    | DeleteWindowValue
)
