"""What Firefox calls a thing is spelled in one module; everywhere else code takes the constant."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import sessiontui
from sessiontui.firefox import file_names
from sessiontui.firefox.prefs import names as prefs
from sessiontui.session.model import names as keys

ROOT = Path(sessiontui.__file__).parent
MAY_SPELL = {
    # Tables that say of each field what it means, and files made up to be looked at.
    "session/describe/fields.py": "the catalogue of fields",
    "stores/demo/": "an example of what Firefox writes",
    # The names of our own --json, which stays as it is should Firefox rename a key.
    "export/choice.py": "output",
    "cli/commands/tabs.py": "output",
    "cli/json_shapes": "output",
    "export/json_shapes.py": "output",
    "export/writers/json_listing.py": "output",
}


def spelled(text: str) -> Iterator[str]:
    """Every string of a piece of source that is no prose, and of paths and pointers each part."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from () if " " in node.value else node.value.split("/")


def constants_of(module: ModuleType) -> set[str]:
    return {value for name, value in vars(module).items() if name.isupper()}


def second_spellings(names: set[str], home: ModuleType) -> list[str]:
    home_path = Path(home.__file__ or "")
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if path == home_path or place.startswith(tuple(MAY_SPELL)):
            continue
        found += [f"{place}: {one}" for one in spelled(path.read_text("utf-8")) if one in names]
    return found


@pytest.mark.parametrize("home", [keys, file_names], ids=lambda module: module.__name__)
def test_a_name_of_firefox_is_spelled_once(home: ModuleType) -> None:
    names = constants_of(home)
    in_its_home = list(spelled(Path(home.__file__ or "").read_text("utf-8")))
    assert names
    assert {one: in_its_home.count(one) for one in names} == dict.fromkeys(names, 1)
    assert second_spellings(names, home) == []


def test_a_preference_is_spelled_once() -> None:
    """Their names begin alike, so that the module puts them together from two parts."""
    names = {name for name in constants_of(prefs) if isinstance(name, str)}
    assert len(names) > 60
    assert second_spellings(names, prefs) == []


def test_a_second_spelling_is_noticed() -> None:
    in_a_pattern = 'match steps:\n    case ("windows", _, "_closedTabs", _): pass\n'
    assert "_closedTabs" in spelled(in_a_pattern)
    assert "_closedTabs" in constants_of(keys)
    in_a_path = 'path = f"{profile}/sessionstore-backups/recovery.jsonlz4"\n'
    assert {"sessionstore-backups", "recovery.jsonlz4"} <= set(spelled(in_a_path))
    assert {"sessionstore-backups", "recovery.jsonlz4"} <= constants_of(file_names)
