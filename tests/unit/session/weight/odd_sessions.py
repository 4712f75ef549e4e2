"""Any JSON that is a session, as text: wrong types, names given twice, blanks, escapes, halves of
characters, numbers as text, deep nesting.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st

Pairs = list[tuple[str, Any]]
"""An object: its members in order, a name may come twice."""

_NAMES: Final = st.sampled_from(
    (
        "url", "title", "image", "entries", "state", "formdata", "storage", "extData", "children",
        "triggeringPrincipal_base64", "structuredCloneState", "index", "userTypedValue", "tabs",
        "groups", "closedGroups", "_closedTabs", "closedTabs", "cookies", "host", "windows",
        "é\"\\", "", "x", "iconLoadingPrincipal", "policyContainer", "sessionData", "id",
    )
)  # fmt: skip
_URLS: Final = st.sampled_from(
    (
        "https://www.example.co.uk/a/b", "http://1.2.3.4:80/x", "https://[::1]/", "about:blank",
        "about:reader?url=https%3A%2F%2Fnews.example.org%2Fx", "data:text/html,x", "file:///etc/x",
        "moz-extension://0a-b/page.html", "view-source:https://a.example.com/", "nonsense", "",
        "https://user:pw@Shop.Example.com.:8443/?q#f", "https://xn--bcher-kva.example/",
        "blob:https://b.example.net/0-1", "javascript:1", "https:///", "https://a?b/c/d", 'x"\\',
    )
)  # fmt: skip
_SCALARS: Final = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=8), _URLS,
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(("1", "0", "\ud83d", "sessionData\"" * 9)),
)  # fmt: skip


def _objects(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Pairs]:
    return st.lists(st.tuples(_NAMES, values), max_size=5)


_JUNK: Final = st.recursive(
    _SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), _objects(inner)), max_leaves=8
)


def _object(*known: tuple[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Pairs]:
    """Some of the members that are known, each now and then as junk; and others."""
    members = [st.tuples(st.just(name), st.one_of(value, value, _JUNK)) for name, value in known]
    members.append(st.tuples(_NAMES, _JUNK))
    return st.lists(st.one_of(members), max_size=7)


def _list(item: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.one_of(item, item, item, _JUNK), max_size=4)


_FRAME: Final = _object(("url", _URLS), ("title", _SCALARS), ("csp", _SCALARS))
_ENTRY: Final = _object(
    ("url", _URLS), ("title", _SCALARS), ("triggeringPrincipal_base64", _SCALARS),
    ("structuredCloneState", _SCALARS), ("children", _list(_FRAME)), ("formdata", _JUNK),
)  # fmt: skip
_TAB: Final = _object(
    ("entries", _list(_ENTRY)), ("index", _SCALARS), ("image", _SCALARS), ("formdata", _JUNK),
    ("formdata", st.just([("id", [("sessionData", '{"windows":[]}' * 4)])])),
    ("storage", st.lists(st.tuples(_URLS, _JUNK), max_size=3)), ("extData", _JUNK),
    ("userTypedValue", _URLS),
)  # fmt: skip
_CLOSED: Final = _object(
    ("state", _TAB), ("title", _SCALARS), ("image", _SCALARS), ("closedAt", _SCALARS)
)
_GROUP: Final = _object(("tabs", _list(_CLOSED)), ("name", _SCALARS))
_COOKIE: Final = _object(("host", st.one_of(_URLS, st.just(".example.org"))), ("value", _SCALARS))
_WINDOW: Final = _object(
    ("tabs", _list(_TAB)), ("_closedTabs", _list(_CLOSED)), ("closedTabs", _list(_TAB)),
    ("groups", _list(_GROUP)), ("closedGroups", _list(_GROUP)), ("cookies", _list(_COOKIE)),
    ("extData", _JUNK), ("width", _SCALARS),
)  # fmt: skip
_MEMBERS: Final = (
    ("windows", _list(_WINDOW)), ("_closedWindows", _list(_WINDOW)), ("cookies", _list(_COOKIE)),
    ("savedGroups", _list(_GROUP)), ("global", _JUNK), ("session", _JUNK), ("_cachedObjs", _JUNK),
)  # fmt: skip
_SESSION: Final = _object(*_MEMBERS, ("lastSessionState", _object(*_MEMBERS)))


@st.composite
def odd_sessions(draw: st.DrawFn) -> bytes:
    """The text of a session; its last ``windows`` is a list, and so it is one."""
    members: Pairs = [("version", ["sessionrestore", 1]), *draw(_SESSION)]
    members.append(("windows", draw(_list(_WINDOW))))
    if draw(st.booleans()):
        members.append(("deep", _deep(draw(st.integers(1, 700)))))
    blanks: Sequence[str] = ("",) if draw(st.booleans()) else (" ", "\n\t", "")
    return _Writer(draw, blanks).document(members)


class _Written(str):
    """A value as it stands in the text."""


def _deep(levels: int) -> _Written:
    return _Written("[" * levels + "1" + "]" * levels)


class _Writer:
    def __init__(self, draw: st.DrawFn, blanks: Sequence[str]) -> None:
        self._chance = draw(st.randoms(use_true_random=False))
        self._blanks = blanks

    def document(self, members: Pairs) -> bytes:
        text = self._blank() + self._value(members) + self._blank()
        return text.encode("utf-8", "surrogatepass")

    def _blank(self) -> str:
        return self._chance.choice(self._blanks)

    def _value(self, value: Any) -> str:
        if isinstance(value, _Written):
            return value
        if _is_object(value):
            inside = ",".join(
                f"{self._blank()}{self._text(name)}{self._blank()}:{self._blank()}{self._value(one)}"
                for name, one in value
            )
            return "{" + inside + self._blank() + "}"
        if isinstance(value, list):
            inside = ",".join(self._blank() + self._value(one) for one in value)
            return "[" + inside + self._blank() + "]"
        return self._text(value) if isinstance(value, str) else json.dumps(value)

    def _text(self, text: str) -> str:
        # Half a character can only stand as an escape.
        plain = text.isascii() or any("\ud800" <= sign <= "\udfff" for sign in text)
        written = json.dumps(text, ensure_ascii=plain)
        if text and self._chance.random() < 0.1 and text[0].isalnum() and text[0].isascii():
            written = f'"\\u{ord(text[0]):04x}' + written[2:]
        return written


def _is_object(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, tuple) for one in value)
