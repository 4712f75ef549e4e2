"""What a plug-in raised, as one of our errors: a sentence that names it, and no value of it."""

from __future__ import annotations

import os

from ... import errors
from ...crash_reports import Plugin, place_in
from ...errors import PluginFault, SessiontuiError, Unreadable
from ...progress import Stopped
from ...text import printable

_LONGEST = 2_000  # characters of a sentence

UNKNOWN_CHANGE = "; whether anything was changed is not known, look at it again"


def as_ours(
    plugin: Plugin, error: BaseException, asked: str, *, changes: bool = False
) -> SessiontuiError | Stopped:
    """The error to raise in place of one that a plug-in raised when it was asked for something.

    Ours pass with their kind, their sentence printable and bounded; OSError says what the system
    does; whatever else it was is a fault of the plug-in. ``changes``: it was to change something.
    """
    if isinstance(error, Stopped):
        return error
    after = UNKNOWN_CHANGE if changes else ""
    if isinstance(error, SessiontuiError):
        said = error.__dict__.get("sentence")
        if type(said) is str and said.strip():
            return _in_our_words(error, printable(said)[:_LONGEST])
    elif isinstance(error, OSError):
        return Unreadable(f"{plugin.words}: {_system_says(error)}{after}")
    elif isinstance(error, MemoryError):
        return PluginFault(f"{plugin.words}: there is not enough memory for {asked}{after}")
    return PluginFault(
        f"{plugin.words} failed when it was asked for {asked} ({place_in(plugin, error)})"
        f"{after}; tell who makes it"
    )


def odd_answer(plugin: Plugin, asked: str, what: str, *, changes: bool = False) -> PluginFault:
    """It gave what a store must not give; ``what`` says that in printable words."""
    after = UNKNOWN_CHANGE if changes else ""
    return PluginFault(
        f"{plugin.words} gave what no store may give when it was asked for {asked} ({what})"
        f"{after}; tell who makes it"
    )


def _in_our_words(error: SessiontuiError, sentence: str) -> SessiontuiError:
    if type(error).__module__.startswith("sessiontui."):
        error.sentence = sentence
        error.args = (sentence,)
        return error
    for kind in type(error).__mro__:  # one of their own: the nearest that we know
        if getattr(errors, kind.__name__, None) is kind:
            known: SessiontuiError = kind(sentence)
            return known
    return Unreadable(sentence)


def _system_says(error: OSError) -> str:
    said = error.strerror
    if type(said) is not str or not said:
        number = error.errno
        said = os.strerror(number) if type(number) is int else type(error).__name__
    name = error.filename
    where = f"{printable(os.fsdecode(name))}: " if type(name) in (str, bytes) else ""
    return f"{where}{printable(said)}"[:_LONGEST]
