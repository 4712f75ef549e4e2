"""Start the screen. The one place where the command line reaches Textual."""

from __future__ import annotations

import argparse
import gc
import sys
from concurrent.futures import ThreadPoolExecutor

from ..errors import UsageError
from ..stores.registry import SeveralProfiles, open_place
from ..workspace import Workspace


def show(options: argparse.Namespace) -> int:
    """Open a PLACE on the screen and stay until the user leaves."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "the screen needs a terminal; to print instead: sessiontui tabs PLACE (see --help)"
        )
    if options.place == "-":
        raise UsageError("the screen cannot read standard input, it is the keyboard; name a file")
    gc.disable()  # nothing worth collecting before the first paint; the app turns it on again
    choices: tuple[tuple[str, str], ...] = ()
    workspace = None
    try:
        workspace = Workspace(open_place(options.place, read_only=options.read_only))
    except SeveralProfiles as several:
        choices = tuple((profile.name, str(profile.path)) for profile in several.profiles)
    executor = ThreadPoolExecutor(1, thread_name_prefix="sessiontui-store")
    try:
        first = None
        if workspace is not None:
            chosen = options.version_of and workspace.find_version(options.version_of).id
            # Reading begins before Textual is imported: the two take about the same time.
            first = executor.submit(workspace.view, chosen or None)
        from ..ui.app import SessiontuiApp

        app = SessiontuiApp(workspace, executor, first, choices=choices)
        app.run()
        return app.return_code or 0
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        if workspace is not None:
            workspace.close()
