"""From which size of the terminal on what stands where; app.tcss goes by the same classes.

Below ``RAIL`` columns the versions are one line, below ``BESIDE`` the details stand under their
list, and where there are fewer than ``UNDER`` lines they come on Enter.
"""

from __future__ import annotations

from typing import Final

NARROW: Final = "-narrow"
SHORT: Final = "-short"
RAIL: Final = 130
BESIDE: Final = 160
UNDER: Final = 28
COLUMNS: Final = [(0, NARROW), (100, "-medium"), (RAIL, "-railed"), (BESIDE, "-broad")]
LINES: Final = [(0, SHORT), (UNDER, "-tall")]
