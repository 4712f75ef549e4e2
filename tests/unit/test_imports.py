"""No module of the program imports itself in a circle, not even inside a function or for types."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import sessiontui

ROOT = Path(sessiontui.__file__).parent
Sources = dict[str, tuple[str, bool]]  # module → its text, and whether it is a package


def sources_below(root: Path) -> Sources:
    found: Sources = {}
    for path in root.rglob("*.py"):
        parts = path.relative_to(root.parent).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = path.read_text(encoding="utf-8"), is_package
    return found


def imports_of(name: str, sources: Sources) -> set[str]:
    """The modules of ``sources`` that one of them imports, wherever in its text it does."""
    text, is_package = sources[name]
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            up = node.level - is_package  # one dot is a package itself, and a module's package
            here = name.rsplit(".", up)[0] if up > 0 else name if node.level else ""
            base = ".".join(part for part in (here, node.module) if part)
            for alias in node.names:
                member = f"{base}.{alias.name}"
                found.add(member if member in sources else base)
    return (found & sources.keys()) - {name}


def circle_in(sources: Sources) -> list[str] | None:
    """The modules of one circle, in the order of their imports; None when there is none."""
    try:
        TopologicalSorter({name: imports_of(name, sources) for name in sources}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return None


def test_no_module_is_part_of_a_circle() -> None:
    sources = sources_below(ROOT)
    assert len(sources) > 100, "the program's modules were not found"
    circle = circle_in(sources)
    assert circle is None, f"imports in a circle: {' → '.join(circle)}"


@pytest.mark.parametrize(
    "text",
    [
        "from . import a",
        "from .a import A",
        "import p.a",
        "from p.a import A",
        "def late() -> None:\n    from .a import A",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import A",
        "from .inner import A",
        "from .inner import deep",
    ],
)
def test_a_circle_is_noticed_however_it_is_written(text: str) -> None:
    sources: Sources = {
        "p": ("", True),
        "p.a": ("from .b import B", False),
        "p.b": (text, False),
        "p.inner": ("from ..a import A", True),
        "p.inner.deep": ("from ...a import A\nfrom . import other", False),
        "p.inner.other": ("", False),
    }
    circle = circle_in(sources)
    assert circle is not None
    assert circle[0] == circle[-1]
    assert {"p.a", "p.b"} <= set(circle)


def test_a_package_that_imports_its_module_is_no_circle_until_that_one_imports_it() -> None:
    package = ("from .a import A", True)
    assert circle_in({"p": package, "p.a": ("import json", False)}) is None
    assert circle_in({"p": package, "p.a": ("from . import B", False)}) is not None
