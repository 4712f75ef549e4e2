"""The user's keys are tried as a whole: what is right holds, the rest is a sentence each."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.ui.actions import ACTIONS, BY_ID
from sessiontui.ui.key_names import key_sign
from sessiontui.ui.keymap import PLACES, Keymap, Wish, is_key, keymap_of
from sessiontui.ui.keys_file import read_keymap

USUAL = {action.id: action.keys.split(",") for action in ACTIONS}


def keymap(**wishes: str) -> Keymap:
    """A map with an entry in each line; ``__`` is the point of an id, ``_`` its hyphen."""
    names = [name.replace("__", ".").replace("_", "-") for name in wishes]
    return keymap_of(
        [
            Wish(name, keys, i)
            for i, (name, keys) in enumerate(zip(names, wishes.values(), strict=True), 1)
        ]
    )


def test_ids_are_unique_and_stay_what_they_are() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert {"app.quit", "app.help", "items.restore", "json.copy-path", "list.down"} <= set(BY_ID)


def test_a_free_key_holds() -> None:
    made = keymap(items__restore="ctrl+r", app__help="f1,?")
    assert made.problems == ()
    assert made.changed == {"items.restore": "ctrl+r", "app.help": "f1,question_mark"}
    assert made.words(BY_ID["app.help"]) == "F1 ?"
    assert made.words(BY_ID["items.restore"]) == "Ctrl-R"
    assert made.words(BY_ID["app.undo"]) == "u"


def test_two_may_change_places() -> None:
    made = keymap(json__copy_value="Y", json__copy_key="y")
    assert made.problems == ()
    assert made.changed == {"json.copy-value": "Y", "json.copy-key": "y"}


@pytest.mark.parametrize(
    ("wish", "key", "victim", "place"),
    [
        ("items__export", "r", "items.restore", "Windows"),  # in the same pane
        ("json__fold_all", "u", "app.undo", "JSON"),  # a pane's key takes a global one
        ("app__reload", "w", "writes.what-if", "Writes"),  # and the other way round
        ("app__theme", "j", "list.down", "list of versions"),
        ("filtered__sort", "ctrl+q", "app.quit", "Windows"),
    ],
)
def test_the_key_of_another_action_is_refused_and_the_usual_one_stays(
    wish: str, key: str, victim: str, place: str
) -> None:
    made = keymap(**{wish: key})
    assert made.changed == {}
    [said] = made.problems
    assert said.startswith("keys.toml, line 1: ")
    assert victim in said
    assert place in said


def test_of_two_entries_with_one_key_the_first_holds() -> None:
    made = keymap(items__pin="f9", items__close="f9")
    assert made.changed == {"items.pin": "f9"}
    assert len(made.problems) == 1
    assert "line 2: items.close cannot have F9: items.pin has it" in made.problems[0]


def test_what_took_a_key_that_comes_back_is_refused_as_well() -> None:
    # Undo may not have j; so it keeps u, and Reload cannot have that.
    made = keymap(app__reload="u", app__undo="j", app__theme="f8")
    assert made.changed == {"app.theme": "f8"}
    assert [said.split(" cannot")[0][-10:] for said in made.problems] == [
        "app.reload",
        ": app.undo",
    ]


def test_a_key_that_it_has_by_itself_may_be_named_again() -> None:
    assert keymap(app__quit="f10,q", list__open="enter,f9").problems == ()


def test_actions_that_share_a_key_from_the_beginning_may_share_another() -> None:
    made = keymap(app__find="ctrl+s", json__search="ctrl+s", filtered__filter="ctrl+s")
    assert made.problems == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('app.halp = "f1"', "there is no action “app.halp”; “app.help” is one."),
        ('app.help = ""', "app.help would be without any key; it keeps ?."),
        ('app.help = " , "', "app.help would be without any key; it keeps ?."),
        ('app.help = "hlep"', "no key is called “hlep”."),
        ('app.help = "shift+h"', "no key is called “shift+h”; write H for the capital letter."),
        ('app.help = "ctrl+H"', "no key is called “ctrl+H”."),
        ('app.help = "f1+ctrl"', "no key is called “f1+ctrl”."),
        ("app.help = 7", 'app.help wants a text of keys: "key" or "key,key".'),
        ('app.help = "tab"', "app.help cannot have Tab: it has a fixed meaning in the overview."),
        ('app.help = "ctrl+i"', "app.help cannot have Tab: it has a fixed meaning"),
        ('list.open = "escape"', "list.open cannot have Esc: "),
        ('app."\\u001b[31m" = "x"', "there is no action “app.␛[31m”"),
    ],
)
@pytest.mark.parametrize("head", ["", "[keys]\n", "# mine\n\n[ keys ]\n"])
def test_what_is_wrong_is_said_with_its_line_and_the_rest_holds(
    head: str, line: str, said: str
) -> None:
    text = f'{head}app.theme = "f7"\n{line}\nitems.pin = ["f9", "f10"]\n'
    made = read_keymap(text.encode())
    assert made.changed == {"app.theme": "f7", "items.pin": "f9,f10"}
    [problem] = made.problems
    assert said in problem
    number = head.count("\n") + 2
    assert problem.startswith(f"keys.toml, line {number}: ") or "\\u001b" in line


def test_tables_quotes_and_points_name_the_same() -> None:
    for text in (
        '[items]\nrestore = "f9"',
        '[keys.items]\nrestore = "f9"',
        '"items.restore" = "f9"',
        '[keys]\n"items.restore"="f9"',
        'keys.items.restore = "f9"',
        '\ufeffitems.restore = "f9"',
    ):
        assert read_keymap(text.encode()).changed == {"items.restore": "f9"}, text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a = 1\nb = \n", "keys.toml, line 2: this is no TOML (Invalid value)"),
        (b'a = "\xff"', "keys.toml cannot be read: it is not UTF-8."),
        (b"a = " + b"[" * 30_000, "this is no TOML"),
        (b'app.help = "f1"\napp.help = "f2"', "keys.toml, line 2: this is no TOML"),
    ],
)
def test_a_broken_file_changes_nothing(text: bytes, said: str) -> None:
    made = read_keymap(text)
    assert made.changed == {}
    assert said in made.problems[0]


def test_every_usual_key_has_a_name_that_may_be_written() -> None:
    for key in chain.from_iterable(USUAL.values()):
        assert is_key(key), key
        assert key_sign(key)


KEYS = st.sampled_from(
    sorted({key for keys in USUAL.values() for key in keys} | {"f9", "f10", "z"})
)


@pytest.mark.long
@given(
    st.dictionaries(
        st.sampled_from(sorted(USUAL)), st.lists(KEYS, min_size=1, max_size=3), max_size=8
    )
)
def test_whatever_is_wished_no_action_loses_its_keys_to_another(
    wishes: dict[str, list[str]],
) -> None:
    made = keymap_of(
        [Wish(name, ",".join(keys), i) for i, (name, keys) in enumerate(wishes.items(), 1)]
    )
    assert len(made.changed) + len(made.problems) == len(wishes)
    now = {**USUAL, **{name: keys.split(",") for name, keys in made.changed.items()}}
    assert all(now.values())
    for place in PLACES:
        here = [action.id for action in ACTIONS if action.scope in place.scopes]
        for one in here:
            for other in here:
                both = set(now[one]) & set(now[other])
                if one != other and both:
                    assert set(USUAL[one]) & set(USUAL[other]), (one, other, both)
