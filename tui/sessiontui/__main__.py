"""``python -m sessiontui`` and the console script."""

from __future__ import annotations

import gc
import sys

INTERRUPTED = 130
_OBJECTS = 50_000
"""Made before Python looks for garbage: more than start-up makes, and all of that stays."""


def main() -> int:
    """Run the command line."""
    gc.set_threshold(_OBJECTS, 10, 10)
    try:
        from sessiontui.cli.main import run

        code = run()
        gc.freeze()  # what there is goes with the process: nobody need look through it
        return code
    except KeyboardInterrupt:  # before the command line could catch it
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
