"""What holds of pages and comparisons whatever was done: judged by the names that tabs have."""

from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.json.pointer import format_pointer
from sessiontui.session.pages.compare import How, compare
from sessiontui.session.pages.index import Pages
from sessiontui.session.pages.matching import Certainty
from sessiontui.session.pages.sightings import Sightings
from sessiontui.session.pages.state import State
from sessiontui.session.pages.texts import Texts
from tests.raw_sessions import LAST, places, shown
from tests.unit.session.pages.lives import (
    NAME,
    SCRIPTS,
    WITH_DUPLICATES,
    Life,
    Script,
    lived,
    with_odd,
)
from tests.unit.session.pages.making import Json, pages_of, sightings_of

Names = dict[tuple[str, str], str]
MANY = settings(max_examples=120, deadline=None)


def names_in(version: str, made: Json) -> Names:
    """The name of every tab of a session and of the one inside it, by version and pointer."""
    return {(one.version, one.pointer): one.tab[NAME] for one in places(version, made)}


def versions_of(scripts: list[Script], odd: bool) -> tuple[dict[str, Json], Names]:
    life = Life()
    made: dict[str, Json] = {}
    names: Names = {}
    for number, script in enumerate(scripts):
        version = f"v{number}"
        made[version] = lived(life, script)
        names |= names_in(version, made[version])
        if odd:
            made[version] = with_odd(made[version])
    return made, names


def names_of_pages(pages: Pages, names: Names) -> dict[int, set[str]]:
    """The names of the tabs that each page's sightings are; none for what is no tab."""
    found: dict[int, set[str]] = defaultdict(set)
    for page in range(len(pages)):
        for one in pages.sightings(page):
            if (one.version, one.pointer) in names:
                found[page].add(names[one.version, one.pointer])
            else:
                assert pages.is_blank(page), "an odd thing is taken for a tab"
    return found


def true_states(version: str, names: Names) -> dict[str, State]:
    """What each tab is in a version, by the first list that holds it."""
    found: dict[str, State] = {}
    for (where, pointer), name in names.items():
        if where.partition("#")[0] != version:
            continue
        if LAST in where:
            state = State.NESTED
        elif pointer.startswith("/savedGroups"):
            state = State.SAVED
        elif pointer.split("/")[1:4:2] == ["windows", "tabs"]:
            state = State.OPEN
        else:
            state = State.CLOSED
        found[name] = min(state, found.get(name, State.LOST))
    return found


@given(st.lists(SCRIPTS, min_size=1, max_size=5), st.booleans(), st.integers(0, 4))
@MANY
def test_a_page_is_a_tab_and_its_state_is_where_the_loaded_version_has_it(
    scripts: list[Script], odd: bool, number: int
) -> None:
    versions, names = versions_of(scripts, odd)
    loaded = f"v{number % len(scripts)}"
    pages = pages_of(versions, loaded)
    of_page = names_of_pages(pages, names)
    assert all(len(found) == 1 for found in of_page.values()), "two tabs are one page"
    assert sorted(name for found in of_page.values() for name in found) == sorted(
        set(names.values())
    ), "one tab is two pages"
    states = true_states(loaded, names)
    for page, (name,) in of_page.items():
        assert pages.state(page) is states.get(name, State.LOST)
        assert (page in pages.lost) == (name not in states)
        assert {(one.version, one.pointer) for one in pages.sightings(page)} == {
            at for at, each in names.items() if each == name
        }


@given(st.lists(WITH_DUPLICATES, min_size=1, max_size=4))
@MANY
def test_of_duplicates_as_many_are_pages_as_one_version_has_at_most(scripts: list[Script]) -> None:
    """No file tells a tab from its duplicate: how many can be known, not which is which."""
    versions, names = versions_of(scripts, odd=False)
    loaded = f"v{len(scripts) - 1}"
    pages = pages_of(versions, loaded)
    of_page = names_of_pages(pages, names)
    assert all(len(found) == 1 for found in of_page.values()), "two tabs are one page"
    for name in set(names.values()):
        mine = [page for page, found in of_page.items() if found == {name}]
        held = Counter(version for (version, _), each in names.items() if each == name)
        assert len(mine) <= max(held.values())
        there = name in true_states(loaded, names)
        assert there == any(pages.state(page) is not State.LOST for page in mine)


@given(st.lists(SCRIPTS, min_size=2, max_size=4))
@MANY
def test_without_navigation_keys_no_two_tabs_are_one_page(scripts: list[Script]) -> None:
    """What a file does not say cannot be known; but nothing false is said, and nothing sure."""
    versions, names = versions_of(scripts, odd=False)
    for version in list(versions):
        versions[version] = without_keys(versions[version])
    loaded = f"v{len(scripts) - 1}"
    pages = pages_of(versions, loaded)
    of_page = names_of_pages(pages, names)
    assert all(len(found) == 1 for found in of_page.values()), "two tabs are one page"
    addresses = {one.url for one in places(loaded, versions[loaded])}
    for page in of_page:
        assert pages.url(page) not in addresses or pages.state(page) is not State.LOST
        first, *others = pages.sightings(page)
        for one in others:  # what one version holds twice alike is the same
            assert one.certainty is not Certainty.SAME or one.version == first.version


def without_keys(made: Json) -> Json:
    for one in places("", made):
        for each in one.tab["entries"]:
            each.pop("navigationKey", None)
            each.pop("navigationId", None)
    return made


# -- two versions ---------------------------------------------------------------------------------


class Side:
    """The open tabs of one session: the program's rows, and the tabs by their names."""

    def __init__(self, made: Json, texts: Texts, odd: bool) -> None:
        found = {place.pointer: place.tab for place in places("", made) if not place.version}
        self.rows: Sightings = sightings_of(with_odd(made) if odd else made, texts)
        self.tabs: dict[str, Json] = {}
        self.name_of: dict[int, str] = {}
        self.window_of: dict[str, int] = {}
        for row in self.rows.open_rows():
            steps = self.rows.steps(row)
            one = found.get(format_pointer(steps))
            if one is not None:
                self.name_of[row] = one[NAME]
                self.tabs[one[NAME]] = one
                self.window_of[one[NAME]] = int(steps[1])


@given(SCRIPTS, SCRIPTS, st.booleans())
@MANY
def test_what_was_done_to_the_open_tabs_is_exactly_what_the_comparison_says(
    first: Script, then: Script, odd: bool
) -> None:
    life, texts = Life(), Texts()
    old = Side(lived(life, first), texts, odd)
    life.moves = 0
    new = Side(lived(life, then), texts, odd)
    found = compare(old.rows, new.rows)

    assert {new.name_of[row] for row in found.opened} == new.tabs.keys() - old.tabs.keys()
    assert {old.name_of[row] for row in found.closed} == old.tabs.keys() - new.tabs.keys()
    assert len(found.opened) == len(new.tabs.keys() - old.tabs.keys())
    stayed = old.tabs.keys() & new.tabs.keys()
    said: dict[How, set[str]] = {how: set() for how in How}
    for one in found.changed:
        if one.before in old.name_of:
            name = old.name_of[one.before]
            assert name == new.name_of[one.after], "another tab is taken for it"
            assert one.certainty is Certainty.SAME
            for how in one.how:
                said[how].add(name)

    def differing(*keys: str) -> set[str]:
        return {
            name
            for name in stayed
            if [shown(old.tabs[name]).get(key) for key in keys]
            != [shown(new.tabs[name]).get(key) for key in keys]
        }

    assert said[How.NAVIGATED] == differing("navigationKey", "navigationId")
    for how, key in ((How.PINNED, "pinned"), (How.GROUPED, "groupId")):
        of_both = [(old.tabs[name].get(key), new.tabs[name].get(key), name) for name in stayed]
        assert said[how] == {name for was, now, name in of_both if bool(was) != bool(now) or (
            how is How.GROUPED and was != now)}  # fmt: skip
    others = set().union(*(said[how] for how in How if how is not How.CHANGED))
    assert said[How.CHANGED] == {
        name for name in stayed - others if old.tabs[name] != new.tabs[name]
    }
    assert_explains_the_order(old, new, said[How.MOVED])


def assert_explains_the_order(old: Side, new: Side, moved: set[str]) -> None:
    """Without those that moved, each window is one window still, in the same order."""
    kept = [name for name in old.tabs if name in new.tabs and name not in moved]
    became: dict[int, set[int]] = defaultdict(set)
    came_from: dict[int, set[int]] = defaultdict(set)
    for name in kept:
        became[old.window_of[name]].add(new.window_of[name])
        came_from[new.window_of[name]].add(old.window_of[name])
    assert all(len(windows) == 1 for windows in (*became.values(), *came_from.values()))
    for number in became:
        mine = [name for name in kept if old.window_of[name] == number]
        assert mine == [name for name in new.tabs if name in set(mine)]


@given(WITH_DUPLICATES, st.booleans())
@MANY
def test_nothing_differs_from_itself_not_even_read_anew(script: Script, odd: bool) -> None:
    texts = Texts()
    made = lived(Life(), script)
    made = with_odd(made) if odd else made
    again = sightings_of(made, texts)
    assert not compare(sightings_of(made, texts), again)
    assert not compare(again, again)
    pages = pages_of({"v0": made, "v1": made}, "v0")
    assert not pages.lost
    assert len(pages) == len(pages_of({"v0": made}, "v0"))


@given(WITH_DUPLICATES, WITH_DUPLICATES, st.booleans(), st.booleans())
@MANY
def test_the_other_way_round_everything_is_mirrored(
    first: Script, then: Script, odd: bool, keys: bool
) -> None:
    life, texts = Life(), Texts()
    made = [lived(life, first), lived(life, then)]
    old, new = (
        sightings_of(with_odd(one) if odd else one, texts)
        for one in (made if keys else map(without_keys, made))
    )
    there, back = compare(old, new), compare(new, old)
    assert (there.opened, there.closed, there.same) == (back.closed, back.opened, back.same)
    assert {(one.before, one.after, one.how, one.certainty) for one in there.changed} == {
        (one.after, one.before, one.how, one.certainty) for one in back.changed
    }
