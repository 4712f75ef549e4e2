"""Work that goes on beside the keys."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker


def begin(node: DOMNode, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Begin work for a node; what its group is at ends. A fault in it ends the app.

    It has a description: without one Textual makes one of its arguments, which are private, and
    megabytes.
    """
    _: Worker[None] = node.run_worker(work, exclusive=True, group=group, description=group)


def at_work(node: DOMNode, *groups: str) -> bool:
    """Whether something of some groups is at work for a node."""
    return any(
        worker.node is node and worker.group in groups and not worker.is_finished
        for worker in node.workers
    )
