"""What a watch comes to: totals, pace, culprits, and what it would have cost otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...durations import duration, in_two_units
from ...firefox.prefs.names import PRIVATE
from ...monitor.saves import Culprit, Writes
from ...monitor.words import fault_words, idle_words, short_time
from ...text import count, percent, printable, size
from ..output import Output, first_line_of
from .lines import clock_time, day, rounded

if TYPE_CHECKING:
    from ...monitor.what_if.types import Design

_CULPRITS: Final = 8  # how many the text names of each kind; JSON gives all that are counted
_DAY, _YEAR = 24.0, 24.0 * 365


def summary_out(writes: Writes) -> dict[str, Any]:
    """The summary as its JSON. Moments are ms since epoch, lengths of time seconds."""
    return {
        "saves": writes.count,
        "bytes": writes.bytes,
        "seconds": rounded(writes.seconds, 3),
        "bytesPer8h": _whole(writes.projected(8)),
        "culprits": [{"site": culprit.key, **_culprit_out(culprit)} for culprit in writes.sites],
        "tabs": [
            {"url": culprit.key, "title": culprit.title, **_culprit_out(culprit)}
            for culprit in writes.tabs
        ],
        "since": round(writes.since),
        "until": round(writes.until),
        "runningSeconds": None if writes.untold else rounded(writes.running_seconds, 3),
        "uncompressedBytes": writes.uncompressed,
        "bytesPerHour": _whole(writes.per_hour),
        "bytesPerDay": _whole(writes.projected(_DAY)),
        "bytesPerYear": _whole(writes.projected(_YEAR)),
        "unsized": writes.unsized,
        "lookedInto": writes.looked_into,
        "idleShare": rounded(writes.idle_share, 4),
        "typicalGap": rounded(writes.typical_gap, 3),
        "longestGap": rounded(writes.longest_gap, 3),
        "processBytes": writes.process_written,
        "way": writes.way,
        "warning": writes.warning,
        "faults": writes.faults,
    }


def _whole(count: float | None) -> int | None:
    return None if count is None else round(count)


def _culprit_out(culprit: Culprit) -> dict[str, Any]:
    return {"saves": culprit.saves, "bytes": culprit.bytes, "dragged": round(culprit.dragged)}


def design_out(design: Design) -> dict[str, Any]:
    """What the saves would have cost under one design, and what there is to say of it."""
    from ...monitor.what_if.judged import judged

    said = judged(design.key)
    return {
        "key": design.key,
        "name": design.name,
        "saves": design.saves,
        "bytesPerSave": _whole(design.per_save),
        "bytesPer8h": _whole(design.per_8h),
        "ratio": rounded(design.ratio, 4),
        "assumption": design.assumption,
        "goodFor": said.good if said else None,
        "badFor": said.bad if said else None,
        "howHard": said.hard if said else None,
    }


# -- for people --------------------------------------------------------------------------------


def print_summary(out: Output, writes: Writes, profile: Path | None) -> None:
    """The summary in words; of a watch that saw nothing, why that may be."""
    out.line()
    out.line(f"Watched {in_two_units(writes.seconds)}, {_span(writes)}", strong=True)
    out.paragraph("Firefox", _firefox_words(writes))
    if writes.count:
        _print_saves(out, writes)
    else:
        out.paragraph("saves", f"none. {why_none(writes, profile)}")
    if writes.warning:
        out.paragraph("warning", writes.warning)
    if writes.faults:
        out.paragraph("fault", f"{fault_words(writes)}.")
    _print_culprits(out, "sites", writes.sites, writes)
    _print_culprits(out, "tabs", writes.tabs, writes)


def _print_saves(out: Output, writes: Writes) -> None:
    sized = writes.count - writes.unsized
    out.paragraph(
        "saves",
        first_line_of(
            (
                f"{writes.count:,}",
                f"{size(writes.bytes)} on disk",
                f"{size(writes.uncompressed)} of JSON" if writes.uncompressed else "",
                f"{size(writes.bytes / sized)} each" if sized else "",
                f"{writes.unsized:,} gone before their size was seen" if writes.unsized else "",
            )
        ),
    )
    last = next((save.bytes for save in reversed(writes.saves) if save.bytes), None)
    if last is not None:
        from ...monitor.meter import compared_with_others

        out.paragraph("size", f"{size(last)} is {compared_with_others(last)}")
    out.paragraph("at this pace", _pace(writes))
    if writes.idle_share is not None:
        out.paragraph("idle", f"{idle_words(writes)} changed nothing that matters")
    if writes.longest_gap is not None:
        typical = f"typically {short_time(writes.typical_gap)}, " if writes.typical_gap else ""
        out.paragraph("gaps", f"{typical}the longest {short_time(writes.longest_gap)}")


def _print_culprits(out: Output, label: str, found: Sequence[Culprit], writes: Writes) -> None:
    if not found:
        return
    out.line()
    idle = ", those too in which nothing matters" if writes.idle else ""
    out.line(f"Which {label} changed in the saves{idle}", strong=True)
    out.table(
        [
            (
                "",  # an indent
                printable(culprit.key),
                f"in {culprit.saves:,} of {count(writes.looked_into, 'save')}",
                f"{size(culprit.bytes / max(1, culprit.saves))} each",
                f"{size(culprit.dragged)} written",
            )
            for culprit in found[:_CULPRITS]
        ],
        stretch=1,
        urls=1,
    )
    if len(found) > _CULPRITS:
        out.line(f"  and {len(found) - _CULPRITS:,} more")


def print_designs(out: Output, designs: Sequence[Design]) -> None:
    """The table of what these saves would have cost otherwise, and what there is to say of it."""
    from ...monitor.what_if.judged import judged

    out.line()
    out.line("What if: the same saves under other settings and designs", strong=True)
    out.table(
        [
            (
                f"  {design.name}",
                f"{size(design.per_save)} a save" if design.per_save is not None else "",
                f"{size(design.per_8h)} in 8 h" if design.per_8h is not None else "",
                percent(design.ratio) if design.ratio is not None else "",
                design.assumption,
            )
            for design in designs
        ],
        last_below=True,
    )
    out.line()
    out.line("What they are good for (+) and bad for (-), and how hard they are", strong=True)
    for design in designs:
        if (said := judged(design.key)) is not None:
            out.line(f"  {design.name}: {said.hard}")
            out.line(f"    + {said.good}")
            out.line(f"    - {said.bad}")


def _span(writes: Writes) -> str:
    other_day = day(writes.since) != day(writes.until)
    until = f"{day(writes.until)} " if other_day else ""
    return f"{day(writes.since)} {clock_time(writes.since)} to {until}{clock_time(writes.until)}"


def _pace(writes: Writes) -> str:
    per_hour, work, whole, year = (
        writes.per_hour, writes.projected(8), writes.projected(_DAY), writes.projected(_YEAR),
    )  # fmt: skip
    if per_hour is None or work is None or whole is None or year is None:
        return "not known before a second save"
    return (
        f"{size(per_hour)} an hour · {size(work)} in a day of 8 hours · "
        f"{size(whole)} in a whole day · {size(year)} in a year of these"
    )


def _firefox_words(writes: Writes) -> str:
    if writes.untold:
        return writes.untold
    ran = writes.running_seconds
    if ran <= 0:
        words = "did not run"
    elif writes.seconds - ran < 1:
        words = "ran all the time"
    else:
        words = f"ran {in_two_units(ran)} of it"
    written = writes.process_written
    if written is None or written < writes.bytes:
        return words  # the kernel counts nothing on some file systems, such as tmpfs
    share = f", {percent(writes.bytes / written)} of it session saves" if written > 0 else ""
    return f"{words} and wrote {size(written)} in all{share if writes.bytes else ''}"


def why_none(writes: Writes, profile: Path | None) -> str:
    """Why no save was seen, as far as it can be told."""
    if profile is not None and not profile.is_dir():
        return "The profile is not there; Firefox makes it when it is started with it."
    if writes.untold:
        return (
            "No look saw one. Firefox saves only while it runs, and only when something has "
            "changed."
        )
    if not writes.running and writes.running_seconds <= 0:
        return _unknown_use(profile) or (
            "Firefox did not run with this profile, and it saves only while it runs."
        )
    if profile is not None and _private(profile):
        return (
            f"This profile is in permanent private browsing ({PRIVATE}): Firefox saves no "
            "session then."
        )
    interval = writes.interval or 15.0
    if writes.running_seconds < 2 * interval:
        return (
            f"Firefox saves at most every {duration(interval)}, and only when something has "
            "changed: watch for longer."
        )
    return (
        f"Firefox saves only when something has changed, at most every {duration(interval)}; "
        "while nobody has touched the computer for three minutes, at most once an hour."
    )


def _unknown_use(profile: Path | None) -> str | None:
    from ...firefox.profile_lock import in_use

    used = in_use(profile) if profile is not None else None
    if used is None or used.state != "unknown":
        return None
    return f"Whether Firefox runs cannot be told here: {used.reason}."


def _private(profile: Path) -> bool:
    from ...firefox.prefs import effective

    return effective.read(profile).get(PRIVATE) is True
