"""Every example of the library is run: those of its docstrings, and those of docs/library.md."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from tests.paths import ROOT

GUIDE = ROOT / "docs" / "library.md"
MODULES = (
    "sessiontui", "sessiontui.sessions", "sessiontui.library.functions",
    "sessiontui.library.profile", "sessiontui.library.saved_session",
)  # fmt: skip


def failures(test: doctest.DocTest) -> str:
    """What does not come out as it says; empty when all does."""
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    return "".join(said)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings(name: str) -> None:
    found = [test for test in doctest.DocTestFinder().find(import_module(name)) if test.examples]
    assert found, "no example was found"
    for test in found:
        said = failures(test)
        assert not said, said


@pytest.mark.usefixtures("files")
def test_the_examples_of_the_guide() -> None:
    parser = doctest.DocTestParser()
    text = GUIDE.read_text("utf-8")
    test = parser.get_doctest(text.replace("\n```\n", "\n\n"), {}, GUIDE.name, str(GUIDE), 0)
    assert len(test.examples) > 30
    said = failures(test)
    assert not said, said


def test_a_wrong_example_is_noticed() -> None:
    test = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)
    assert "Expected:\n    3" in failures(test)


@pytest.mark.usefixtures("files")
def test_the_readme_s_example() -> None:
    readme = Path(ROOT / "README.md").read_text("utf-8")
    section = readme.partition("\n### In Python\n")[2].partition("\n### ")[0]
    test = doctest.DocTestParser().get_doctest(
        section.replace("\n```\n", "\n\n"), {}, "README.md", None, 0
    )
    assert test.examples
    said = failures(test)
    assert not said, said
