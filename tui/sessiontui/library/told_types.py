"""The types of ``stores.view``, with all that their annotations name.

The commands load that only where they need it. For ``help()`` and ``inspect.signature``, which look
the names up in the module of the type, it is put there once a program uses these types.
"""

from __future__ import annotations

from ..firefox.next_start import NextStart
from ..firefox.profile_lock import InUse
from ..session.model.salvaged import Salvaged
from ..session.model.snapshot import Counts
from ..stores import view
from ..stores.view import ProfileState, Summary

__all__ = ["ProfileState", "Summary"]

for _named in (Counts, InUse, NextStart, Salvaged):
    setattr(view, _named.__name__, _named)
