"""What was measured of one session file: data alone, for whoever shows it."""

from __future__ import annotations

from msgspec import Struct

from ...firefox.prefs.pages_at_quit import USUAL_PAGES, PagesAtQuit


class Cost(Struct, frozen=True):
    """What one session takes to read as at a start of Firefox, and to write as at a save.

    ``json`` and ``file``: bytes of its text and of the mozLz4 file. The others are seconds of CPU:
    of reading the file, of unpacking and parsing it, of making JSON of the values again, of
    packing that, and of writing it, not forced to the disk, as Firefox does not force it
    (SessionWriter.write in 153 asks for no flush).
    ``start_memory`` and ``save_memory``: bytes resident at most meanwhile, beyond what the process
    had before, the parsed values included; None where the system does not tell.
    """

    json: int
    file: int
    read: float
    unpack: float
    parse: float
    serialise: float
    compress: float
    write: float
    start_memory: int | None
    save_memory: int | None

    @property
    def start(self) -> float:
        """Seconds of CPU for all that a start does with the file."""
        return self.read + self.unpack + self.parse

    @property
    def save(self) -> float:
        """Seconds of CPU for all that a save does."""
        return self.serialise + self.compress + self.write


class Case(Struct, frozen=True):
    """One session that was measured: ``name`` says what was made of it.

    ``key``: ``now`` as it is, ``quit`` as Firefox writes it when it quits, ``all`` with everything
    dropped that slimming can drop, else the one drop (``session.edit.slimming``).
    """

    key: str
    name: str
    cost: Cost


class Noted(Struct, frozen=True):
    """A save as Firefox itself noted it: bytes of the file, and seconds by the clock."""

    bytes: int
    seconds: float


class Costs(Struct, frozen=True):
    """A session as it is and what slimming would make of it; ``now`` first, ``quit`` second.

    ``interval``: seconds between two saves of Firefox, at the least. A drop that would free
    nothing has no case. ``left_out``: a sentence for each that cannot be told here. ``noted``: the
    last save of this profile that Firefox has noted (``timings on``), if any. ``pages``: what its
    settings have Firefox keep of each open tab's history when it quits.
    """

    cases: tuple[Case, ...]
    interval: float
    left_out: tuple[str, ...] = ()
    noted: Noted | None = None
    pages: PagesAtQuit = USUAL_PAGES

    @property
    def now(self) -> Cost:
        """As it is."""
        return self.cases[0].cost

    @property
    def quit(self) -> Cost:
        """As Firefox writes it at quit."""
        return self.cases[1].cost

    @property
    def slimmed(self) -> tuple[Case, ...]:
        """What slimming would make of it."""
        return self.cases[2:]
