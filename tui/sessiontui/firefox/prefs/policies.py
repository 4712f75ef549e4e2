"""Enterprise policies that reach the settings of a session, read as Firefox 153 reads them.

Follows Policies.sys.mjs: two rounds of callbacks, each in the order of the file. ``Preferences``
and private browsing come before the add-ons, home page and clearing at quit before the windows.
Which earlier Firefox knew which policy is not looked at; ``ClearOnShutdown`` is a newer one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...errors import SessiontuiError
from ...session.json.text import decode_any
from . import names
from .branches import Branches
from .catalogue import SPECS
from .prefs_js import PrefValue

# Of the prefixes that "Preferences" may reach the only one with settings of a session below it.
_WITHIN_REACH: Final = "browser."
_INT_MAX: Final = 2**31 - 1
_START_PAGES: Final = {"homepage": 1, "homepage-locked": 1, "none": 1, "previous-session": 3}
_SANITIZED: Final = {
    "History": (names.CLEAR_HISTORY_OLD, names.CLEAR_HISTORY),
    "Cookies": (names.CLEAR_COOKIES_OLD, names.CLEAR_COOKIES),
    "Sessions": (names.CLEAR_SESSIONS_OLD,),
}
_CLEARED: Final = {
    "BrowsingHistoryAndDownloads": names.CLEAR_HISTORY,
    "CookiesAndStorage": names.CLEAR_COOKIES,
}


def apply_policies(data: bytes, branches: Branches) -> None:
    """Change the branches as the policies of a file do. What is malformed decides nothing.

    A file that Firefox itself cannot make sense of is noted as unread: Firefox then has none.
    """
    if not data:
        return
    try:
        found = decode_any(data)
    except SessiontuiError:
        found = None
    policies = found.get("policies") if isinstance(found, dict) else None
    if not policies:
        branches.unread.append(
            f"{branches.file} is not JSON with policies, so Firefox goes by no policy at all."
        )
        return
    if not isinstance(policies, dict):
        return
    for round_ in (_BEFORE_ADDONS, _BEFORE_WINDOWS):
        for policy, said in policies.items():
            if policy in round_:
                round_[policy](said, policies, branches)


def _preferences(said: Any, _: Mapping[str, Any], branches: Branches) -> None:
    for name, entry in (said if isinstance(said, dict) else {}).items():
        if not name.startswith(_WITHIN_REACH):
            continue
        if not isinstance(entry, dict):
            value = _pref_value(name, entry, None, branches)
            if value is not None:
                branches.default(name, value, lock=True)
            continue
        status = entry.get("Status", "default")
        if status == "clear":
            branches.clear(name)
            continue
        value = _pref_value(name, entry.get("Value"), entry.get("Type"), branches)
        if status == "user":
            if value is not None:
                branches.impose(name, value)
        elif value is not None:
            branches.default(name, value, lock=True if status == "locked" else None)
        elif status == "locked":
            branches.lock(name)  # at the default there was: the value failed, the lock did not


def _pref_value(name: str, value: Any, kind: Any, branches: Branches) -> PrefValue | None:
    """The value a policy sets; 0 and 1 stand for false and true where nothing says a number."""
    kinds = {bool: "boolean", int: "number", str: "string"}
    if type(value) not in kinds or (kind is not None and kind != kinds[type(value)]):
        return None
    if type(value) is int:
        spec = SPECS.get(name)
        number = spec.kind == "int" if spec else type(branches.shipped(name)) is int
        if kind is None and value in (0, 1) and not number:
            return bool(value)
        return value if -_INT_MAX - 1 <= value <= _INT_MAX else None
    found: PrefValue = value
    return found


def _no_private_browsing(said: Any, _: Mapping[str, Any], branches: Branches) -> None:
    if _flag(said):
        branches.default(names.PRIVATE, False, lock=True)


def _private_browsing(said: Any, _: Mapping[str, Any], branches: Branches) -> None:
    if said in (1, 2) and not isinstance(said, bool):
        branches.default(names.PRIVATE, said == 2, lock=True)


def _homepage(said: Any, _: Mapping[str, Any], branches: Branches) -> None:
    if not isinstance(said, dict):
        return
    page = said.get("StartPage")
    if isinstance(page, str) and page in _START_PAGES:
        # Its "Locked" is the address's alone; any other start page takes a lock away.
        branches.default(names.PAGE, _START_PAGES[page], lock=page == "homepage-locked")
    new_tab = _flag(said.get("NewTabOnRestore"))
    if new_tab is not None:
        branches.default(names.NEW_TAB, new_tab)
        branches.default(names.OFFER_NEW_TAB, True)


def _sanitize(said: Any, policies: Mapping[str, Any], branches: Branches) -> None:
    if "ClearOnShutdown" in policies:
        return
    everything = _flag(said)
    if everything is not None:
        for prefs in ((names.SANITIZE,), *_SANITIZED.values()):
            for name in prefs:
                branches.default(name, everything, lock=True)
    elif isinstance(said, dict):
        chosen = _flag(said.get("Locked"))
        locked = True if chosen is None else chosen
        branches.default(names.SANITIZE, True, lock=locked)
        for key, prefs in _SANITIZED.items():
            value = _flag(said.get(key))
            for name in prefs:
                # What is not named is off, and open to the user as soon as "Locked" is there.
                lock = chosen is None if value is None else locked
                branches.default(name, value or False, lock=lock)


def _clear(said: Any, _: Mapping[str, Any], branches: Branches) -> None:
    everything = _flag(said)
    if everything is None and not isinstance(said, dict):
        return
    branches.default(names.SANITIZE, everything is not False, lock=True)
    for key, name in _CLEARED.items():
        value = _flag(said.get(key)) if isinstance(said, dict) else everything
        if value is not None:
            branches.default(name, value, lock=True)


def _flag(said: Any) -> bool | None:
    """True or false as policies may write it, 0, 1 and text included; None for anything else."""
    if isinstance(said, str):
        return {"true": True, "false": False}.get(said.lower())
    return bool(said) if isinstance(said, int) and said in (0, 1) else None


_Round = Mapping[str, Callable[[Any, Mapping[str, Any], Branches], None]]

_BEFORE_ADDONS: Final[_Round] = {
    "Preferences": _preferences,
    "DisablePrivateBrowsing": _no_private_browsing,
    "PrivateBrowsingModeAvailability": _private_browsing,
}
_BEFORE_WINDOWS: Final[_Round] = {
    "Homepage": _homepage,
    "SanitizeOnShutdown": _sanitize,
    "ClearOnShutdown": _clear,
}
