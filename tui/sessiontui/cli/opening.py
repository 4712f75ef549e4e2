"""How a command opens its PLACE."""

from __future__ import annotations

import argparse

from ..workspace import Workspace
from . import diagnostics


def open_workspace(place: str | None, options: argparse.Namespace) -> Workspace:
    """Open a PLACE with the options every command has, and say what --firefox risks there."""
    workspace = Workspace.open(place, read_only=options.read_only, as_firefox=options.firefox)
    if workspace.store.info.risk is not None:
        diagnostics.note(f"sessiontui: {workspace.store.info.risk}")
    return workspace
