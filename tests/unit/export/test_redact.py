"""What a session file holds without --with-private."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.export.redact import BareWindows
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    FAVICON,
    NOW,
    SYSTEM_PRINCIPAL,
    cookie,
    entry,
    group,
    session,
    tab,
    to_json,
    window,
)

A, B = "https://a.example/one", "https://b.example/two"
SECRET = "s3cr3t"
PRIVATE_ENTRY: dict[str, Any] = {
    "referrerInfo": SECRET,
    "originalURI": f"https://t.example/?{SECRET}",
    "resultPrincipalURI": SECRET,
    "principalToInherit_base64": SECRET,
    "partitionedPrincipalToInherit_base64": SECRET,
    "triggeringPrincipal_base64": f'{{"1":{{"0":"https://{SECRET}.example/"}}}}',
    "policyContainer": SECRET,
    "csp": SECRET,
    "structuredCloneState": SECRET,
    "structuredCloneVersion": 8,
    "presState": [{"stateKey": SECRET}],
    "srcdocData": f"<p>{SECRET}",
    "baseURI": SECRET,
    "formdata": {"#x": SECRET},
    "innerHTML": SECRET,
    "postdata_b64": SECRET,
    "owner_b64": SECRET,
    "wireframe": {"x": SECRET},
    "somethingNew": SECRET,
}
PRIVATE_TAB: dict[str, Any] = {
    "formdata": {"id": {"x": SECRET}},
    "storage": {"https://a.example": {"k": SECRET}},
    "extData": {"extension:x": SECRET},
    "userTypedValue": SECRET,
    "userTypedClear": 2,
    "canonicalUrl": f"https://a.example/{SECRET}",
    "searchMode": {"engineName": SECRET},
    "muteReason": SECRET,
    "iconLoadingPrincipal": SECRET,
    "attributes": {"x": SECRET},
    "somethingNew": SECRET,
}
PRIVATE_WINDOW: dict[str, Any] = {
    "extData": {"extension:x": SECRET},
    "cookies": [cookie("a.example", value=SECRET)],
    "title": SECRET,
    "workspaceID": SECRET,
    "sidebar": {"command": SECRET},
    "_closedTabs": [{"state": {"entries": [{"url": f"https://{SECRET}/"}]}}],
    "closedGroups": [{"name": SECRET}],
    "somethingNew": SECRET,
}
PRIVATE_TOP: dict[str, Any] = {
    "cookies": [cookie("a.example", value=SECRET)],
    "global": {"x": SECRET},
    "_closedWindows": [{"tabs": [], "title": SECRET}],
    "savedGroups": [{"name": SECRET}],
    "lastSessionState": {"windows": [], "x": SECRET},
    "scratchpads": [SECRET],
    "somethingNew": SECRET,
}


def full() -> dict[str, Any]:
    frame = entry(B, "Frame", **PRIVATE_ENTRY, children=[entry(A, "Inner", **PRIVATE_ENTRY)])
    one = tab(
        entry(A, "One", **PRIVATE_ENTRY, children=[frame], scroll="0,40"),
        entry(B, "Two", **PRIVATE_ENTRY),
        index=1, pinned=True, userContextId=3, scroll={"scroll": "0,99"}, **PRIVATE_TAB,
    )  # fmt: skip
    two = tab(entry(B, "Member", **PRIVATE_ENTRY), groupId="g", hidden=True, **PRIVATE_TAB)
    shown = window(
        one,
        two,
        groups=[group("g", "Group", somethingNew=SECRET)],
        selected=2,
        **PRIVATE_WINDOW,
    )
    return session(shown, **PRIVATE_TOP)


def without_private(session: dict[str, Any]) -> bytes:
    """A session of the bare windows of another one."""
    bare = BareWindows(to_json(session))
    windows = [bare.window("windows", i) for i in range(len(session["windows"]))]
    return b'{"windows":[' + b",".join(filter(None, windows)) + b"]}"


def test_nothing_private_is_left() -> None:
    text = without_private(full())
    assert SECRET.encode() not in text
    assert SECRET.encode() in to_json(full())
    keys = re.findall(rb'"([^"]*(?i:principal|cookie|extdata|policy)[^"]*)":', text)
    assert {*keys} == {b"triggeringPrincipal_base64"}


def test_what_is_the_purpose_stays() -> None:
    snapshot = Snapshot(Document(without_private(full())))
    (shown,) = snapshot.windows
    one, two = shown.tabs
    assert [(e.url, e.raw_title) for e in one.entries] == [(A, "One"), (B, "Two")]
    assert (one.current, one.pinned, one.container_id, one.icon) == (0, True, 3, FAVICON)
    assert (two.hidden, two.group_id, two.last_accessed) == (True, "g", NOW - 60_000)
    assert one.scroll[0].at.y == 99
    assert (shown.selected, shown.geometry, shown.size_mode) == (1, (1229, 691, 4, 4), "maximized")
    assert [(g.id, g.name, g.color) for g in shown.groups] == [("g", "Group", "blue")]
    frame = json.loads(snapshot.document.piece((*one.steps, "entries", 0, "children", 0)))
    assert (frame["url"], frame["children"][0]["title"]) == (B, "Inner")


def test_pages_open_as_if_the_user_had_asked_and_programs_do_not() -> None:
    urls = [A, "about:config", "file:///x", "javascript:alert(1)", "data:text/html,x", "blob:x"]
    found = json.loads(without_private(session(window(*urls))))
    (shown,) = found["windows"]
    assert [t["entries"][0].get("triggeringPrincipal_base64") for t in shown["tabs"]] == [
        SYSTEM_PRINCIPAL, SYSTEM_PRINCIPAL, SYSTEM_PRINCIPAL, None, None, None,
    ]  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "tabs": JSON | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "entries": JSON | st.lists(
                        JSON | st.fixed_dictionaries({"url": JSON}, optional={"children": JSON}),
                        max_size=2,
                    ),
                    "pinned": JSON,
                    "storage": JSON,
                },
            ) | JSON,
            max_size=2,
        ),
        "groups": JSON,
        "selected": JSON,
        "_closedTabs": JSON,
    },
)  # fmt: skip


@given(st.lists(SHAPES | JSON, max_size=3))
def test_any_shape_gives_a_session_with_the_lists_firefox_needs(windows: list[Any]) -> None:
    found = json.loads(without_private({"windows": windows}))
    for shown in found["windows"]:
        assert shown["_closedTabs"] == shown["closedGroups"] == []
        assert isinstance(shown["groups"], list)
        assert all(isinstance(one["entries"], list) for one in shown["tabs"])
    again = without_private(found)
    assert json.loads(again) == found
