"""``sessiontui size PLACE``: where the bytes of a session are."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import UsageError
from ...text import printable
from ...text import size as size_words
from .. import diagnostics
from ..costs import add_costs, refuse_rows, run_costs
from ..options import add_json, add_place
from ..output import Output, first_line_of
from ..place import load, opened, wanted_version

if TYPE_CHECKING:
    from ...session.model.document import Document
    from ...session.weight.rows import Axis, Row, Weight
    from ...stores.view import Version
    from ..json_shapes.size import SizeOut

EXAMPLE: Final = "sessiontui size ~/.mozilla/firefox/x.default --by site --top 10"
_AXES: Final = ("part", "site", "tab", "field")
_SHOWN: Final = 20  # rows for people who did not say how many
_BAR: Final = 16  # cells


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    parser.add_argument(
        "--by", choices=_AXES, default="part",
        help="what is weighed: parts, sites (by registrable domain), tabs with what is in them, or "
        "fields of the file by their names (default: part)",
    )  # fmt: skip
    parser.add_argument(
        "--top", metavar="N",
        help=f"the N largest, and the others as one sum (default: {_SHOWN}; with --json all)",
    )  # fmt: skip
    add_costs(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.costs import CostsOut
    from ..json_shapes.size import SizeOut

    return (SizeOut, CostsOut)


def run(options: argparse.Namespace) -> int:
    """Print the rows, the largest first."""
    top = _number(options.top)
    if options.costs:
        refuse_rows(options.by, options.top)
    from ...session.weight.weigh import weigh

    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        snapshot = load(workspace, version.id)
        if options.costs:
            run_costs(workspace, version, snapshot, as_json=options.json)
            return diagnostics.DONE
    document = snapshot.document
    axis: Axis = options.by
    weight = weigh(document, axis)
    out = Output()
    if options.json:
        complete = snapshot.salvaged is None
        shown = len(weight.rows) if top is None else top
        out.json(_document(version, axis, weight, shown, complete=complete))
    else:
        _print(out, version, document, weight, _SHOWN if top is None else top)
    return diagnostics.DONE


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and int(text[:10]) > 0):
        raise UsageError(f"--top {printable(text)}: say how many, as a number from 1 on")
    return int(text[:10])


def _compressed(version: Version) -> int | None:
    """Bytes of the file; of a session inside another there are none."""
    return None if "#/" in version.id else version.size


def _document(version: Version, axis: Axis, weight: Weight, top: int, *, complete: bool) -> SizeOut:
    from msgspec import UNSET

    from ...session.json.pointer import format_pointer
    from ..json_shapes.size import SizeOthersOut, SizeOut, SizeRowOut
    from ..json_shapes.tabs import version_name_out

    rows, others = weight.top(top)
    return SizeOut(
        version_name_out(version),
        version.revision,
        weight.bytes,
        _compressed(version),
        axis,
        [
            SizeRowOut(
                row.key,
                row.bytes,
                row.count,
                UNSET if row.steps is None else format_pointer(row.steps),
                UNSET if row.steps is None else row.title,
            )
            for row in rows
        ],
        complete,
        UNSET
        if others is None
        else SizeOthersOut(len(weight.rows) - top, others.bytes, others.count),
    )


def _print(out: Output, version: Version, document: Document, weight: Weight, top: int) -> None:
    from ...session.weight.headline import headline, share
    from ...session.weight.repeated import repeated
    from ...session.weight.words import repeated_words

    on_disk = _compressed(version)
    facts = (
        printable(version.id),
        f"{size_words(weight.bytes)} of JSON",
        "" if on_disk is None else f"{size_words(on_disk)} on disk",
        "" if document.salvaged is None else document.salvaged.can_be_read,
    )
    out.line(first_line_of(facts), strong=True)
    out.line(headline(weight))
    out.line()
    rows, others = weight.top(top)
    estimates = _estimates(document, weight) if weight.axis == "part" else {}
    most = rows[0].bytes if rows else 0
    table = [_row(weight, row, most, estimates) for row in rows]
    if others is not None:
        table.append(_row(weight, others, most, {}))
    out.table(_aligned(table), stretch=3)
    out.line()
    if estimates:
        out.paragraph("≈", "what a part takes on disk, estimated by compressing it alone")
        closed = _closed_windows(document)
        if closed:
            words = f"{size_words(closed)} ({share(closed, weight.bytes)})"
            out.paragraph("closed", f"closed windows with everything in them are {words}")
    again = repeated_words(repeated(document), weight.bytes)
    if again:
        out.paragraph("repeated", again)


def _closed_windows(document: Document) -> int:
    """Bytes of the closed windows with their favicons, histories and all else."""
    from ...errors import NothingFound
    from ...session.model import names

    if not document.skeleton.closed_windows:
        return 0
    try:
        return document.size((names.CLOSED_WINDOWS,))
    except NothingFound:
        return 0


def _estimates(document: Document, weight: Weight) -> dict[str, int]:
    from ...codec.mozlz4 import pack
    from ...session.weight.packed import packed_estimate

    return packed_estimate(document, pack, weight)


def _row(weight: Weight, row: Row, most: int, estimates: dict[str, int]) -> tuple[str, ...]:
    from ...session.json.pointer import format_pointer
    from ...session.weight.headline import share
    from ...session.weight.words import counted, name_of_part

    bar = "█" * min(_BAR, round(_BAR * row.bytes / max(1, most)))
    first = (size_words(row.bytes), share(row.bytes, weight.bytes), bar or "▏")
    if row.steps is not None:
        return (*first, row.title or row.key, format_pointer(row.steps))
    packed = f"≈ {size_words(estimates[row.key])}" if row.key in estimates else ""
    name = name_of_part(row.key) if weight.axis == "part" else row.key
    return (*first, name, first_line_of((counted(weight, row), packed)))


def _aligned(table: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Numbers with their ends below one another."""
    sizes = max(len(row[0]) for row in table)
    shares = max(len(row[1]) for row in table)
    return [(row[0].rjust(sizes), row[1].rjust(shares), *row[2:]) for row in table]
