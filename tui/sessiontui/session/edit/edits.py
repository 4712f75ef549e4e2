"""The edits as data: what a person may ask to have changed in a session.

An edit names its items by their steps in the document (``("windows", 0, "_closedTabs", 3)``), so
it is valid for the one revision it was made from. ``apply.apply`` carries edits out; all of
one call name their items in the document as it was before the first of them.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..json.pointer import Steps

NEW: Literal["new"] = "new"
Into = int | Literal["new"] | None
"""An open window by its place, a new one (the same for all edits of a call), or where it was."""


class RestoreClosedTab(Struct, frozen=True):
    """Open a closed tab again.

    ``steps`` name it in a window's ``_closedTabs``, in the ``tabs`` of a closed or saved group,
    or in a closed window (its ``tabs``, ``_closedTabs``, or a closed group's).
    """

    steps: Steps
    into: Into = None


class RestoreClosedWindow(Struct, frozen=True):
    """Open a closed window again, with all its tabs."""

    steps: Steps


class RestoreGroup(Struct, frozen=True):
    """Open a closed or saved tab group again, as a group."""

    steps: Steps
    into: Into = None


class ForgetClosedTab(Struct, frozen=True):
    """Take a closed tab out of its stack (also one inside a closed window or group)."""

    steps: Steps


class ForgetClosedWindow(Struct, frozen=True):
    """Take a closed window out of its stack."""

    steps: Steps


class ForgetGroup(Struct, frozen=True):
    """Take a closed or saved tab group out."""

    steps: Steps


class ForgetMatching(Struct, frozen=True):
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


class CloseTab(Struct, frozen=True):
    """Close an open tab onto its window's closed stack, as Firefox would."""

    steps: Steps


class CloseWindow(Struct, frozen=True):
    """Close an open window onto the stack of closed windows, as Firefox would."""

    steps: Steps


class CloseCopies(Struct, frozen=True):
    """Close open tabs whose page stays open in another one, onto their windows' closed stacks.

    Nothing falls off the stacks for them. A window that is left without a tab closes.
    """

    tabs: tuple[Steps, ...]


class PinTab(Struct, frozen=True):
    """Pin or unpin an open tab; pinned tabs stay before all others."""

    steps: Steps
    pinned: bool = True


class MoveTab(Struct, frozen=True):
    """Move an open tab to a place (0-based) in a window, its own or another."""

    steps: Steps
    window: int
    index: int


class KeepOnly(Struct, frozen=True):
    """Open exactly these open tabs, each in its window; all others are left out.

    What is left out goes onto the closed stack, newest first, so that nothing is lost. No tab at
    all may be kept where other edits of the call open some.
    """

    tabs: tuple[Steps, ...]


class OpenPages(Struct, frozen=True):
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


class DropIcons(Struct, frozen=True):
    """Drop the icons that tabs carry, open and closed, in the session before this one, too.

    Firefox asks the site again when the tab is loaded; until then it shows its default icon
    (SessionStore.restoreTab sets one only where the file has it).
    """


class CutHistory(Struct, frozen=True):
    """Keep of each tab's history the page it shows, and at most ``keep`` on either side of it.

    The tabs are those of ``DropIcons``. As SessionWriter.write does it for ``max_serialize_back``
    and ``_forward``.
    """

    keep: int


class DropNested(Struct, frozen=True):
    """Drop the sessions that about:sessionrestore pages hold, so that those restore nothing."""


class DropStorage(Struct, frozen=True):
    """Drop the sites' sessionStorage from tabs; ``site``: only of this host and its subdomains."""

    site: str | None = None


class DropExtensionValues(Struct, frozen=True):
    """Drop the values that these extensions, by their ids, keep with tabs and windows.

    ``hosts``: those of the addresses of such extensions (``moz-extension://HOST``): what their
    pages keep goes as well. The tabs that show these pages stay, and are counted.
    """

    extensions: tuple[str, ...]
    hosts: tuple[str, ...] = ()


class DropCopies(Struct, frozen=True):
    """Take open tabs out whose page stays open in another one; they are on no closed stack then.

    A window that is left without a tab goes with them, unless something was closed in it: then
    its last tab stays.
    """

    tabs: tuple[Steps, ...]


class SetTabValue(Struct, frozen=True):
    """Set an extension value of an open or closed tab."""

    steps: Steps
    key: str
    value: str


class DeleteTabValue(Struct, frozen=True):
    """Remove an extension value of a tab."""

    steps: Steps
    key: str


class SetWindowValue(Struct, frozen=True):
    """Set an extension value of an open or closed window."""

    steps: Steps
    key: str
    value: str


class DeleteWindowValue(Struct, frozen=True):
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
    | DropIcons
    | CutHistory
    | DropNested
    | DropStorage
    | DropExtensionValues
    | DropCopies
    | SetTabValue
    | DeleteTabValue
    | SetWindowValue
    | DeleteWindowValue
)
