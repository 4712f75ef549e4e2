"""The containers of a profile, as its containers.json lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from ..errors import SessiontuiError
from ..text import printable
from .file_names import CONTAINERS
from .safe_reading import NOTES, read_bytes
from .tree.path import AnyPath


class Container(Struct, frozen=True):
    """A container as Firefox shows it; colour and icon by Firefox's names for them."""

    name: str
    color: str
    icon: str


DEFAULT_CONTAINERS: Mapping[int, Container] = {
    1: Container("Personal", "blue", "fingerprint"),
    2: Container("Work", "orange", "briefcase"),
    3: Container("Banking", "green", "dollar"),
    4: Container("Shopping", "pink", "cart"),
}
"""What Firefox starts with, by ``userContextId``."""


def containers(profile: AnyPath) -> dict[int, Container]:
    """The containers a user can see, by ``userContextId``; Firefox's four without a file."""
    try:
        data = read_bytes(profile / CONTAINERS, NOTES, own=True)[0]
    except SessiontuiError:
        return dict(DEFAULT_CONTAINERS)  # names and colours only: nothing depends on them
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return dict(DEFAULT_CONTAINERS)  # Firefox throws such a file away as well
    identities = document.get("identities") if isinstance(document, dict) else None
    found: dict[int, Container] = {}
    for identity in identities if isinstance(identities, list) else ():
        if not isinstance(identity, dict) or identity.get("public") is not True:
            continue
        number = identity.get("userContextId")
        name = _container_name(identity)
        if type(number) is int and number > 0 and name:
            color, icon = identity.get("color"), identity.get("icon")
            found[number] = Container(
                printable(name),
                printable(color) if isinstance(color, str) else "",
                printable(icon) if isinstance(icon, str) else "",
            )
    return found


def _container_name(identity: Mapping[str, object]) -> str:
    """A translated name comes first, as in Firefox: renaming removes its id."""
    for key in ("l10nId", "l10nID"):  # "user-context-work"; before 2023 "userContextWork.label"
        match = re.fullmatch(
            r"user-?context-?(personal|work|banking|shopping)(\.label)?",
            str(identity.get(key, "")),
            re.IGNORECASE,
        )
        if match:
            return match[1].capitalize()
    name = identity.get("name")
    return name if isinstance(name, str) else ""
