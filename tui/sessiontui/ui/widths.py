"""From which size of the terminal on what stands where; app.tcss goes by the same classes.

Below ``RAIL`` columns the versions are one line, below ``BESIDE`` the details stand under their
list, and where there are fewer than ``UNDER`` lines they come on Enter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

NARROW: Final = "-narrow"
SHORT: Final = "-short"
RAIL: Final = 130
BESIDE: Final = 160
UNDER: Final = 28
COLUMNS: Final = [(0, NARROW), (100, "-medium"), (RAIL, "-railed"), (BESIDE, "-broad")]
LINES: Final = [(0, SHORT), (UNDER, "-tall")]


def classes_at(columns: int, lines: int) -> Iterator[str]:
    """The classes of a screen of this size, as Textual sets them once it is resized."""
    for size, classes in ((columns, COLUMNS), (lines, LINES)):
        yield max((least, name) for least, name in classes if least <= size)[1]
