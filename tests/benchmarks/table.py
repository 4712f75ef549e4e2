"""The table that the benchmarks print: a figure of each tree, its goal, and yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Value = float | str | None
"""A figure; why there is none, in words; or nothing to tell."""

_NAME: Final = 58


class Table:
    """Prints lines as they are found. The last tree is the one that is judged."""

    def __init__(self, trees: Sequence[str]) -> None:
        self._trees = trees

    def heading(self, title: str) -> None:
        """A new part."""
        columns = "".join(f"{name:>12}" for name in self._trees)
        print(f"\n{title:{_NAME}}{columns}  {'':5} {'goal':>8}  met", flush=True)

    def line(
        self, name: str, values: Sequence[Value], unit: str = "ms", goal: float | None = None
    ) -> None:
        """One figure. A goal is the most it should be."""
        shown = "".join(f"{_figure(value):>12}" for value in values)
        met = ""
        if goal is not None and isinstance(values[-1], float | int):
            met = "yes" if values[-1] <= goal else "NO"
        wanted = "" if goal is None else _figure(goal)
        print(f"{name:{_NAME}}{shown}  {unit:5} {wanted:>8}  {met}".rstrip(), flush=True)
        for value in values:
            if isinstance(value, str):
                print(f"    {value}", flush=True)


def words_line(name: str, value: str, target: str = "", met: bool | None = None) -> None:
    """A line of a table whose figures are words."""
    said = "" if met is None else "yes" if met else "NO"
    print(f"{name:44} {value:>34}  {target:26} {said}".rstrip(), flush=True)


def _figure(value: Value) -> str:
    if value is None or isinstance(value, str):
        return "-"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
