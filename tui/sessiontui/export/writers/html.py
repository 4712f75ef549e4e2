"""Bookmarks in the Netscape format, which Firefox, Chrome and their kin import.

A folder a section, one more for each tab group in it (BookmarkHTMLUtils.sys.mjs reads this).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from ...session.model.address import is_link
from ...session.model.items import Item
from ...text import printable
from ..formats import Options
from ..neutralise import address
from ..pages import Page, sections

# The policy is for the file opened as a page: nothing in it may run or be fetched.
_HEAD: Final = """\
<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<META HTTP-EQUIV="Content-Security-Policy" CONTENT="default-src 'none'">
<TITLE>Firefox session</TITLE>
<H1>Firefox session</H1>
<DL><p>
"""


_FIRST_TOO_LATE: Final = 8_640_000_000_000_000  # ms; JavaScript has no later dates


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """A Netscape bookmark file, a folder for each section."""
    yield _HEAD.encode()
    for section in sections(items):
        lines = [_folder(section.title, options, 1)]
        for group, pages in section.by_group():
            depth = 2 if group is None else 3
            rows = [line for line in (_line(page, options, depth) for page in pages) if line]
            if group is None:
                lines += rows
            else:
                lines += [_folder(group.name, options, 2), *rows, "        </DL><p>\n"]
        yield "".join([*lines, "    </DL><p>\n"]).encode()
    yield b"</DL><p>\n"


def _folder(title: str, options: Options, depth: int) -> str:
    indent = "    " * depth
    made = options.now // 1000
    return f'{indent}<DT><H3 ADD_DATE="{made}">{escape(title)}</H3>\n{indent}<DL><p>\n'


def _line(page: Page, options: Options, depth: int) -> str:
    url = address(page.raw_url(with_private=options.with_private))
    title = printable(page.raw_title)
    indent = "    " * depth
    if not is_link(url):
        # Importers pass over text that is in no link; people who open the file see it.
        words = " ".join(word for word in (title, url) if word)
        return f"{indent}<DT>{escape(words)}\n" if words else ""
    added = page.closed_at or page.tab.last_accessed or 0
    if not 0 < added < _FIRST_TOO_LATE:
        added = options.now
    return (
        f'{indent}<DT><A HREF="{escape(url)}" ADD_DATE="{added // 1000}">'
        f"{escape(title or url)}</A>\n"
    )
