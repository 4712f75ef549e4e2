"""Making a session lighter: exactly what was chosen goes, and everything else stays."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sessiontui.errors import Refused
from sessiontui.session.edit import edits as e
from sessiontui.session.edit.apply import Edited, apply
from sessiontui.session.edit.document_draft import Draft
from sessiontui.session.edit.extension_values import owner_of, owners_in
from sessiontui.session.edit.node import Node
from sessiontui.session.edit.slimming import (
    DROPS,
    ORDER,
    Drop,
    Saving,
    Slimming,
    choose,
    savings,
    slim,
)
from sessiontui.session.edit.tabs_of import long_histories
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.text import is_printable
from tests.builders import (
    DAY,
    FAVICON,
    HOUR,
    NOW,
    OMIT,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.unit.session.edit import naive_slimming as naive
from tests.unit.session.edit.patches import inverse

LATER = NOW + HOUR
A, B, C = (f"https://{name}.example/{name.upper()}" for name in "abc")
GONE, HERE = "gone@addons.example", "{0e8f6a1c-0000-4000-8000-000000000001}"
KNOWN = Slimming(installed=frozenset({HERE}))


def done(text: bytes, *edits: e.Edit) -> Edited:
    """The edits carried out; the way back gives the very bytes."""
    made = apply(Document(text), edits, now=LATER)
    assert inverse(made.patch).apply(made.text) == text
    assert made.patch.freed == len(text) - len(made.text)
    assert all(is_printable(words) and "\n" not in words for words in made.words)
    return made


def slimmed(doc: Json, *edits: e.Edit) -> Json:
    found: Json = json.loads(done(to_json(doc), *edits).text)
    return found


TYPED = re.compile(r"; (\d+) texts? typed there (?:is|are) in no other tab and (?:is|are) lost")


def words(doc: Json, edit: e.Edit) -> str:
    return done(to_json(doc), edit).words[0]


# -- laws --------------------------------------------------------------------------------------

_URLS = [A, B, C, "about:blank", "https://sub.a.example/s"]
_IMAGES = st.sampled_from([OMIT, None, "", FAVICON, "https://a.example/i.ico", "chrome://x/y.svg"])
_INSIDE = session(window(A, tab(B, formdata={"id": {"name": "y"}}), closed=[C]))
_FORMS = st.sampled_from(
    [
        OMIT,
        {"id": {"name": "x", "sessionData": "my notes"}, "url": A},
        {"id": {"name": "y", "ticked": True, "empty": " "}, "url": A},
        {"id": {"sessionData": to_json(_INSIDE).decode()}, "url": "about:sessionrestore"},
        {"id": {"tree": "t", "sessionData": _INSIDE}, "url": "about:sessionrestore"},
    ]
)
_ORIGINS = ["https://a.example", "https://sub.a.example:8080^userContextId=2", "https://c.example"]
_STORAGE = st.one_of(
    st.just(OMIT), st.none(),
    st.dictionaries(st.sampled_from(_ORIGINS), st.just({"k": "v"}), min_size=1),
)  # fmt: skip
_KEYS = [f"extension:{GONE}:a", f"extension:{GONE}:b:c", f"extension:{HERE}:a", "own", "extension:"]
_EXT = st.one_of(st.just(OMIT), st.dictionaries(st.sampled_from(_KEYS), st.just("1")))


@st.composite
def tabs_of_any_kind(draw: st.DrawFn) -> Json:
    urls = draw(st.lists(st.sampled_from(_URLS), min_size=0, max_size=9))
    found = tab(
        *urls,
        index=OMIT,
        requestedIndex=draw(st.integers(0, 9)),
        image=draw(_IMAGES),
        formdata=draw(_FORMS),
        storage=draw(_STORAGE),
        extData=draw(_EXT),
        iconLoadingPrincipal=draw(st.sampled_from([OMIT, "{}"])),
    )
    index = draw(st.sampled_from([None, 0, 1, 2, 5, 9, 30, "3"]))
    return found if index is None else {**found, "index": index}


_TABS = st.lists(tabs_of_any_kind(), max_size=3)
_CLOSED = st.lists(st.builds(closed_tab, tabs_of_any_kind(), image=_IMAGES), max_size=2)


@st.composite
def windows_of_any_kind(draw: st.DrawFn) -> Json:
    return window(
        *draw(_TABS), closed=draw(_CLOSED), extData=draw(_EXT),
        closedGroups=[closed_group("1-1", "G", *draw(_CLOSED))],
    )  # fmt: skip


@st.composite
def sessions_of_any_kind(draw: st.DrawFn, last: bool = True) -> Json:
    windows = draw(st.lists(windows_of_any_kind(), min_size=1, max_size=2))
    aside = [closed_window(one) for one in draw(st.lists(windows_of_any_kind(), max_size=1))]
    before = draw(sessions_of_any_kind(last=False)) if last and draw(st.booleans()) else OMIT
    return session(
        *windows, closed_windows=aside, lastSessionState=before,
        savedGroups=[saved_group("2-2", "S", *draw(_CLOSED))],
    )  # fmt: skip


EDITS: Sequence[tuple[e.Edit, Callable[[Json], None]]] = (
    (e.DropIcons(), naive.no_icons),
    (e.CutHistory(0), naive.short_history(0)),
    (e.CutHistory(2), naive.short_history(2)),
    (e.DropNested(), naive.nothing_inside),
    (e.DropStorage(), naive.no_storage(None)),
    (e.DropStorage("a.example"), naive.no_storage("a.example")),
    (e.DropExtensionValues((GONE,)), naive.no_values_of(GONE)),
)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(
    sessions_of_any_kind(),
    st.lists(st.sampled_from(EDITS), min_size=1, max_size=7, unique_by=lambda one: str(one[0])),
)
def test_what_is_dropped_goes_and_every_other_byte_stays(
    doc: Json, chosen: list[tuple[e.Edit, Callable[[Json], None]]]
) -> None:
    made = done(to_json(doc), *(edit for edit, _ in chosen))
    expected = copy.deepcopy(doc)
    for _, drop in chosen:
        drop(expected)
    assert made.text == to_json(expected)
    event(f"{len(made.patch.splices):>3} splices"[:4])


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(sessions_of_any_kind(), st.sampled_from(EDITS))
def test_blanks_around_it_change_nothing(
    doc: Json, one: tuple[e.Edit, Callable[[Json], None]]
) -> None:
    edit, drop = one
    made = done(json.dumps(doc, indent=1).encode(), edit)
    drop(doc)
    assert json.loads(made.text) == doc


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(sessions_of_any_kind(), st.sets(st.sampled_from(DROPS), min_size=1))
def test_slimming_twice_is_slimming_once(doc: Json, drops: set[Drop]) -> None:
    text = to_json(doc)
    snapshot = Snapshot(Document(text))
    once = done(text, *slim(snapshot, drops, KNOWN))
    assert len(once.text) <= len(text)
    again = Snapshot(Document(once.text))
    assert done(once.text, *slim(again, drops, KNOWN)).text == once.text
    if "duplicates" not in drops:
        assert [_shown(one) for one in again.open_tabs()] == [
            _shown(one) for one in snapshot.open_tabs()
        ]
    else:
        shown = {_shown(one)[:2] for one in snapshot.open_tabs()}
        assert shown == {_shown(one)[:2] for one in again.open_tabs()}
    _all_hold(once.text)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(sessions_of_any_kind(), st.sets(st.sampled_from(DROPS), min_size=1))
def test_no_text_that_was_typed_is_lost_without_a_word(doc: Json, drops: set[Drop]) -> None:
    text = to_json(doc)
    made = done(text, *slim(Snapshot(Document(text)), drops, KNOWN))
    told = sum(int(number) for one in made.words for number in TYPED.findall(one))
    assert told == len(naive.typed(doc) - naive.typed(json.loads(made.text)))
    event(f"{told} lost")


def _shown(one: Any) -> tuple[str, str, int]:
    return one.raw_url, one.raw_title, one.container_id


def _all_hold(text: bytes) -> None:
    """What Firefox needs of a session: windows with tabs, `selected` among them."""
    doc = json.loads(text)
    for one in doc["windows"]:
        assert not one["tabs"] or 1 <= one["selected"] <= len(one["tabs"])
        for tab_ in one["tabs"]:
            index = tab_.get("index")
            if isinstance(index, int) and len(tab_["entries"]) and index <= 9:
                assert index >= 0


@pytest.mark.long
@settings(max_examples=50, deadline=None)
@given(sessions_of_any_kind())
def test_what_would_be_freed_is_what_is_freed(doc: Json) -> None:
    text = to_json(doc)
    snapshot = Snapshot(Document(text))
    told = {one.drop: one for one in savings(snapshot, KNOWN, now=LATER)}
    assert list(told) == list(DROPS)
    for drop, saving in told.items():
        made = apply(snapshot.document, slim(snapshot, [drop], KNOWN), now=LATER)
        assert saving == Saving(drop, len(text) - len(made.text), "; ".join(made.words))


# -- what it says, and corners -----------------------------------------------------------------


@pytest.mark.parametrize("edit", [edit for edit, _ in EDITS])
def test_where_nothing_can_go_no_tab_is_looked_into(
    edit: e.Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0
    begin = Node.__init__

    def counted(self: Node, *arguments: Any) -> None:
        nonlocal made
        made += 1
        begin(self, *arguments)

    tabs = [tab(A, extData=OMIT, image=OMIT) for _ in range(100)]
    doc = session(window(*tabs), window(*tabs))
    monkeypatch.setattr(Node, "__init__", counted)
    text = to_json(doc)
    assert done(text, edit).text == text
    assert 0 < made < 40


def _looked_into(text: bytes) -> list[int]:
    found = long_histories(Draft(Document(text)).root, "looking", 2)
    return [entries.count for one in found if (entries := one.get("entries")) is not None]


def test_of_a_list_only_long_histories_are_looked_into() -> None:
    tabs = [tab(*[A] * number) for number in (2, 1, 9, 0, 3)]
    text = to_json(session(window(*tabs, closed=[tab(*[A] * 4), A])))
    assert _looked_into(text) == [9, 3, 4]
    odd = text.replace(b'"entries":[]', b'"entries":[5,null,{},[]]')
    assert _looked_into(odd) == [2, 1, 9, 4, 3, 4]  # of an odd list all are


def test_icons_are_fetched_again() -> None:
    doc = session(window(tab(A), tab(B, image=OMIT), closed=[C]))
    said = words(doc, e.DropIcons())
    assert said.startswith("Drop the favicons of 2 tabs: Firefox asks their sites for them again")
    assert words(session(window(tab(A, image=None))), e.DropIcons()) == (
        "Drop no favicons: no tab carries one"
    )


def test_the_table_of_icons_of_one_firefox_goes_with_those_that_name_it() -> None:
    doc = session(window(tab(A, image=0)), _cachedObjs=[[0, FAVICON]])
    found = slimmed(doc, e.DropIcons())
    assert "_cachedObjs" not in found
    assert "image" not in found["windows"][0]["tabs"][0]


def test_an_icon_goes_wherever_a_firefox_kept_it() -> None:
    old = tab(A, image=OMIT, attributes={"image": FAVICON, "x": "y"}, iconLoadingPrincipal="p")
    (found,) = slimmed(session(window(old)), e.DropIcons())["windows"][0]["tabs"]
    assert found["attributes"] == {"x": "y"}
    assert "iconLoadingPrincipal" not in found


def test_a_history_is_cut_around_the_page_that_is_shown() -> None:
    urls = [f"https://a.example/{i}" for i in range(10)]
    doc = session(window(tab(*urls, index=5, requestedIndex=6)))
    (found,) = slimmed(doc, e.CutHistory(2))["windows"][0]["tabs"]
    assert [one["url"] for one in found["entries"]] == urls[2:7]
    assert (found["index"], found["requestedIndex"]) == (3, 4)
    assert words(doc, e.CutHistory(2)) == (
        "Drop 5 pages of the back and forward of 1 tab: the page a tab shows and 2 pages on either "
        "side stay"
    )
    (found,) = slimmed(doc, e.CutHistory(0))["windows"][0]["tabs"]
    assert [one["url"] for one in found["entries"]] == [urls[4]]
    assert (found["index"], found["requestedIndex"]) == (1, 0)
    assert words(doc, e.CutHistory(9)) == (
        "Drop no history: no tab has more than the page it shows and 9 pages on either side"
    )
    with pytest.raises(Refused, match="cannot be kept"):
        done(to_json(doc), e.CutHistory(-1))


def test_the_tabs_inside_that_are_gone_are_counted() -> None:
    inside = session(window(A, B, closed=[C]), window(C))
    form = {"id": {"sessionData": to_json(inside).decode()}, "url": "about:sessionrestore"}
    doc = session(window(tab("about:sessionrestore", formdata=form), A))
    said = words(doc, e.DropNested())
    assert "3 tabs inside are gone, and 1 closed one" in said
    assert "that page restores nothing" in said
    assert "sessionData" not in str(slimmed(doc, e.DropNested()))
    # What merely has that name is somebody's text.
    form = {"id": {"sessionData": '{"windows": 3}'}}
    doc = session(window(tab(A, formdata=form)))
    assert slimmed(doc, e.DropNested()) == doc


def restoring(*held: Json | str, **form: str) -> Json:
    """Restore pages, each holding a session."""
    return window(
        *(
            tab("about:sessionrestore", formdata={"id": {"sessionData": one, **form}})
            for one in held
        )
    )


def test_the_tabs_inside_are_counted_at_any_depth() -> None:
    deepest = session(window(A, B), closed_windows=[closed_window(window(C))])
    deep = session(restoring(to_json(deepest).decode()), lastSessionState=session(window(A)))
    middle = session(window(A, closed=[B]), restoring(to_json(deep).decode()))
    doc = session(restoring(to_json(middle).decode()))
    said = words(doc, e.DropNested())
    # deeper: the restore page of the middle holds 1 + 1 before it, and that page 3
    assert "2 tabs inside are gone, and 1 closed one, and 5 tabs of sessions inside those" in said
    as_objects = session(restoring(session(restoring(session(window(A, B))))))
    said = words(as_objects, e.DropNested())
    assert "1 tab inside is gone, and 2 tabs of sessions inside those" in said


def test_text_typed_in_what_goes_is_said_unless_another_tab_has_it() -> None:
    typed = {"id": {"letter": "Dear Ann", "ticked": True}}
    kept = {"xpath": {"//input": "kept"}}
    doc = session(
        window(
            tab(A, formdata=kept),
            closed=[
                closed_tab(tab(B, formdata=typed)), closed_tab(tab(B, formdata=kept)),
                closed_tab(tab(C, userTypedValue="half an addr")),
                closed_tab(tab(userTypedValue=C)),  # its page is still to come
            ],
        )
    )  # fmt: skip
    said = words(doc, e.ForgetMatching())
    assert said == "Forget 4 closed tabs; 2 texts typed there are in no other tab and are lost"
    inside = session(window(tab(A, formdata=typed)))
    doc = session(restoring(to_json(inside).decode(), own="Dear Ann"))
    assert not TYPED.search(words(doc, e.DropNested()))
    doc = session(restoring(to_json(inside).decode(), own="Dear Bob"))
    assert words(doc, e.DropNested()).endswith(
        "; 1 text typed there is in no other tab and is lost"
    )
    doc = session(window(B, closed=[closed_tab(restoring(inside)["tabs"][0])]))
    assert TYPED.search(words(doc, e.ForgetMatching()))


def test_text_typed_in_a_page_of_an_old_file_s_history_is_said() -> None:
    entries: list[Json] = [
        {"url": A, "formdata": {"id": {"letter": "Dear Ann"}}},
        {"url": B},
        {"url": C},
    ]
    doc = session(window(tab(*entries, index=3)), version=OMIT)
    assert TYPED.search(words(doc, e.CutHistory(1)))
    assert not TYPED.search(words(doc, e.CutHistory(2)))


def test_a_form_too_large_to_be_decoded_counts_as_one_text() -> None:
    large = {"id": {"a": "x" * 700_000, "b": "y" * 700_000}}
    doc = session(window(A, closed=[closed_tab(tab(B, formdata=large))]))
    assert TYPED.findall(words(doc, e.ForgetMatching())) == ["1"]


def test_a_session_in_an_old_file_s_page_goes_too() -> None:
    form = {"#sessionData": to_json(session(window(A))).decode()}
    page = {"url": "about:sessionrestore", "formdata": form}
    doc = session(window(tab(page)), version=OMIT)
    assert "1 tab inside is gone" in words(doc, e.DropNested())
    assert slimmed(doc, e.DropNested())["windows"][0]["tabs"][0]["entries"][0]["formdata"] == {}


def test_only_a_site_s_storage_goes() -> None:
    storage = {
        "https://a.example": {"k": "v"},
        "https://a.example^userContextId=3": {"k": "v"},
        "https://not-a.example": {"k": "v"},
    }
    doc = session(window(tab(A, storage=storage), closed=[tab(B, storage=storage)]))
    found = slimmed(doc, e.DropStorage("www.a.example"))
    assert list(found["windows"][0]["tabs"][0]["storage"]) == ["https://not-a.example"]
    assert "of a.example of 2 tabs" in words(doc, e.DropStorage("https://A.example/x"))
    with pytest.raises(Refused, match="host's name"):
        done(to_json(doc), e.DropStorage(" "))


# -- extensions --------------------------------------------------------------------------------


def test_whose_a_value_is() -> None:
    assert owner_of(f"extension:{GONE}:key:with:colons") == GONE
    assert owner_of("extension:alone") is None
    assert owner_of("tabview-tab") is None
    text = to_json({"a": {f"extension:{HERE}:a": "x"}, "b": f"extension:{GONE}:said"})
    assert owners_in(text) == {HERE, GONE}
    assert owners_in(to_json({"inside": text.decode()})) == frozenset()


def test_values_of_an_extension_that_is_there_stay() -> None:
    values = {f"extension:{GONE}:a": "1", f"extension:{HERE}:a": "2", "own": "3"}
    doc = session(window(tab(A, extData=values), extData={f"extension:{GONE}:w": "1"}))
    edits = slim(Snapshot(Document(to_json(doc))), ["extensions"], KNOWN)
    assert edits == (e.DropExtensionValues((GONE,)),)
    (found,) = slimmed(doc, *edits)["windows"]
    assert list(found["tabs"][0]["extData"]) == [f"extension:{HERE}:a", "own"]
    assert "extData" not in found
    assert words(doc, edits[0]) == (f"Drop 2 values of extensions that are not installed: {GONE}")


def test_without_knowing_what_is_installed_no_extension_is_gone() -> None:
    kept = session(window(tab(A, extData={f"extension:{GONE}:a": "1"})))
    snapshot = Snapshot(Document(to_json(kept)))
    unknown = Slimming(unknown="extensions.json: no permission")
    with pytest.raises(Refused, match="no permission"):
        slim(snapshot, ["extensions"], unknown)
    (told,) = savings(snapshot, unknown, now=LATER, drops=["extensions"])
    assert told.bytes == 0
    assert "no permission" in told.unknown
    none = Snapshot(Document(to_json(session(window(A)))))
    (told,) = savings(none, unknown, now=LATER, drops=["extensions"])
    assert not told.unknown  # nobody keeps anything


HERE_HOST, GONE_HOST = (f"{n}e8f6a1c-0000-4000-8000-000000000001" for n in "ab")


def extension_pages() -> Json:
    here, gone = (f"moz-extension://{host}" for host in (HERE_HOST, GONE_HOST))
    storage = {here: {"k": "v"}, gone: {"k": "v"}, f"{gone}^userContextId=2": {"k": "v"}}
    return session(
        window(
            tab(f"{gone}/page.html", storage=storage), tab(f"{here}/page.html", storage=storage),
            tab(f"{gone}/a.html", A), closed=[tab(f"{gone}/b.html")],
        )
    )  # fmt: skip


def test_storage_of_gone_extensions_goes_and_tabs_with_their_pages_stay() -> None:
    doc = extension_pages()
    how = Slimming(installed=frozenset({HERE}), hosts=frozenset({HERE_HOST}))
    (edit,) = slim(Snapshot(Document(to_json(doc))), ["extensions"], how)
    assert edit == e.DropExtensionValues((), (GONE_HOST,))
    (found,) = slimmed(doc, edit)["windows"]
    first, second, third = found["tabs"]
    kept = {f"moz-extension://{HERE_HOST}": {"k": "v"}}
    assert first["storage"] == second["storage"] == kept
    assert [one["entries"][0]["url"] for one in found["tabs"]] == [
        one["entries"][0]["url"] for one in doc["windows"][0]["tabs"]
    ]
    assert words(doc, edit) == (
        "Drop the storage of pages of extensions that are not installed in 2 tabs; 2 tabs with "
        "pages of such extensions stay (“page.html”, “b.html”)"
    )
    assert third == doc["windows"][0]["tabs"][2]


def test_what_pages_of_gone_extensions_keep_is_left_alone_where_nobody_knows_them() -> None:
    doc = extension_pages()
    doc["windows"][0]["extData"] = {f"extension:{GONE}:k": "1"}
    snapshot = Snapshot(Document(to_json(doc)))
    how = Slimming(installed=frozenset({HERE}), hosts_unknown="prefs.js: no permission")
    chosen = choose(snapshot, ["extensions", "favicons"], how)
    assert chosen.edits == (e.DropIcons(), e.DropExtensionValues((GONE,)))
    (left,) = chosen.left_out
    assert left.drop == "extensions"
    assert "no permission" in left.why
    (told,) = savings(snapshot, how, now=LATER, drops=["extensions"])
    assert told.bytes > 0
    assert "no permission" in told.words
    plain = Snapshot(Document(to_json(session(window(f"moz-extension://{GONE_HOST}/x")))))
    assert choose(plain, ["extensions"], Slimming()).left_out == ()  # nothing is kept by anybody


# -- duplicates --------------------------------------------------------------------------------


def dropped(doc: Json) -> tuple[Json, str]:
    edits = slim(Snapshot(Document(to_json(doc))), ["duplicates"], KNOWN)
    return slimmed(doc, *edits), words(doc, edits[0])


def test_copies_go_and_are_not_among_the_closed_tabs() -> None:
    doc = session(window(tab(A, lastAccessed=2), tab(B), tab(A, lastAccessed=1), selected=2))
    found, said = dropped(doc)
    (left,) = found["windows"]
    assert [one["entries"][0]["url"] for one in left["tabs"]] == [A, B]
    assert (left["selected"], left["_closedTabs"]) == (2, [])
    assert said.endswith("of what stays open in another tab: it does not go to the closed tabs")


def test_what_copies_have_of_their_own_is_said() -> None:
    own = tab(C, B, A, storage={"https://a.example": {"basket": "full"}})
    _, said = dropped(session(window(tab(B), tab(A, lastAccessed=NOW), own)))
    assert "; 2 pages back and forward and the storage (sessionStorage) of 1 tab go too" in said
    _, said = dropped(session(window(tab(B), tab(A, lastAccessed=NOW), tab(C, A, storage={}))))
    assert said.endswith("; 1 page back and forward goes too")
    # A copy that stays, because something was closed in its window, has not gone.
    copies = window(tab(A), tab(C, A), closed=[C], selected=2)
    _, said = dropped(session(window(tab(B), tab(A, lastAccessed=NOW)), copies))
    assert "Drop 1 copy" in said and "back and forward" not in said


def test_a_window_of_copies_goes_but_for_one_in_which_something_was_closed() -> None:
    stays = window(tab(A, lastAccessed=NOW), tab(B, lastAccessed=NOW))
    copies = window(tab(A), tab(B), closed=[C])
    found, said = dropped(session(stays, window(tab(A), tab(B))))
    assert len(found["windows"]) == 1
    assert "2 copies of what stays open in another tab, and with them 1 window" in said
    found, _ = dropped(session(stays, copies))
    assert [len(one["tabs"]) for one in found["windows"]] == [2, 1]
    assert found["windows"][1]["_closedTabs"]


@pytest.mark.parametrize(
    "typed",
    [
        {"formdata": {"id": {"letter": "Dear Ann"}}},
        {"formdata": {"children": [{"xpath": {"//textarea": "Dear Ann"}}]}},
        {"userTypedValue": "https://half.typed/addr"},
    ],
    ids=["form", "frame", "address bar"],
)
def test_a_copy_with_text_that_is_nowhere_else_stays(typed: Json) -> None:
    plain = tab(A, lastAccessed=NOW)
    found, said = dropped(session(window(plain, tab(A, **typed), tab(A, **typed))))
    (left,) = found["windows"]
    assert len(left["tabs"]) == 2  # the one last looked at, and one of those with the text
    assert left["tabs"][1].items() >= typed.items()
    assert said.startswith("Drop 1 copy of")
    found, _ = dropped(session(window(tab(A, lastAccessed=NOW, **typed), tab(A, **typed))))
    assert len(found["windows"][0]["tabs"]) == 1


def test_a_copy_with_a_form_without_text_goes() -> None:
    unticked = tab(A, formdata={"id": {"newsletter": False, "name": ""}})
    found, _ = dropped(session(window(tab(A, lastAccessed=NOW), unticked)))
    assert len(found["windows"][0]["tabs"]) == 1


def test_what_groups_lose_is_said_and_one_that_goes_first() -> None:
    front = tab(A, lastAccessed=NOW)
    doc = session(
        window(
            front, tab(B, pinned=True), tab(B, groupId="w"), tab(C, groupId="w"),
            tab(A, groupId="t"), tab(B, groupId="t"),
            groups=[group("w", "Work \x1b"), group("t", "Trip")],
        )
    )  # fmt: skip
    found, said = dropped(doc)
    (left,) = found["windows"]
    assert [one["id"] for one in left["groups"]] == ["w"]
    assert said.endswith("; the group “Trip” goes with its 2 tabs, the group “Work ␛” loses 1")
    doc = session(
        window(
            front, *(tab(A, groupId=f"{n}") for n in range(6)),
            groups=[group(f"{n}", f"G{n}") for n in range(6)],
        )
    )  # fmt: skip
    assert dropped(doc)[1].endswith(", 2 other groups lose tabs, and 2 of them go")


def test_a_group_and_a_split_view_that_copies_leave_behind_stay_whole() -> None:
    doc = session(
        window(
            tab(A, lastAccessed=NOW), tab(A, groupId="1-1"), tab(B, splitViewId=1),
            tab(A, splitViewId=1), groups=[group("1-1", "G")],
            splitViews=[{"id": 1, "numberOfTabs": 2}],
        )
    )  # fmt: skip
    (found,) = dropped(doc)[0]["windows"]
    assert found["groups"] == found["splitViews"] == []
    assert [one.get("splitViewId") for one in found["tabs"]] == [None, None]


# -- all of it ---------------------------------------------------------------------------------


def test_each_drop_has_its_turn() -> None:
    assert sorted(ORDER) == sorted(DROPS)


def test_what_was_closed_goes_by_age_and_site() -> None:
    old, new = closed_tab(A, closed_at=NOW - 9 * DAY), closed_tab(A, closed_at=NOW)
    doc = session(window(B, closed=[new, old]))
    how = Slimming(before=NOW - DAY)
    edits = slim(Snapshot(Document(to_json(doc))), ["closed"], how)
    assert len(slimmed(doc, *edits)["windows"][0]["_closedTabs"]) == 1
    edits = slim(Snapshot(Document(to_json(doc))), ["closed"], Slimming(site="a.example"))
    assert slimmed(doc, *edits)["windows"][0]["_closedTabs"] == []


def escaped(text: bytes) -> bytes:
    """The same JSON with the first character of each name, and its colons, spelled as escapes."""

    def spelled(found: re.Match[bytes]) -> bytes:
        first, rest = found[1], found[2].replace(b":", rb"\u003a")
        return b'"\\u%04x%b":' % (ord(first), rest)

    return re.sub(rb'"([a-zA-Z_])([^"\\]*)":', spelled, text)


@pytest.mark.parametrize("drop", DROPS)
def test_names_that_are_spelled_with_escapes_are_the_same_names(drop: Drop) -> None:
    text = to_json(
        session(
            window(
                tab(A, B, A, image=FAVICON, extData={f"extension:{GONE}:k": "v"}),
                tab(C, formdata={"id": {"sessionData": _INSIDE}}, storage={A: {"k": "v"}}),
                tab(
                    C, storage={"moz-extension://0e8f6a1c-0000-4000-8000-000000000001": {"a": "b"}}
                ),
                closed=[closed_tab(tab(B, image=FAVICON))],
                extData={f"extension:{GONE}:w": "v"},
            )
        )
    )
    other = escaped(text)
    assert json.loads(other) == json.loads(text)
    assert other.count(b'"image"') == other.count(b"extension:") == 0
    how = Slimming(keep_history=0, installed=frozenset({HERE}), hosts=frozenset())

    def after(doc: bytes) -> tuple[Any, tuple[str, ...]]:
        made = done(doc, *slim(Snapshot(Document(doc)), (drop,), how))
        assert made.patch.freed
        return json.loads(made.text), made.words

    assert after(other) == after(text)


def test_what_goes_with_the_last_tab_of_a_closed_window_is_said() -> None:
    group = closed_group("g", "G", closed_tab(tab(C)), closed_tab(tab(A)))
    gone = closed_window(window(tab(A), closed=[tab(B), tab(A)], closedGroups=[group]))
    stays = closed_window(window(tab(A), tab(B), closed=[tab(C)]))
    edit = e.ForgetMatching(site="a.example")
    doc = session(window(C), closed_windows=[gone, stays])
    assert words(doc, edit) == (
        "Forget 1 closed tab, 1 closed window from a.example; with the window 2 closed tabs of "
        "other sites"
    )
    assert "other" not in words(session(window(C), closed_windows=[stays]), edit)
    assert "other" not in words(doc, e.ForgetMatching())


def test_a_lone_half_of_a_character_is_no_hindrance() -> None:
    doc = session(window(tab({"url": A, "title": "cut \ud83d"}, storage={"https://a.example": {}})))
    text = to_json(doc)
    made = done(text, *slim(Snapshot(Document(text)), ["favicons", "storage"], KNOWN))
    assert b"\\ud83d" in made.text
    assert b"image" not in made.text
    assert b"storage" not in made.text
