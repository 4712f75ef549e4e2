"""What a session costs Firefox to read and write, measured where the command runs."""

from __future__ import annotations

from ...export.json_shapes import Bytes, Seconds, Shape
from ...monitor.costs.types import Case, Costs
from ...stores.view import Version
from .tabs import VersionNameOut, version_name_out


class CostOut(Shape):
    """One session: seconds of CPU, and bytes resident at most meanwhile (null: unknown).

    ``case`` is ``now``, ``quit`` (as Firefox writes it at its end), a drop of ``slim``, or ``all``
    of these.
    """

    case: str
    bytes: Bytes
    compressedBytes: Bytes
    read: Seconds
    unpack: Seconds
    parse: Seconds
    serialise: Seconds
    compress: Seconds
    write: Seconds
    startMemory: Bytes | None
    saveMemory: Bytes | None


class CostsOut(Shape):
    """What a version costs. ``interval``: seconds between two saves at the least. ``leftOut``: what
    cannot be told. ``notedBytes``, ``notedSeconds``: the last save Firefox noted (``timings``).
    ``backAtQuit``, ``forwardAtQuit``: pages it then keeps of each open tab (null: all).
    """

    version: VersionNameOut
    revision: str
    interval: Seconds
    costs: list[CostOut]
    leftOut: list[str]
    notedBytes: Bytes | None
    notedSeconds: Seconds | None
    backAtQuit: int | None
    forwardAtQuit: int | None


def costs_out(version: Version, costs: Costs) -> CostsOut:
    """The shape of what was measured."""
    return CostsOut(
        version_name_out(version),
        version.revision,
        costs.interval,
        [_cost_out(case) for case in costs.cases],
        [*costs.left_out],
        costs.noted.bytes if costs.noted else None,
        costs.noted.seconds if costs.noted else None,
        costs.pages.back,
        costs.pages.forward,
    )


def _cost_out(case: Case) -> CostOut:
    cost = case.cost
    return CostOut(
        case.key,
        cost.json,
        cost.file,
        round(cost.read, 6),
        round(cost.unpack, 6),
        round(cost.parse, 6),
        round(cost.serialise, 6),
        round(cost.compress, 6),
        round(cost.write, 6),
        cost.start_memory,
        cost.save_memory,
    )
