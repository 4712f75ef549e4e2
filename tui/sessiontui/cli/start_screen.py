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
from . import diagnostics, end_signals
from .cursor_address import no_cursor
from .parser import command_module, no_such_command
from .passwords import Passwords
from .place import wanted_version

if TYPE_CHECKING:
    from ..glance import Glance
    from ..ui.app.app import SessiontuiApp


def show(options: argparse.Namespace) -> int:
    """Open a PLACE on the screen and stay until the user leaves."""
    if options.place == "-":
        raise UsageError(
            "the screen cannot read standard input, it is the keyboard; name a file, or a pipe: "
            "sessiontui <(COMMAND)"
        )
    _refuse_mistyped_command(options.place)
    if not (_is_terminal(sys.stdin) and _is_terminal(sys.stderr)):
        raise UsageError(
            "the screen needs a terminal; to print instead: sessiontui tabs PLACE (see --help)"
        )
    if (why := no_cursor(os.environ.get("TERM", ""), sys.stderr.fileno())) is not None:
        return _print_instead(options, why)
    gc.disable()  # nothing worth collecting before the first paint; the app turns it on again
    choices: tuple[Glance, ...] = ()
    app = None
    workspace = None
    try:
        workspace = Workspace.open(
            options.place,
            read_only=options.read_only,
            as_firefox=options.firefox,
            password=Passwords(options),
        )
    except SeveralProfiles as several:
        from ..firefox.profiles import Found
        from ..glance import at_first

        choices = at_first(several.found or Found(several.profiles))
    executor = ThreadPoolExecutor(1, thread_name_prefix="sessiontui-store")
    try:
        look = first = chosen = None
        if workspace is not None:
            if options.version_of:
                chosen = wanted_version(workspace, options.version_of).id
            # Reading begins before Textual is imported: the two take about the same time.
            look = executor.submit(AT_START.hearing, workspace.look, chosen)
            first = executor.submit(AT_START.hearing, workspace.view, chosen)
        from ..ui.app.app import SessiontuiApp
        from ..ui.app.esc_first import keep_esc
        from ..ui.keys_file import user_keymap
        from ..ui.user_choices import few_colours, remember_theme, remembered_theme

        # What was imported stays for good; looking through it for garbage would stop the screen
        # for a tenth of a second. Old sessions go without: see Snapshot.let_go. What was painted
        # needs it (each line holds caches that hold themselves): often, so that it is never much.
        gc.freeze()
        gc.set_threshold(20_000, 4, 100)
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
        look = first = None  # they hold what was read: the first session, as long as this runs
        # Python would print what a thread died of: a traceback, with its message.
        threading.excepthook = lambda died: app.faults.of_thread(died.exc_value or RuntimeError())
        executor.submit(_expire)
        keep_esc()
        app.run()
        code = app.return_code or 0
        if app.fault is not None:
            code = diagnostics.explain(app.fault, "the screen")
        app.places.finish_writing()
        _say_what_was_edited(app, options, workspace)
        if app.places.busy:
            # A slow disk holds the store thread, and Python would wait for it; nothing is
            # being written, so there is nothing to wait for.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        return code
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        if workspace is not None and not (app and app.places.has_closed(workspace)):
            workspace.close()


def _print_instead(options: argparse.Namespace, why: str) -> int:
    """What ``info`` prints of the same place, with its exit code."""
    diagnostics.note(f"sessiontui: {why}; instead of the screen this is what info prints")
    options.json = False
    with end_signals.raised():
        return command_module("info").run(options)


def _say_what_was_edited(
    app: SessiontuiApp, options: argparse.Namespace, first: Workspace | None
) -> None:
    """A line for each place: what Firefox will open, and how to take the last edit back."""
    from .parting import parting_line
    from .undo_command import undo_command

    for opened, profile in app.places.opened():
        info = opened.workspace.store.info
        if info.scheme == "demo":
            continue  # what is made up is gone with the program
        if profile is not None and profile.in_use.state == "in use":
            continue  # the start that would be foretold is over
        named = options.place if opened.workspace is first else None  # as it was typed
        undo = undo_command(named or info.location, as_firefox=options.firefox)
        words = parting_line(opened.receipts, info.location, undo)
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
