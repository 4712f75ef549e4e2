"""Start the screen. The one place where the command line reaches Textual."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TextIO

from ..errors import Unreadable, UsageError
from ..progress import AT_START
from ..stores.registry import SeveralProfiles, resolve
from ..workspace import Workspace
from . import diagnostics
from .parser import no_such_command

if TYPE_CHECKING:
    from ..ui.app.app import SessiontuiApp


def show(options: argparse.Namespace) -> int:
    """Open a PLACE on the screen and stay until the user leaves."""
    if options.place == "-":
        raise UsageError("the screen cannot read standard input, it is the keyboard; name a file")
    _refuse_mistyped_command(options.place)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        raise UsageError(
            "the screen needs a terminal; to print instead: sessiontui tabs PLACE (see --help)"
        )
    gc.disable()  # nothing worth collecting before the first paint; the app turns it on again
    choices: tuple[tuple[str, str], ...] = ()
    workspace = None
    try:
        workspace = Workspace.open(
            options.place, read_only=options.read_only, as_firefox=options.firefox
        )
    except SeveralProfiles as several:
        choices = tuple((profile.name, str(profile.path)) for profile in several.profiles)
    executor = ThreadPoolExecutor(1, thread_name_prefix="sessiontui-store")
    try:
        look = first = chosen = None
        if workspace is not None:
            if options.version_of:
                chosen = workspace.find_version(options.version_of).id
            # Reading begins before Textual is imported: the two take about the same time.
            look = executor.submit(workspace.look, chosen)
            first = executor.submit(AT_START.hearing, workspace.view, chosen)
        from ..ui.app.app import SessiontuiApp
        from ..ui.keys_file import user_keymap
        from ..ui.user_choices import few_colours, remember_theme, remembered_theme

        # What was imported stays for good; looking through it for garbage would stop the screen
        # for a tenth of a second. Old sessions go without: see Snapshot.let_go.
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        app = SessiontuiApp(
            workspace,
            executor,
            first,
            look=look,
            chosen=chosen,
            choices=choices,
            read_only=options.read_only,
            as_firefox=options.firefox,
            theme=remembered_theme() or ("ansi-dark" if few_colours(os.environ) else None),
            remember_theme=remember_theme,
            keymap=user_keymap(),
        )
        # Python would print what a thread died of: a traceback, with its message.
        threading.excepthook = lambda died: app.faults.fail(died.exc_value or RuntimeError())
        executor.submit(_expire)
        app.run()
        code = app.return_code or 0
        if app.fault is not None:
            code = diagnostics.explain(app.fault, "the screen")
        thread = app.versions.store_thread
        if thread is not None and thread.writing:
            executor.shutdown(wait=True)  # an edit that was begun is carried out
        _say_what_was_edited(app, options)
        if (thread is not None and thread.busy) or (first is not None and first.running()):
            # A slow disk holds the store thread, and Python would wait for it; nothing is
            # being written, so there is nothing to wait for.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        return code
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        if workspace is not None:
            workspace.close()


def _say_what_was_edited(app: SessiontuiApp, options: argparse.Namespace) -> None:
    """One line on the terminal: what Firefox will open, and how to take the last edit back."""
    opened, view = app.versions.store_thread, app.view
    if opened is None or opened.workspace.store.info.scheme == "demo":
        return  # what is made up is gone with the program
    if view is not None and view.profile is not None and view.profile.in_use.state == "in use":
        return  # the start that would be foretold is over
    from .parting import parting_line
    from .undo_command import undo_command

    location = opened.workspace.store.info.location
    undo = undo_command(options.place or location, as_firefox=options.firefox)
    words = parting_line(opened.receipts, location, undo)
    if words is not None:
        diagnostics.line(words)


def _expire() -> None:
    """Take away kept copies that are too old, also for those who never edit again."""
    from ..stores.write import expiry

    expiry.expire(time.time() * 1000)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _refuse_mistyped_command(place: str | None) -> None:
    """A bare word that is no place was probably meant as a command."""
    if place is None or not place.replace("-", "").isalpha() or os.path.lexists(place):
        return
    try:
        resolve(place)
    except Unreadable:
        raise no_such_command(place, ", profile, file or directory") from None
    except SeveralProfiles:
        return
