"""One family of errors. Each carries the sentence its reader sees: what, where, what to do.

The sentence is printable: whatever foreign text went into it (a path, a name) came through
``text.printable`` first. Exit codes are those of the command line.
"""

from __future__ import annotations

from typing import ClassVar


class SessiontuiError(Exception):
    """Base of every error this program raises on purpose."""

    exit_code: ClassVar[int] = 3

    def __init__(self, sentence: str) -> None:
        if not isinstance(sentence, str):
            raise TypeError(f"an error says a sentence, not {type(sentence).__name__}")
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence

    def __rich__(self) -> str:
        """Keep a terminal UI from printing locals (URLs, cookies) with the traceback."""
        return self.sentence


class NothingFound(SessiontuiError):
    """The answer is "nothing found": a filter, a pointer or an id that matches nothing."""

    exit_code = 1


class UsageError(SessiontuiError):
    """The command line was wrong."""

    exit_code = 2


class Unreadable(SessiontuiError):
    """A file cannot be read: missing, no permission, not a regular file, an I/O error."""


class Barred(Unreadable):
    """It is there, but the system does not let us look: no permission, a dead mount, an I/O error.

    Whoever may look could find anything, so it must never be taken for absent or empty.
    """


class Damaged(Unreadable):
    """The bytes are there but they are not what they claim: cut, zero-filled, malformed."""


class NotASession(Unreadable):
    """Readable JSON or another kind of file, but not a session (no array ``windows``)."""


class NotFollowed(Unreadable):
    """A link on the way was made by another user to what is not theirs."""


class TooLarge(Unreadable):
    """It has more bytes than such a file can have, so it was not read."""


class PluginFault(Unreadable):
    """A plug-in did what a store must not do; the sentence names it."""


class Refused(SessiontuiError):
    """Nothing was changed: in use, read-only or stale."""

    exit_code = 4


class StaleRevision(Refused):
    """Nothing was changed: the file is no longer what the edit was made from."""

    @classmethod
    def of(cls, name: str) -> StaleRevision:
        """For a file or version of that printable name."""
        return cls(
            f"{name}: it has changed since it was looked at; nothing was changed, look again and "
            "repeat the edit"
        )


class NeedsConsent(Refused):
    """Nothing was changed: a person has to allow this first (EditOptions)."""
