"""Everything Firefox keeps for session restore: read it, watch it, give it back.

For programs this module is a library:

>>> import sessiontui
>>> session = sessiontui.open_session("demo:")
>>> for tab in session.windows[1].tabs:
...     print(tab.url)
https://search.example/?q=restore+tabs
https://textual.example/guide/widgets/#line-api
https://docs.example/3/library/struct.html
https://notes.example/d/weekly?edit

What is promised are the names in ``__all__``, of their types the attributes that docs/library.md
lists, and ``sessiontui.sessions``. A promised name that gets another one goes on working, with a
DeprecationWarning that says the new one, for two minor releases and at least six months; everything
else may change at any time. Importing this loads nothing: each name is loaded when it is asked for.
"""

import sys

__version__ = "0.1.0"

_ERRORS = (
    "Barred", "Damaged", "NeedsConsent", "NotASession", "NotFollowed", "NothingFound",
    "PluginFault", "Refused", "SessiontuiError", "StaleRevision", "TooLarge", "Unreadable",
    "UsageError",
)  # fmt: skip
_SNAPSHOT = (
    "ClosedTab", "Cookie", "Counts", "Entry", "FormField", "ScrollPosition", "SessionInfo", "Tab",
    "TabGroup", "Window",
)  # fmt: skip
_WHERE = {
    "Damage": "codec.salvage.result",
    "FORMATS": "export.formats",
    "Found": "library.pages",
    "Hit": "session.pages.find",
    "InUse": "firefox.profile_lock",
    "KnownProfile": "library.known_profiles",
    "KnownProfiles": "library.known_profiles",
    "LeftOut": "stores.left_out",
    "Lost": "library.pages",
    "NextStart": "firefox.next_start",
    "Page": "library.pages",
    "Profile": "library.profile",
    "ProfileState": "library.told_types",
    "RecentlyClosed": "library.saved_session",
    "Salvage": "codec.salvage.result",
    "Salvaged": "session.model.salvaged",
    "SalvagedFile": "library.salvaging",
    "SavedSession": "library.saved_session",
    "Setting": "firefox.prefs.settings",
    "SeveralProfiles": "stores.several",
    "Sighting": "session.pages.index",
    "Summary": "library.told_types",
    "Version": "stores.view",
    "Whole": "library.pages",
    "export": "library.functions",
    "find": "library.functions",
    "lost": "library.functions",
    "open_profile": "library.functions",
    "open_session": "library.functions",
    "printable": "text",
    "profiles": "library.functions",
    "salvage": "library.functions",
    **dict.fromkeys(_ERRORS, "errors"),
    **dict.fromkeys(_SNAPSHOT, "session.model.snapshot"),
}
"""Every name that is promised, and the module that it is loaded from."""

_RENAMED: dict[str, tuple[str, str]] = {}
"""Old names that still work: the new one, and the release in which the old one goes."""

__all__ = ["__version__", *_WHERE]


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        from .renamed import old_name

        return old_name(__name__, name, _RENAMED)
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = _loaded(name)
    globals()[name] = found
    return found


def _loaded(name: str) -> object:
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Library(type(sys)):
    """This module, with ``export`` always the function.

    The package of that name, which the formats are in, is put in its place by the import system as
    soon as somebody needs it; it is imported from by its name all the same.
    """

    @property
    def export(self) -> object:
        """Write tabs and windows for another program."""
        return _loaded("export")

    @export.setter
    def export(self, package: object) -> None:
        """The package is in ``sys.modules``: nobody looks for it here."""


sys.modules[__name__].__class__ = _Library
