"""What is promised of each type that programs get, and docs/library.md's list of it.

The list is made of the docstrings: ``python -m sessiontui.library.promised``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import sessiontui

BEGIN: Final = "<!-- promised: made by python -m sessiontui.library.promised -->"
END: Final = "<!-- promised: end -->"

_WHOLE: Final = (
    "SavedSession", "Profile", "KnownProfiles", "KnownProfile", "Found", "Lost", "Page", "Whole",
    "SalvagedFile",
)  # fmt: skip
"""Types that are made for programs: everything public is promised."""

_PARTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Window": "index pointer title tabs selected groups closed_tabs closed_groups "
        "closed_tab_count session_id closed_at geometry size_mode is_popup ext_values size doubt",
        "Tab": "index pointer url raw_url title raw_title entries current entry never_arrived "
        "user_typed canonical_url last_accessed pinned hidden muted group_id container_id icon "
        "form_texts form_data form_fields scroll storage ext_values size doubt",
        "Entry": "url raw_url title raw_title",
        "ClosedTab": "pointer tab url title raw_title closed_at session_id position group_id "
        "icon size doubt",
        "RecentlyClosed": "last_modified tab window source_window group session_id pointer",
        "TabGroup": "pointer id name raw_name color collapsed saved closed_at tabs size doubt",
        "Cookie": "host name path value secure http_only same_site container_id pointer",
        "FormField": "name kind value frame",
        "ScrollPosition": "frame at",
        "Counts": "windows tabs closed_tabs closed_windows closed_groups saved_groups",
        "SessionInfo": "start_time last_update recent_crashes",
        "Salvaged": "why share complete damage words guessed_tabs",
        "Salvage": "json share complete recovered_bytes expected_bytes damage",
        "Damage": "sentence start end",
        "Version": "id role meaning path size uncompressed modified revision aliases",
        "Summary": "counts error note salvaged damaged",
        "ProfileState": "name path browser firefox in_use crashed next_start containers "
        "interrupted barred damaged",
        "NextStart": "loads kind why crashed skipped overrides",
        "InUse": "state pid reason",
        "Setting": "name value default source meaning unit since gone changed effect "
        "bookkeeping fixed unread instead",
        "Sighting": "version pointer id list_name window group when closed accessed guessed",
        "Hit": "field text start end marked",
        "LeftOut": "version why partly",
        "SessiontuiError": "sentence",
        "SeveralProfiles": "sentence profiles",
    }
)
"""Types that this program works with itself: what of them is promised, and nothing else."""

TYPES: Final = (*_WHOLE, *_PARTS)


def attributes_of(name: str) -> tuple[str, ...]:
    """The attributes that are promised of a type."""
    if name in _PARTS:
        return tuple(_PARTS[name].split())
    found: type = getattr(sessiontui, name)
    fields: tuple[str, ...] = getattr(found, "__struct_fields__", ())
    public = [one for one in vars(found) if not one.startswith("_") and one not in fields]
    own = () if fields or name == "Profile" else ("version",)  # that its __init__ sets
    return (*own, *fields, *public)


def markdown() -> str:
    """All types with what is promised of them."""
    return "\n\n".join(part for name in TYPES for part in _of_type(name)) + "\n"


def _of_type(name: str) -> Iterator[str]:
    found: type = getattr(sessiontui, name)
    yield f"### {name}"
    yield _prose(inspect.getdoc(found) or "")
    told = {attribute: _words(found, attribute) for attribute in attributes_of(name)}
    rows = [f"| `{_called(found, one)}` | {words} |" for one, words in told.items() if words]
    if rows:
        yield "\n".join(("| attribute | gives |", "| --- | --- |", *rows))
    alone = ", ".join(f"`{one}`" for one, words in told.items() if not words)
    if alone:
        yield f"{'And' if rows else 'Attributes:'} {alone}."


def _called(found: type, attribute: str) -> str:
    """An attribute, a method with its brackets."""
    return f"{attribute}(…)" if inspect.isfunction(getattr(found, attribute, None)) else attribute


def _words(found: type, attribute: str) -> str:
    """What its docstring says first; empty for a plain field, which that of the type tells of."""
    held = inspect.getattr_static(found, attribute, None)
    if not (inspect.isfunction(held) or hasattr(held, "__get__")) or not held.__doc__:
        return ""
    if inspect.isdatadescriptor(held) and not isinstance(held, property):
        return ""
    return _prose(inspect.cleandoc(held.__doc__).split("\n\n")[0]).replace("|", "\\|")


def _prose(text: str) -> str:
    """A docstring as Markdown, without its examples."""
    parts = [part for part in text.split("\n\n") if not part.startswith(">>>")]
    joined = "\n\n".join(" ".join(part.split()) for part in parts)
    return re.sub(r"``([^`]+)``", r"`\1`", joined).replace("<link", "\\<link")


if __name__ == "__main__":
    print(markdown())  # noqa: T201 (what it is for)
