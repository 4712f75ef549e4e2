"""A large session is decoded piece by piece: to the same skeleton, and with no long pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec.container import open_container
from sessiontui.errors import Damaged
from sessiontui.session.model import in_pieces
from sessiontui.session.model.document import decode_whole
from sessiontui.session.model.in_pieces import decode_in_pieces
from sessiontui.stores import salvaging
from tests.builders import closed_window, mozlz4, session, tab, to_json, window

TEXT = to_json(
    session(
        *(
            window(
                *(tab(f"https://a.example/{w}/{i}") for i in range(50)),
                closed=[f"https://c.example/{i}" for i in range(20)],
            )
            for w in range(3)
        ),
        closed_windows=[closed_window(window("https://gone.example/1"))] * 2,
        cookies=[{"host": "a.example"}],
    )
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large."""
    monkeypatch.setattr(in_pieces, "LARGE", 1)


def plain(value: Any) -> Any:
    """A skeleton as plain values: what stands raw as its bytes."""
    return json.loads(msgspec.json.encode(value)) if value is not msgspec.UNSET else None


@pytest.mark.usefixtures("small")
def test_it_is_the_same_skeleton() -> None:
    assert plain(decode_in_pieces(TEXT).value) == plain(decode_whole(TEXT).value)
    assert decode_in_pieces(TEXT).source is TEXT


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["windows", "_closedWindows", "tabs", "_closedTabs", "entries", "state", "title"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["windows", "_closedWindows", "version"]), ODD))
def test_of_odd_shapes_too(top: dict[str, Any]) -> None:
    text = json.dumps(top).encode()
    before, in_pieces.LARGE = in_pieces.LARGE, 1  # type: ignore[misc]
    try:
        assert plain(decode_in_pieces(text).value) == plain(decode_whole(text).value)
    finally:
        in_pieces.LARGE = before  # type: ignore[misc]


@pytest.mark.usefixtures("small")
def test_what_is_no_json_is_damaged_all_the_same() -> None:
    with pytest.raises(Damaged, match="not valid JSON"):
        decode_in_pieces(TEXT[:-1])


class Counted:
    """A decoder that notes how much it is given."""

    def __init__(self, real: Any, note: Callable[[int], None]) -> None:
        self._real = real
        self._note = note

    def decode(self, data: Any) -> Any:
        self._note(len(memoryview(data)))
        return self._real.decode(data)


def test_of_a_damaged_file_no_long_piece_is_decoded_with_types(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A typed pass over all of it would hold up the screen."""
    big = to_json(
        session(window(*(tab(f"https://a.example/{i}", x="y" * 900) for i in range(3_000))))
    )
    cut = mozlz4(big)[:-100]
    typed: list[int] = []
    for name in ("_WINDOWS", "_TABS", "_CLOSED_TABS", "_ONE_WINDOW", "_ONE_TAB", "_ONE_CLOSED"):
        counted = Counted(getattr(in_pieces, name), typed.append)
        monkeypatch.setattr(in_pieces, name, counted)
    whole: list[int] = []

    def seen(text: bytes) -> Any:
        whole.append(len(text))
        return decode_whole(text)

    monkeypatch.setattr(in_pieces, "decode_whole", seen)
    found = salvaging.session_from(cut)
    assert found.counts.tabs > 2_000
    assert len(found.document.text) > 2 * in_pieces.LARGE
    assert not whole
    assert len(typed) > 2_000
    assert max(typed) < in_pieces.LARGE


def test_a_block_that_unpacks_to_another_size_is_looked_at_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = mozlz4(TEXT * 40)
    data = data[:8] + (len(TEXT) * 40 + 9).to_bytes(4, "little") + data[12:]
    assert open_container(data).claimed is not None
    looked: list[int] = []

    def decode(*_: object) -> None:
        looked.append(1)

    monkeypatch.setattr(salvaging, "Document", decode)
    with pytest.raises(Damaged, match=r"not valid JSON.*cut short"):
        salvaging.snapshot_of(open_container(data))
    assert not looked
