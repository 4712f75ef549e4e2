"""One verb for one idea: the screen and the commands have no second word for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

OTHER_WORDS = {
    "undo": r"\b(taken?|takes|took) (it |them |that |this )?back\b",
    "roll back": r"\b(go|goes|gone|going) back to (\{|kept|version|another version)",
    "restore": r"\b(bring|brings|brought) (it |them )?back\b",
}
DOCUMENTS = ("README.md", "docs/keys.md", "SECURITY.md")
# Firefox's own doings in the words of its sources, and jumps in the JSON.
OF_OTHERS = ("describe/fields.py",)


def said(path: Path) -> Iterator[str]:
    """The texts of a module that are no docstrings, pieces of one text together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(one.value) if isinstance(one, ast.Constant) else "{" for one in node.values
            )
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        ):
            yield node.value


@pytest.mark.long
@pytest.mark.parametrize("verb", OTHER_WORDS)
def test_each_idea_has_one_verb(verb: str) -> None:
    other = re.compile(OTHER_WORDS[verb], re.IGNORECASE)
    modules = [path for path in (ROOT / "tui").rglob("*.py") if not str(path).endswith(OF_OTHERS)]
    assert len(modules) > 300
    found = [
        f"{path.relative_to(ROOT)}: {text}"
        for path in modules for text in said(path) if other.search(text)
    ]  # fmt: skip
    found += [
        f"{name}: {line}"
        for name in DOCUMENTS
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if other.search(line)
    ]  # fmt: skip
    assert not found


def test_the_table_of_verbs_names_each() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert all(f"| {verb} | " in table for verb in OTHER_WORDS)
