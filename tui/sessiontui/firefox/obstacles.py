"""What defeats an edit of what the next start opens; looked for before anything is written.

Enterprise policies are read as EnterprisePoliciesParent.sys.mjs does it: the system's file, and
only when there is none the one beside the program (seen with Firefox 153 on Linux). Of their
hundred entries those count here that reach the session's settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import SessiontuiError
from ..session.json.text import decode_any
from .browser import install_directory
from .next_start import ONCE, OS_RESTART, PAGE, PRIVATE, Prefs
from .prefs.catalogue import CATALOGUE
from .prefs.prefs_js import PrefValue
from .session_files import read_bytes

SYSTEM_POLICIES = Path("/etc/firefox/policies/policies.json")
# What the policy "Preferences" may reach of them (Policies.sys.mjs: allowedPrefixes).
_WITHIN_REACH = {spec.name for spec in CATALOGUE if spec.name.startswith("browser.")}
_START_PAGES = {"homepage": 1, "homepage-locked": 1, "none": 1, "previous-session": 3}


@dataclass(frozen=True, slots=True)
class Policies:
    """What an administrator decides: prefs set at every start, and other defaults."""

    imposed: Mapping[str, PrefValue] = field(default_factory=dict)
    given: Mapping[str, PrefValue] = field(default_factory=dict)


def read_policies(profile: Path) -> Policies:
    """The policies of the Firefox that last used a profile; none when they cannot be read."""
    beside = install_directory(profile)
    paths = [SYSTEM_POLICIES]
    if beside is not None:
        paths.append(beside / "distribution" / "policies.json")
    for path in paths:
        try:
            found = decode_any(read_bytes(path)[0])
        except SessiontuiError:
            if path.exists():
                return Policies()  # it is there, so Firefox looks no further either
            continue
        policies = found.get("policies") if isinstance(found, dict) else None
        return _policies(policies) if isinstance(policies, dict) else Policies()
    return Policies()


def _policies(found: dict[str, Any]) -> Policies:
    imposed: dict[str, PrefValue] = {}
    given: dict[str, PrefValue] = {}
    private = found.get("PrivateBrowsingModeAvailability")
    if found.get("DisablePrivateBrowsing") is True or private == 1:
        imposed[PRIVATE] = False
    elif private == 2:
        imposed[PRIVATE] = True
    preferences = found.get("Preferences")
    for name, said in (preferences if isinstance(preferences, dict) else {}).items():
        if name in _WITHIN_REACH:
            _preference(name, said, imposed, given)
    homepage = found.get("Homepage")
    page = homepage.get("StartPage") if isinstance(homepage, dict) else None
    if isinstance(page, str) and page in _START_PAGES:
        (imposed if page == "homepage-locked" else given)[PAGE] = _START_PAGES[page]
    return Policies(imposed, given)


def _preference(
    name: str, said: Any, imposed: dict[str, PrefValue], given: dict[str, PrefValue]
) -> None:
    """One entry of ``Preferences``: a value (locked) or {Value, Status}."""
    spec = next(spec for spec in CATALOGUE if spec.name == name)
    if isinstance(said, dict):
        status, value = said.get("Status", "default"), said.get("Value")
    else:
        status, value = "locked", said
    if status == "clear":
        value = spec.default_for(None)  # the user's own value is taken away at every start
    if spec.kind == "bool" and value in (0, 1):
        value = bool(value)
    if not isinstance(value, (bool, int, str)) or isinstance(value, bool) != (spec.kind == "bool"):
        return
    (given if status == "default" else imposed)[name] = value


def obstacle(prefs: Prefs, *, once: bool) -> str | None:
    """Why the next start would not open what an edit puts there; None when nothing is in the way.

    ``once``: it opens only because prefs.js will say resume_session_once.
    """
    if prefs.get(PRIVATE) is True:
        return (
            f"permanent private browsing is on ({prefs.where(PRIVATE)}), so Firefox reads no "
            "session; switch it off first"
        )
    if not once:
        return None
    planned = replace(prefs, prefs={**prefs.prefs, ONCE: True, OS_RESTART: False})
    for name, good in ((ONCE, True), (OS_RESTART, False)):
        if planned.get(name) is not good:
            file = planned.source(name)
            way = (
                "take that line out of user.js first"
                if file == "user.js"
                else "that is an administrator's policy; open the tabs by hand"
            )
            return f"{planned.where(name)} keeps Firefox from opening a session once; {way}"
    return None
