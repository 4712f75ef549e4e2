"""What defeats an edit of what the next start opens; looked for before anything is written."""

from __future__ import annotations

from msgspec.structs import replace

from .prefs.effective import Prefs
from .prefs.names import ONCE, OS_RESTART, PRIVATE


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
            way = {
                "user.js": "take that line out of user.js first",
                "policies.json": "that is an administrator's policy; open the tabs by hand",
            }.get(planned.source(name), "that is how this machine is set up; open the tabs by hand")
            return f"{planned.where(name)} keeps Firefox from opening a session once; {way}"
    return None
