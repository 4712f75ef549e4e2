"""What the list and the sheet have in common: lines painted one by one, without layout."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView

from .. import group_colours


class PaintedLines(ScrollView):
    """Scrolls a number of lines that ``render_line`` paints.

    Textual lays the whole screen out whenever a virtual size changes; here only when a scrollbar
    comes or goes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "painted--dim", "painted--warning", "painted--accent", "painted--strong",
        *group_colours.component_classes("painted"),
    }  # fmt: skip

    DEFAULT_CSS = """
    PaintedLines {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        & > .painted--dim { text-style: dim; }
        & > .painted--warning { color: $text-warning; }
        & > .painted--accent { color: $text-accent; }
        & > .painted--strong { text-style: bold; }
    }
    """ + group_colours.css("PaintedLines", "painted")

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)

    @property
    def line_width(self) -> int:
        """The cells of one line, without the scrollbar's."""
        bar = self.styles.scrollbar_size_vertical if self.show_vertical_scrollbar else 0
        return max(0, self.size.width - bar)

    def role_style(self, role: str) -> Style:
        """What a role adds to a line: ``dim``, ``warning``, ``accent``, ``strong``, ``group-…``."""
        if not role:
            return Style.null()
        return self.get_component_rich_style(f"painted--{role}", partial=True)

    def set_line_count(self, count: int) -> None:
        """Say how many lines there are; the caller paints."""
        self.virtual_size = Size(self.size.width, count)
        self.vertical_scrollbar.window_virtual_size = count
        if (count > self.size.height) is not self.show_vertical_scrollbar:
            self.refresh(layout=True)
        self.scroll_to(y=min(int(self.scroll_offset.y), self.max_scroll_y), animate=False)
