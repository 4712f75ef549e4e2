"""What a store by a stranger is made of: the names that stay as they are (docs/stores.md).

``__all__`` is the one list of them. Within one ``STORE_API`` none goes and none changes what it
takes and gives; everything else in sessiontui may. What only some stores need is imported when it
is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ..errors import (
    Barred,
    Damaged,
    NotASession,
    NothingFound,
    Refused,
    SessiontuiError,
    StaleRevision,
    Unreadable,
    UsageError,
)
from ..progress import Stopped, tell
from ..session.model.document import Document
from ..session.model.snapshot import Snapshot
from ..text import path_text, printable
from .plugins.age import STORE_API
from .protocols import (
    PLAIN,
    Configures,
    Describes,
    EditOptions,
    Edits,
    FileChange,
    Foretells,
    KnowsExtensions,
    Raws,
    Receipt,
    RollsBack,
    Sets,
    Store,
    StoreFactory,
    StoreRef,
    Surveys,
    Timings,
    Undoes,
    Watches,
)
from .salvaging import session_from
from .view import Revision, StoreInfo, Version, VersionId

if TYPE_CHECKING:
    from ..codec.mozlz4 import pack
    from ..firefox.browser import Browser, browser_of
    from ..firefox.tree.path import Tree, TreePath, facts, missing
    from ..monitor.watch.file_poll import watch_paths
    from ..session.edit.apply import Edited
    from ..session.edit.apply import apply as apply_edits
    from ..session.edit.edits import Edit
    from .tree.store import TreeStore

__all__ = [
    "PLAIN",
    "STORE_API",
    "Barred",
    "Browser",
    "Configures",
    "Damaged",
    "Describes",
    "Document",
    "Edit",
    "EditOptions",
    "Edited",
    "Edits",
    "FileChange",
    "Foretells",
    "KnowsExtensions",
    "NotASession",
    "NothingFound",
    "Raws",
    "Receipt",
    "Refused",
    "Revision",
    "RollsBack",
    "SessiontuiError",
    "Sets",
    "Snapshot",
    "StaleRevision",
    "Stopped",
    "Store",
    "StoreFactory",
    "StoreInfo",
    "StoreRef",
    "Surveys",
    "Timings",
    "Tree",
    "TreePath",
    "TreeStore",
    "Undoes",
    "Unreadable",
    "UsageError",
    "Version",
    "VersionId",
    "Watches",
    "apply_edits",
    "browser_of",
    "facts",
    "missing",
    "pack",
    "path_text",
    "printable",
    "session_from",
    "tell",
    "watch_paths",
]

_LATE: Final = {
    "pack": ("codec.mozlz4", "pack"),
    "Browser": ("firefox.browser", "Browser"),
    "browser_of": ("firefox.browser", "browser_of"),
    "Tree": ("firefox.tree.path", "Tree"),
    "TreePath": ("firefox.tree.path", "TreePath"),
    "facts": ("firefox.tree.path", "facts"),
    "missing": ("firefox.tree.path", "missing"),
    "watch_paths": ("monitor.watch.file_poll", "watch_paths"),
    "Edited": ("session.edit.apply", "Edited"),
    "apply_edits": ("session.edit.apply", "apply"),
    "Edit": ("session.edit.edits", "Edit"),
    "TreeStore": ("stores.tree.store", "TreeStore"),
}


def __getattr__(name: str) -> Any:
    """One of the names that are imported late."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own = _LATE[name]
    return getattr(import_module(f"sessiontui.{module}"), own)
