"""Markdown: a heading a section, a list item a tab. Read back by any CommonMark reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import quote

from ...session.model.address import is_link
from ...session.model.items import Item
from ...text import printable
from ..formats import Options
from ..neutralise import address
from ..pages import Page, sections
from .csv_table import iso

_SPECIAL: Final = re.compile(r"[\\`*_\[\]{}<>&|~$#]")
_BEGINS_LIST: Final = re.compile(r"(\d*)[-+=.)]")
_NOT_IN_URL: Final = re.compile(r'[\s<>"`|]')
_ESCAPED_IN_URL: Final = re.compile(r"[\\()]|&(?=#?\w+;)")
_TICKS: Final = re.compile("`+")


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """A title, then section by section; groups are headings one level deeper."""
    yield f"# Firefox session, {iso(options.now)[:10]}\n".encode()
    for section in sections(items):
        lines = [f"\n## {text(section.title)}\n"]
        in_group = False
        for group, pages in section.by_group():
            if group is not None:
                lines.append(f"\n### {text(group.name)}\n")
            elif in_group:
                lines.append("\n### (no group)\n")  # or they would seem to belong to the last one
            in_group = group is not None
            rows = [line for line in (_line(page, options) for page in pages) if line]
            lines += ["\n", *rows] if rows else []
        yield "".join(lines).encode()


def _line(page: Page, options: Options) -> str:
    url = address(page.raw_url(with_private=options.with_private))
    title = printable(page.raw_title)
    if not url:
        return f"- {text(title)}\n" if title else ""
    if not is_link(url):
        return f"- {text(title)} {_code(url)}\n" if title else f"- {_code(url)}\n"
    return f"- [{text(title or url)}]({_destination(url)})\n"


def text(printable_text: str) -> str:
    """Text that no Markdown reader takes for markup; blanks at its ends go."""
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], printable_text.strip())
    marker = _BEGINS_LIST.match(escaped)
    return f"{marker[1]}\\{escaped[marker.end(1) :]}" if marker else escaped


def _destination(url: str) -> str:
    encoded = _NOT_IN_URL.sub(lambda found: quote(found[0], safe=""), url)
    return _ESCAPED_IN_URL.sub(lambda found: "\\" + found[0], encoded)


def _code(url: str) -> str:
    """A code span: the run of backticks around it is longer than any inside."""
    longest = max((len(run) for run in _TICKS.findall(url)), default=0)
    ticks = "`" * (longest + 1)
    blank = " " if longest else ""
    return f"{ticks}{blank}{url}{blank}{ticks}"
