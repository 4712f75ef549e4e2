"""Where the members of an object stand: told by lengths, as by walking."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from sessiontui.session.json import members
from sessiontui.session.json.members import members_in

_VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
_OBJECTS = st.lists(st.tuples(st.text(max_size=4), _VALUES), max_size=5)


@given(_OBJECTS, st.sampled_from(["", " ", "\n\t"]), st.booleans())
@example([("a", 1), ("a", 2)], "", False)
@example([('"', 1)], "", True)
def test_keys_and_values_stand_where_it_says(
    pairs: list[tuple[str, Any]], blank: str, ascii_only: bool
) -> None:
    def said(value: Any) -> str:
        return json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"))

    inner = f"{blank},{blank}".join(f"{said(k)}{blank}:{blank}{said(v)}" for k, v in pairs)
    text = f"[{{{blank}{inner}{blank}}}]".encode()
    found = members_in(text, 1, len(text) - 1)
    assert found.keys == [key for key, _ in pairs]
    assert [json.loads(text[a:b]) for a, b in found.spans] == [value for _, value in pairs]
    for head, key in zip(found.heads, found.keys, strict=True):
        assert text[head:].startswith(said(key).encode())
    assert found.places == {key: at for at, key in enumerate(found.keys)}
    assert found.once == (len(dict(pairs)) == len(pairs))
    compact = members._compact(text, 1, len(text) - 1)
    assert compact in (None, found)
