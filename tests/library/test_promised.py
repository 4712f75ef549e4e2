"""The promised names are there, are the same everywhere, and cost nothing until they are used."""

from __future__ import annotations

import pydoc
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

import sessiontui
from sessiontui import sessions
from sessiontui.errors import SessiontuiError
from sessiontui.library import promised
from sessiontui.renamed import Renamed, say_renamed
from tests.paths import ROOT

PACKAGE = Path(sessiontui.__file__).parent
FUNCTIONS = "library.functions"
GUIDE = ROOT / "docs" / "library.md"


@pytest.mark.parametrize("name", sessiontui.__all__)
def test_a_promised_name_is_there(name: str) -> None:
    found = getattr(sessiontui, name)
    assert found is not None
    assert name in dir(sessiontui)
    if callable(found) and name != "RecentlyClosed":
        assert found.__name__ == name
        assert found.__doc__


@pytest.mark.parametrize("name", sorted({*sessiontui.__all__} - {"__version__", "FORMATS"}))
def test_python_s_help_tells_of_it(name: str) -> None:
    assert len(pydoc.render_doc(getattr(sessiontui, name))) > 100


def test_python_s_help_tells_of_the_whole() -> None:
    said = pydoc.plain(pydoc.render_doc(sessiontui))
    assert "open_session(" in said
    assert "class SavedSession" in said


def test_type_checkers_are_told_the_same_names() -> None:
    stub = (PACKAGE / "__init__.pyi").read_text("utf-8")
    told = re.findall(r"^from \.([\w.]+) import (\w+) as (\w+)$", stub, re.MULTILINE)
    assert all(name == again for _, name, again in told)
    assert {name: module for module, name, _ in told} == sessiontui._WHERE  # type: ignore[attr-defined]


def test_the_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_the_guide_comes_with_the_sources() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "docs" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    assert project["project"]["version"] == sessiontui.__version__


def test_every_error_is_promised() -> None:
    def kinds(error: type[SessiontuiError]) -> Iterator[type[SessiontuiError]]:
        yield error
        for below in error.__subclasses__():
            yield from kinds(below)

    own = {kind.__name__ for kind in kinds(SessiontuiError) if kind.__module__.endswith(".errors")}
    assert own <= set(sessiontui.__all__)


@pytest.mark.parametrize("name", promised.TYPES)
def test_what_is_promised_of_a_type_is_there_and_documented(name: str) -> None:
    assert name in sessiontui.__all__
    found = getattr(sessiontui, name)
    attributes = promised.attributes_of(name)
    assert len(set(attributes)) == len(attributes) > 0
    annotated = {one for base in found.__mro__ for one in getattr(base, "__annotations__", {})}
    set_by_init = {"SavedSession": {"version"}, "SeveralProfiles": {"profiles", "sentence"},
                   "SessiontuiError": {"sentence"}}  # fmt: skip
    for attribute in attributes:
        assert (
            hasattr(found, attribute)
            or attribute in annotated
            or attribute in set_by_init.get(name, ())
        ), f"{name}.{attribute}"


def test_every_promised_type_is_listed() -> None:
    types = {
        name
        for name in sessiontui.__all__
        if isinstance(getattr(sessiontui, name), type)
        and not (
            issubclass(getattr(sessiontui, name), SessiontuiError)
            and name not in ("SessiontuiError", "SeveralProfiles")
        )
    }
    assert types == set(promised.TYPES)


def test_the_guide_s_list_is_the_one_that_is_made_of_the_docstrings() -> None:
    text = GUIDE.read_text("utf-8")
    listed = text.split(promised.BEGIN)[1].split(promised.END)[0]
    assert listed.strip() == promised.markdown().strip(), (
        "make it anew: python -m sessiontui.library.promised, between its marks in docs/library.md"
    )


def test_the_guide_speaks_of_every_function_and_error() -> None:
    text = GUIDE.read_text("utf-8").partition(promised.BEGIN)[0]
    for name in sessiontui.__all__:
        if not isinstance(getattr(sessiontui, name), type) and name not in (
            "__version__",
            "FORMATS",
        ):
            assert re.search(rf"\b{name}\(", text), name
    for name in sessiontui._ERRORS:  # type: ignore[attr-defined]
        assert f"`{name}`" in text, name


# -- old names ---------------------------------------------------------------------------------


def test_an_old_name_works_and_says_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = sessiontui._RENAMED  # type: ignore[attr-defined]
    monkeypatch.setitem(renamed, "read_session", ("open_session", "0.4"))
    said = r"sessiontui\.read_session is sessiontui\.open_session now; the old name goes in 0\.4"
    with pytest.warns(DeprecationWarning, match=said) as heard:
        found = sessiontui.read_session  # type: ignore[attr-defined]
    with pytest.warns(DeprecationWarning, match=said) as of_import:
        from sessiontui import read_session  # type: ignore[attr-defined]
    assert found is read_session is sessiontui.open_session
    for one in (heard[0], of_import[0]):
        assert one.filename == __file__, "it is said of the line that uses the old name"
    assert "read_session" not in {*dir(sessiontui), *sessiontui.__all__}, "nobody is led to it"
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        with pytest.raises(DeprecationWarning, match=said):
            sessiontui.read_session  # type: ignore[attr-defined]  # noqa: B018
        assert sessiontui.open_session


def test_an_old_name_of_the_sessions_api_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sessions._RENAMED, "connect", ("open_sessions", "0.4"))
    said = r"sessiontui\.sessions\.connect is sessiontui\.sessions\.open_sessions now"
    with pytest.warns(DeprecationWarning, match=said) as heard:
        found = sessions.connect  # type: ignore[attr-defined]
    assert found is sessions.open_sessions
    assert heard[0].filename == __file__
    with pytest.raises(AttributeError, match=r"module 'sessiontui\.sessions' has no .* 'nothing'"):
        sessions.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_an_old_attribute_is_a_property_that_says_the_new_one() -> None:
    class Thing:
        name = "new"

        @property
        def title(self) -> str:
            say_renamed("Thing.title", "Thing.name", "0.4")
            return self.name

    said = r"Thing\.title is Thing\.name now; the old name goes in 0\.4"
    with pytest.warns(DeprecationWarning, match=said) as heard:
        assert Thing().title == "new"
    assert heard[0].filename == __file__


def broken_promises(renamed: Renamed, names: Collection[str]) -> Iterator[str]:
    """Old names that the rule of the guide does not let go when they are to."""
    now = [int(number) for number in sessiontui.__version__.split(".")]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for old, (new, gone) in renamed.items():
        if old in names or new not in names or not re.fullmatch(r"\d+\.\d+", gone):
            yield f"{old}: it must be an old name of one that is there"
        elif [int(number) for number in gone.split(".")] <= now[:2]:
            yield f"{old}: it was to go in {gone}"
        elif f"`{old}`" not in changes or f"`{new}`" not in changes:
            yield f"{old}: CHANGELOG must name both"


def test_the_rule_for_old_names_is_kept() -> None:
    assert not [*broken_promises(sessiontui._RENAMED, sessiontui.__all__)]  # type: ignore[attr-defined]
    assert not [*broken_promises(sessions._RENAMED, sessions.__all__)]
    wrong = {
        "open_profile": ("open_session", "0.4"), "a": ("nowhere", "0.4"), "b": ("find", "soon"),
        "c": ("find", "0.1"), "look_for": ("find", "0.4"),
    }  # fmt: skip
    assert len([*broken_promises(wrong, sessiontui.__all__)]) == len(wrong)


def test_a_name_that_is_not_there_is_said_as_python_says_it() -> None:
    with pytest.raises(AttributeError, match="module 'sessiontui' has no attribute 'open_sesion'"):
        sessiontui.open_sesion  # type: ignore[attr-defined]  # noqa: B018


# -- what importing costs ----------------------------------------------------------------------


LOADED = """
import sys
before = set(sys.modules)
{code}
print(*sorted(set(sys.modules) - before))
"""


def loaded_by(code: str) -> list[str]:
    """What is loaded besides what Python has anyway."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": str(PACKAGE.parent)},
    )
    return done.stdout.split()


def test_importing_it_loads_nothing_else() -> None:
    assert loaded_by("import sessiontui") == ["sessiontui"]


def test_its_errors_are_had_without_reading_anything() -> None:
    found = loaded_by("from sessiontui import Damaged, NothingFound")
    assert not {name for name in found if name.startswith(("msgspec", "sessiontui.s"))}


def test_functions_are_imported_without_what_they_call() -> None:
    """Under 30 ms: a program that may want one pays when it does."""
    where = sessiontui._WHERE  # type: ignore[attr-defined]
    names = [name for name in where if where[name] == FUNCTIONS]
    assert len(names) >= 6
    found = loaded_by(f"from sessiontui import {', '.join(names)}")
    assert not {"msgspec", "pathlib", "lz4", "threading", "urllib"} & set(found)
    assert {name for name in found if name.startswith("sessiontui")} == {
        "sessiontui", "sessiontui.library", f"sessiontui.{FUNCTIONS}",
    }  # fmt: skip


PAGES = ("sessiontui.session.pages", "sessiontui.export")
MORE = (
    "sessiontui.monitor", "sessiontui.stores.write", "sessiontui.session.edit",
    "sessiontui.codec.salvage",
)  # fmt: skip


@pytest.mark.parametrize(("place", "unwanted"), [("demo:", PAGES), ("file", (*PAGES, *MORE))])
def test_a_session_is_read_without_what_else_there_is(
    files: Path, place: str, unwanted: tuple[str, ...]
) -> None:
    place = str(files / "recovery.jsonlz4") if place == "file" else place
    found = loaded_by(f"import sessiontui; sessiontui.open_session({place!r}).tabs[0].url")
    assert "msgspec" in found
    assert not {name for name in found if name.startswith((*unwanted, "textual", "rich"))}


@pytest.mark.parametrize(
    "code",
    [
        "from sessiontui import export",
        "import sessiontui; sessiontui.open_session('demo:').export(); export = sessiontui.export",
        "import sessiontui.export.formats; from sessiontui import export",
        "from sessiontui import *",
        "from sessiontui import export; from sessiontui.export.formats import FORMATS",
    ],
)
def test_export_is_the_function_also_beside_the_package_of_that_name(code: str) -> None:
    found = loaded_by(f"{code}; assert export('demo:').startswith(b'https://')")
    assert "sessiontui.export.formats" in found
