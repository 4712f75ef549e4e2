"""What the list and the sheet have in common: lines painted one by one, without layout."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..colours import grounds_of
from . import group_colours

HIT: Final = "hit"  # the role of what a search has found


class PaintedLines(ScrollView):
    """Scrolls a number of lines that ``render_line`` paints.

    Textual lays the whole screen out whenever a virtual size changes; here it never does.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "painted--dim", "painted--warning", "painted--accent", "painted--strong",
        "painted--struck", "painted--label", "painted--heading", "painted--focus",
        "painted--hit",
    }  # fmt: skip

    DEFAULT_CSS = """
    PaintedLines {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        & > .painted--dim { color: $text-muted; }
        & > .painted--label { color: $label; }
        & > .painted--focus { color: $cursor; }
        & > .painted--heading { color: $label; text-style: bold; }
        & > .painted--warning { color: $text-warning; }
        & > .painted--accent { color: $text-accent; }
        & > .painted--strong { text-style: bold; }
        & > .painted--struck { color: $text-muted; text-style: strike; }
        & > .painted--hit { text-style: reverse underline; }
        &:ansi > .painted--dim { color: $foreground; text-style: dim; }
        &:ansi > .painted--focus { color: $foreground; }
        &:ansi > .painted--label { color: $foreground; text-style: dim; }
        &:ansi > .painted--heading { color: $foreground; text-style: bold; }
        &:ansi > .painted--struck { color: $foreground; text-style: strike dim; }
    }
    """

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    @property
    def line_width(self) -> int:
        """The cells of one line, without the scrollbar's."""
        return max(0, self.size.width - self.styles.scrollbar_size_vertical)

    def role_style(self, role: str) -> Style:
        """What a role adds to a line: the end of a name in COMPONENT_CLASSES, or ``group-…``."""
        if not role:
            return Style.null()
        if role.startswith(group_colours.PREFIX):  # no component class: nine for every list
            if self.app.native_ansi_color:
                return Style.null()
            grounds = grounds_of(self.app.theme_variables)
            return group_colours.style_of(role, grounds, dark=self.app.current_theme.dark)
        return self.get_component_rich_style(f"painted--{role}", partial=True)

    def strip_of(
        self,
        pieces: Iterable[tuple[str, str]],
        line: Style,
        width: int,
        style_of: Callable[[str], Style] | None = None,
    ) -> Strip:
        """A painted line: texts with their roles over the line's own style.

        ``style_of`` says what a role adds, where it is not ``role_style``.

        Neighbours that look the same become one: over SSH each costs some 40 bytes of colours.
        A blank looks the same in any colour, but not where it is marked as a hit.
        """
        texts: list[str] = []
        roles: list[str | None] = []
        for text, role in pieces:
            blank = text.isspace() and role != HIT
            if texts and (
                roles[-1] == role or (HIT not in (role, roles[-1]) and (blank or roles[-1] is None))
            ):
                texts[-1] += text
                if roles[-1] is None and not blank:
                    roles[-1] = role
            elif text:
                texts.append(text)
                roles.append(None if blank else role)
        style_of = style_of or self.role_style
        segments = [
            Segment(text, line + style_of(role) if role else line)
            for text, role in zip(texts, roles, strict=True)
        ]
        return Strip(segments).adjust_cell_length(width, line)

    def set_line_count(self, count: int) -> None:
        """Say how many lines there are; the caller paints.

        The scrollbar has its column always, and is blank while everything is in sight: showing
        and hiding it would lay the whole screen out. Textual copies the virtual height to it with
        each layout: any other number set here would paint it twice each time.
        """
        height = max(count, self.size.height)
        self.virtual_size = Size(self.size.width, height)
        self.vertical_scrollbar.window_virtual_size = height
        self.scroll_to(y=min(int(self.scroll_offset.y), self.max_scroll_y), animate=False)
