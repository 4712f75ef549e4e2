"""``python -m sessiontui`` and the console script."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> int:
    """Run the command line."""
    try:
        from sessiontui.cli.main import run

        return run()
    except KeyboardInterrupt:  # before the command line could catch it
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
