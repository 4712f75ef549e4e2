"""The functions that programs call. Light: what they need is imported when one is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from ..arguments import FilePath
    from ..export.choice import Part
    from .known_profiles import KnownProfiles
    from .pages import Found, Lost
    from .places import Password, Place
    from .profile import Profile
    from .salvaging import SalvagedFile
    from .saved_session import SavedSession


def open_session(
    place: Place = None, *, version: str | None = None, password: Password = None
) -> SavedSession:
    """Read one session of a place: the one that Firefox loads next, or another ``version``.

    While Firefox runs that is its newest save. ``version`` is a name that ``sessiontui info``
    prints (``recovery``, ``previous``, an upgrade's id), or of a session inside another
    ``recovery#/lastSessionState``.

    >>> from sessiontui import open_session
    >>> session = open_session("demo:")
    >>> for tab in session.tabs[3:5]:
    ...     print(tab.title, tab.url)
    Rust Atomics and Locks — Mara Bos https://marabos.example/atomics/
    What Every Programmer Should Know About Memory https://lwn.example/Articles/250967/

    Of a damaged file it is what can be read of it, and ``salvaged`` says how much. Raises
    SessiontuiError: NothingFound, Unreadable and its kin, UsageError (SeveralProfiles).
    """
    from ..arguments import VERSION_HINT, text_or_none
    from .places import open_place
    from .saved_session import read_session

    text_or_none(version, "version", VERSION_HINT)
    opened = open_place(place, password=password)
    try:
        return read_session(opened, version, owned=True)
    except BaseException:
        opened.close()
        raise


def open_profile(
    place: Place = None, *, password: Password = None, as_firefox: bool = False
) -> Profile:
    """Open a profile, an archive or any other place with versions. Nothing can be changed in it.

    ``as_firefox`` takes a profile of another browser for Firefox's: what its next start does is
    told by Firefox's rules then.

    >>> from sessiontui import open_profile
    >>> with open_profile("demo:") as profile:
    ...     print(profile.next_start.loads, [version.id for version in profile.versions][:3])
    recovery ['recovery', 'recovery.bak', 'previous']

    Raises SessiontuiError in all its kinds.
    """
    from .places import open_place
    from .profile import Profile

    return Profile(open_place(place, password=password, as_firefox=as_firefox))


def profiles(place: Place = None, *, password: Password = None) -> KnownProfiles:
    """The profiles of this machine, as ``sessiontui profiles`` lists them, or those in a place.

    A place is a folder that holds profiles, an archive, another machine (``ssh:host``), or one
    profile. No session is read. Each has a ``path`` that ``open_profile`` takes.

    >>> from sessiontui import profiles
    >>> for one in profiles("demo:").profiles:
    ...     print(one.name, one.browser, one.newest, one.in_use.state)
    demo Firefox recovery in use

    Raises SessiontuiError: Unreadable and its kin for a place, UsageError for a single file. Of
    this machine nothing is raised: what may not be looked through is in ``barred``.
    """
    from .known_profiles import known_profiles

    return known_profiles(place, password)


def find(place: Place, words: str, *, password: Password = None) -> Found:
    """The pages that hold all words, in any version of a place, as ``sessiontui find``.

    Words are looked for in titles, addresses, histories, form text, extension values and group
    names; conditions narrow: ``in:form``, ``is:lost``, ``site:host``, ``older:2w``.

    >>> from sessiontui import find
    >>> for page in find("demo:", "marmalade").pages:
    ...     print(page.state, page.title, [sighting.version for sighting in page.sightings])
    lost Marmalade, three kinds — Kochbuch ['previous']

    Raises SessiontuiError: UsageError for a condition that is not understood.
    """
    from ..arguments import text_of

    text_of(words, "words")
    with open_profile(place, password=password) as profile:
        return profile.find(words)


def lost(place: Place, *, password: Password = None) -> Lost:
    """The pages that some version holds, and what Firefox loads next does not.

    >>> from sessiontui import lost
    >>> [page.title for page in lost("demo:").pages][:2]
    ['Marmalade, three kinds — Kochbuch', 'Letter to the landlord – draft']
    """
    with open_profile(place, password=password) as profile:
        return profile.lost()


@overload
def export(
    place: Place, file: None = None, *, format: str | None = None,
    version: str | None = None, ids: Sequence[str] = (), part: Part = "open",
    with_private: bool = False, replace: bool = False, password: Password = None,
) -> bytes: ...  # fmt: skip
@overload
def export(
    place: Place, file: FilePath, *, format: str | None = None,
    version: str | None = None, ids: Sequence[str] = (), part: Part = "open",
    with_private: bool = False, replace: bool = False, password: Password = None,
) -> int: ...  # fmt: skip
def export(
    place: Place,
    file: FilePath | None = None,
    *,
    format: str | None = None,  # noqa: A002
    version: str | None = None,
    ids: Sequence[str] = (),
    part: Part = "open",
    with_private: bool = False,
    replace: bool = False,
    password: Password = None,
) -> bytes | int:
    """Write tabs and windows for another program, as ``sessiontui export`` does.

    Without a ``file`` it gives what would stand in it; with one it makes a file that only its owner
    can read, and gives its bytes; one that is there already is replaced only with ``replace``.
    ``format`` is one of ``FORMATS``, without it what the file's name asks for, else ``urls``.
    ``ids`` are ``sessionId``s or pointers, also ``VERSION#ID`` of another version; without any a
    ``part`` of the session is taken: its ``open`` windows, the recently ``closed`` list, or ``all``
    with saved groups. Cookies, form data and the like come along only ``with_private``.

    >>> from sessiontui import export
    >>> print(export("demo:", format="urls", ids=["/windows/0/tabs/3"]).decode(), end="")
    https://marabos.example/atomics/

    Raises SessiontuiError: NothingFound for an id that is not there and where there is nothing to
    write, UsageError for a format that is not there, Refused for a file that must not be written.
    """
    from .exported import check_export

    flags = with_private, replace
    ids = check_export(file, format=format, ids=ids, part=part, flags=flags)
    with open_session(place, version=version, password=password) as session:
        return session.export(
            file, format=format, ids=ids, part=part,
            with_private=with_private, replace=replace,
        )  # fmt: skip


def salvage(file: FilePath | BinaryIO) -> SalvagedFile:
    """Read a session file of any name, or a file object that gives bytes, however damaged it is.

    >>> from sessiontui import salvage
    >>> found = salvage("cut.jsonlz4")
    >>> found.result.damage[0].sentence
    'the file ends in the middle, after 760 bytes'
    >>> [tab.url for tab in found.session.tabs][:2]
    ['https://one.example/', 'https://two.example/']

    Why an item is not certain says its ``doubt``, which is empty otherwise. Raises Damaged where
    nothing of a session can be read, NotASession for another kind of file, Unreadable and its kin.
    """
    from .salvaging import salvage_file

    return salvage_file(file)
