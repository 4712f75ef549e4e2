"""What a tab keeps of the page it shows: filled-in forms and scroll positions, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...brief import brief
from ...text import printable
from ..json.pointer import Steps
from .coerce import said, whole

_MAX_FRAMES = 100  # frames inside frames that are followed
_EDITABLE = "(editable page)"


class Point(NamedTuple):
    """A scroll position in CSS pixels."""

    x: int
    y: int


class FormField(NamedTuple):
    """One field of a form the user filled in: text, checkbox, select or files."""

    name: str  # id or XPath, printable
    kind: str  # "text", "checkbox", "select", "files", "other"
    value: str  # printable
    frame: Steps  # which frame of the page; () is the page itself
    rest: int = 0  # characters that were left out of the value

    def __repr__(self) -> str:
        return brief(self)


class ScrollPosition(NamedTuple):
    """How far one frame of the page was scrolled."""

    frame: Steps
    at: Point


def form_fields(
    found: Any, frame: Steps = (), *, longest: int | None = None
) -> Iterator[FormField]:
    """The fields of a decoded ``formdata``, those of its frames included.

    ``longest`` cuts values to so many characters, before the work of making them printable.
    """
    if not isinstance(found, dict) or len(frame) > _MAX_FRAMES:
        return
    for key in ("id", "xpath"):
        fields = found.get(key)
        for name, value in fields.items() if isinstance(fields, dict) else ():
            kind, shown = _form_value(value)
            yield _field(name, kind, shown, frame, longest)
    if isinstance(found.get("innerHTML"), str):
        yield _field(_EDITABLE, "text", found["innerHTML"], frame, longest)
    children = found.get("children")
    for i, child in enumerate(children if isinstance(children, list) else ()):
        yield from form_fields(child, (*frame, i), longest=longest)


def form_texts(found: Any, frame: Steps = ()) -> Iterator[tuple[str, str]]:
    """The text fields of a decoded ``formdata`` by name, both exactly as the file has them.

    A field of a frame has the frame's place before its name: ``frame 0/2: comment``; an editable
    page goes by ``(editable page)``.
    """
    if not isinstance(found, dict) or len(frame) > _MAX_FRAMES:
        return
    before = f"frame {'/'.join(map(str, frame))}: " if frame else ""
    for key in ("id", "xpath"):
        fields = found.get(key)
        for name, value in fields.items() if isinstance(fields, dict) else ():
            if isinstance(value, str):
                yield before + name, value
    if isinstance(found.get("innerHTML"), str):
        yield before + _EDITABLE, found["innerHTML"]
    children = found.get("children")
    for i, child in enumerate(children if isinstance(children, list) else ()):
        yield from form_texts(child, (*frame, i))


def holds_text(found: Any, depth: int = 0) -> bool:
    """Whether a text field of a decoded ``formdata``, or of one of its frames, holds text."""
    if not isinstance(found, dict) or depth > _MAX_FRAMES:
        return False
    for key in ("id", "xpath"):
        fields = found.get(key)
        for value in fields.values() if isinstance(fields, dict) else ():
            if isinstance(value, str) and value.strip():
                return True
    page = found.get("innerHTML")
    if isinstance(page, str) and page.strip():
        return True
    children = found.get("children")
    return isinstance(children, list) and any(holds_text(child, depth + 1) for child in children)


def _field(name: str, kind: str, value: str, frame: Steps, longest: int | None) -> FormField:
    shown = value[:longest]
    return FormField(printable(name), kind, printable(shown), frame, len(value) - len(shown))


def _form_value(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return "checkbox", "ticked" if value else "not ticked"
    if isinstance(value, dict):
        if value.get("type") == "file":
            files = value.get("fileList")
            return "files", _listed(files) if isinstance(files, list) else ""
        if "selectedIndex" in value or value.get("type") in ("singleChoice", "multipleChoice"):
            return "select", _listed(value.get("value"))
        return "other", said(value.get("value"))
    if isinstance(value, list):
        return "select", _listed(value)
    return "text", said(value)


def _listed(value: Any) -> str:
    return ", ".join(map(said, value)) if isinstance(value, list) else said(value)


def scroll_positions(found: Any, frame: Steps = ()) -> Iterator[ScrollPosition]:
    """The positions in a decoded ``scroll``, those of its frames included."""
    if not isinstance(found, dict) or len(frame) > _MAX_FRAMES:
        return
    position = found.get("scroll")
    if isinstance(position, str):
        x, _, y = position.partition(",")
        yield ScrollPosition(frame, Point(whole(x) or 0, whole(y) or 0))
    children = found.get("children")
    for i, child in enumerate(children if isinstance(children, list) else ()):
        yield from scroll_positions(child, (*frame, i))


def page_of_entry(entry: Any, depth: int = 0) -> Any:
    """An entry of Firefox 3 to 28 in the shape that a tab's form data and scroll have now."""
    if not isinstance(entry, dict) or depth > _MAX_FRAMES:
        return None
    ids: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    form, children = entry.get("formdata"), entry.get("children")
    for name, value in form.items() if isinstance(form, dict) else ():
        if name in ("id", "xpath") and isinstance(value, dict):
            (ids if name == "id" else paths).update(value)
        elif name.startswith("#"):
            ids[name[1:]] = value
        else:
            paths[name] = value
    frames = children if isinstance(children, list) else ()
    return {
        "id": ids,
        "xpath": paths,
        "innerHTML": entry.get("innerHTML"),
        "scroll": entry.get("scroll"),
        "children": [page_of_entry(frame, depth + 1) for frame in frames],
    }
