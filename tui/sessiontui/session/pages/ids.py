"""What a person or a program calls one sighting of a page, to give it back."""

from __future__ import annotations

from .index import Pages, Sighting


def id_of(pages: Pages, sighting: Sighting) -> str:
    """What ``restore`` takes: the pointer, after ``VERSION#`` where it is not the loaded one."""
    return sighting.pointer if sighting.version == pages.loaded else sighting.id
