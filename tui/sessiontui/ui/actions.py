"""One table of everything a key can do: it makes the bindings, the footer and the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """What one or more keys do. ``scope`` is where: app, list, json, filtered."""

    scope: str
    keys: str
    action: str
    label: str
    help: str
    shown: bool = False  # in the footer
    key_display: str | None = None


ACTIONS: Final = (
    Action("app", "1", "pane('overview')", "Overview", "Show the overview", key_display="1"),
    Action("app", "2", "pane('windows')", "Windows", "Show open windows and their tabs"),
    Action("app", "3", "pane('closed')", "Closed", "Show what was closed recently"),
    Action("app", "7", "pane('json')", "JSON", "Show the whole JSON"),
    Action("app", "8", "pane('settings')", "Settings", "Show every session setting"),
    Action("app", "left_square_bracket", "version(-1)", "Version above",
           "Show the version above in the list", key_display="["),
    Action("app", "right_square_bracket", "version(1)", "Version",
           "Show the version below in the list", shown=True, key_display="]"),
    Action("app", "backslash", "follow", "Newest",
           "Go back to the version Firefox would load, and follow it", key_display="\\"),
    Action("app", "slash", "find", "Find", "Filter or search what is shown"),
    Action("app", "f5", "reload", "Reload", "Read everything again", key_display="F5"),
    Action("app", "question_mark", "help", "Help", "Show the keys", shown=True,
           key_display="?"),
    Action("app", "q,ctrl+q,ctrl+c", "quit", "Quit", "Leave sessiontui", shown=True,
           key_display="q"),
    Action("list", "down,j", "cursor(1)", "Down", "Next line", key_display="↓ j"),
    Action("list", "up,k", "cursor(-1)", "Up", "Line before", key_display="↑ k"),
    Action("list", "pagedown,ctrl+f,ctrl+d", "page(1)", "Page down", "A page down",
           key_display="PgDn"),
    Action("list", "pageup,ctrl+b,ctrl+u", "page(-1)", "Page up", "A page up",
           key_display="PgUp"),
    Action("list", "home,g", "edge(-1)", "First", "First line", key_display="Home g"),
    Action("list", "end,G", "edge(1)", "Last", "Last line", key_display="End G"),
    Action("list", "enter", "choose", "Open",
           "Open: fold a window, or show the details of a tab", shown=True, key_display="⏎"),
    Action("json", "right,l", "unfold", "Unfold", "Unfold, or go to the first inside",
           key_display="→ l"),
    Action("json", "left,h", "fold", "Fold", "Fold, or go to what holds this",
           key_display="← h"),
    Action("json", "J", "sibling(1)", "Next beside", "The next beside this one"),
    Action("json", "K", "sibling(-1)", "Last beside", "The one before, beside this one"),
    Action("json", "L", "unfold_all", "Unfold all", "Unfold everything below"),
    Action("json", "H", "fold_all", "Fold all", "Fold everything below"),
    Action("json", "slash", "search", "Find",
           "Find text in keys and values; between slashes, a regular expression", shown=True,
           key_display="/"),
    Action("json", "n", "match(1)", "Next", "The next match"),
    Action("json", "N", "match(-1)", "Last", "The match before"),
    Action("json", "v", "view_value", "Value", "The whole value in a window of its own",
           shown=True),
    Action("json", "y", "copy('value')", "Copy", "Send the value to the terminal's clipboard",
           shown=True),
    Action("json", "p", "copy('pointer')", "Copy path",
           "Send the path (RFC 6901) to the terminal's clipboard", shown=True),
    Action("json", "P", "copy('jq')", "Copy jq path",
           "Send the path as jq writes it to the terminal's clipboard"),
    Action("json", "backspace", "back(-1)", "Back", "Back to where the last jump began",
           key_display="⌫"),
    Action("json", "f", "back(1)", "Forward", "Forward again", key_display="f"),
    Action("json", "escape", "leave", "Back", "Drop the search"),
    Action("filtered", "o", "show_json", "JSON", "Show this item in the JSON", shown=True),
    Action("filtered", "slash", "filter", "Find",
           "Keep only lines with this text in title or address", shown=True, key_display="/"),
    Action("filtered", "escape", "leave", "Back",
           "Close the details, then drop the filter", key_display="Esc"),
)  # fmt: skip


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of some scopes, in the table's order."""
    return [
        Binding(
            action.keys, action.action, action.label, show=action.shown,
            key_display=action.key_display, tooltip=action.help,
        )
        for action in ACTIONS
        if action.scope in scopes
    ]  # fmt: skip
