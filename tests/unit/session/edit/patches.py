"""What every patch must allow: taking it back gives the old text, byte for byte."""

from __future__ import annotations

from sessiontui.session.edit.patch import Patch, Splice


def inverse(patch: Patch) -> Patch:
    """The patch that makes the old text out of the new one."""
    shift = 0
    back = []
    for start, old, new in patch.splices:
        back.append(Splice(start + shift, new, old))
        shift += len(new) - len(old)
    return Patch(tuple(back))
