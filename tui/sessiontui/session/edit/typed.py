"""Text that somebody typed into a page and did not send: what goes with a drop must be said.

A text counts as kept where any tab that stays has it, whatever the tab shows, open or closed; and
where a session inside one of them has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

from ...text import count
from ..model.coerce import BLANK_PAGES
from ..model.page_state import form_texts, page_of_entry
from .held_sessions import forms_of, held_in, tabs_inside, without_sessions
from .node import Node
from .tabs_of import tabs_held, tabs_of

_LARGE: Final = 1 << 20
"""Bytes of a form beyond which it counts as one text: to decode it would hold up a screen."""
_FORMS: Final = (b'"formdata"', b'"innerHTML"')
_TOKENS: Final = (b'"userTypedValue"', *_FORMS)
_SESSION: Final = b'sessionData"'


def lost_with(gone: Iterable[Node], root: Node) -> str:
    """That text typed in what was taken out of a session is in no tab that stays, if it is so.

    ``gone``: tabs, and what holds some: closed ones, groups, windows. The end of a sentence, or
    nothing. It costs next to nothing where nothing was typed.
    """
    return lost_words({text for item in gone for text in _typed_at(item)}, root)


def lost_words(texts: set[bytes], root: Node) -> str:
    """The same of these texts, as digests; those that stand in a session are taken out."""
    old = is_old(root)
    holding = []
    for tab, _ in tabs_of(root, "looking for typed text") if texts else ():
        texts.difference_update(typed_in(tab, old=old))
        if not texts:
            break
        if any(form.may_hold(_SESSION) for form in forms_of(tab, old=old)):
            holding.append(tab)
    for tab in holding:  # what takes longest to tell last
        texts.difference_update(_typed_inside(tab) if texts else ())
    if not texts:
        return ""
    if len(texts) == 1:
        return "; 1 text typed there is in no other tab and is lost"
    return f"; {count(len(texts), 'text')} typed there are in no other tab and are lost"


def _typed_at(item: Node) -> Iterator[bytes]:
    if not any(map(item.may_hold, (*_TOKENS, _SESSION))):
        return
    for tab in tabs_held(item):
        yield from typed_in(tab)
        yield from _typed_inside(tab)


def _typed_inside(tab: Node) -> Iterator[bytes]:
    for held in held_in(tab):
        for inner, _ in tabs_inside(held.session):
            yield from typed_in(inner)


def is_old(root: Node) -> bool:
    """Whether it is a session of a Firefox before 42, which kept form data in the history."""
    return root.get("version") is None


def typed_in(tab: Node, *, old: bool = True) -> Iterator[bytes]:
    """What is typed in a tab's forms and address bar, as digests; a session is no such text.

    ``old``: look into its history as well. All else is told by its own members alone.
    """
    typed = tab.read("userTypedValue")
    if isinstance(typed, str) and typed.strip() and not _never_arrived(tab):
        yield _digest(typed)
    form = tab.get("formdata")
    if form is not None and form.is_object:
        yield from _of_form(form)
    entries = tab.get("entries") if old and any(map(tab.may_hold, _FORMS)) else None
    for entry in entries.items if entries is not None else ():
        if any(map(entry.may_hold, _FORMS)):  # where it stood before Firefox 42
            yield from typed_in_page(entry)


def _never_arrived(tab: Node) -> bool:
    """Whether what is typed is the address of a page that is still to come."""
    entries = tab.get("entries")
    pages = entries.items if entries is not None else ()
    return not pages or (len(pages) == 1 and pages[0].read("url") in BLANK_PAGES)


def _of_form(form: Node) -> Iterator[bytes]:
    if form.may_hold(_SESSION):
        form = without_sessions(form)
    piece = form.json()
    if len(piece) > _LARGE:
        yield blake2b(piece, digest_size=16).digest()
    else:
        yield from _texts(form.value())


def typed_in_page(entry: Node) -> Iterator[bytes]:
    """What was typed in a page of a history, where files before Firefox 42 keep it; digests."""
    form = entry.get("formdata") if entry.is_object else None
    if form is None or not form.is_object or not form.may_hold(_SESSION):
        yield from _texts(page_of_entry(entry.value()))
        return
    yield from _texts(page_of_entry({"formdata": without_sessions(form).value()}))


def _texts(form: object) -> Iterator[bytes]:
    return (_digest(text) for _, text in form_texts(form) if text.strip())


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
