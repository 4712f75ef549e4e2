"""Where things stand, seen from any test."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SHARED: Final = ROOT.parent / "shared"
CORPUS: Final = SHARED / "corpus"
"""Real session data beside the checkout; tests that need it skip, and say so, where it is not."""
CASES: Final = SHARED / "cases"
"""Situations from public reports beside the checkout, made by a script; often absent too."""
