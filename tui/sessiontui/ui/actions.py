"""One table of everything a key can do.

It makes the bindings, the key bar, the palette, the help and the list in docs/keys.md. Whether
an action makes sense at the moment is asked of the widget that carries it: its ``why_not`` gives
the sentence that the key bar's dim key and the palette say. An action's ``id`` is what keys.toml
calls it by (see ``keymap``), so it stays when its keys or words change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.actions import parse
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode

from .key_names import key_signs


@dataclass(frozen=True, slots=True)
class Action:
    """What one or more keys do. ``scope`` is where: app, list, rail, overview, filtered, items,
    settings, find, writes, size, json.

    ``name`` is the second half of its id where that is not the name of what is called; ``long``
    is what the key bar calls it where there is room.
    """

    scope: str
    keys: str
    action: str
    label: str
    help: str
    shown: bool = False  # in the key bar, also where ``hints`` does not name it
    motion: bool = False  # only a way to move: not in the palette
    always: bool = False  # also in windows over the panes, and in fields
    name: str = ""
    long: str = ""

    @property
    def id(self) -> str:
        """What keys.toml calls it by: ``items.restore``."""
        name = self.name or self.action.partition("(")[0].replace("_", "-")
        return f"{self.scope}.{name}"

    @property
    def key_words(self) -> str:
        """Its usual keys as the key bar, the help and docs/keys.md write them."""
        return key_signs(self.keys)


ACTIONS: Final = (
    Action("app", "1", "pane('overview')", "Overview", "Show the overview",
           name="overview"),
    Action("app", "2", "pane('windows')", "Windows", "Show open windows and their tabs",
           name="windows"),
    Action("app", "3", "pane('closed')", "Closed", "Show what was closed recently",
           name="closed"),
    Action("app", "4", "pane('find')", "Find",
           "Find pages in every version; without words, those that are lost", name="find-pages"),
    Action("app", "5", "pane('writes')", "Writes", "Show what Firefox writes, save by save",
           name="writes"),
    Action("app", "6", "pane('size')", "Size", "Show where the bytes are, and what could go",
           name="size"),
    Action("app", "7", "pane('json')", "JSON", "Show the whole JSON", name="json"),
    Action("app", "8", "pane('settings')", "Settings", "Show every session setting",
           name="settings"),
    Action("app", "0", "rail", "Versions", "Go to the list of versions", name="versions"),
    Action("app", "left_square_bracket", "version(-1)", "Version above",
           "Show the version above in the list", name="version-above"),
    Action("app", "right_square_bracket", "version(1)", "Version",
           "Show the version below in the list", shown=True,
           name="version-below"),
    Action("app", "backslash", "follow", "Newest",
           "Show the version that Firefox would load, and follow it"),
    Action("app", "backspace", "leave_inside", "Out",
           "Leave a session that was entered inside another"),
    Action("app", "u", "undo", "Undo", "Undo the last edit made with sessiontui"),
    Action("app", "R", "rollback", "Roll back",
           "Make the shown version the one Firefox loads next", long="Roll back to this version"),
    Action("app", "C", "safety_copy", "Safety copy",
           "Keep a copy of every session file as it is, also while Firefox runs"),
    Action("app", "D", "compare", "Compare",
           "Compare the shown version with the one that Firefox would load",
           long="Compare with what loads"),
    Action("app", "B", "basket", "Basket",
           "Show everything that was chosen, in all panes and versions"),
    Action("app", "slash", "find", "Find",
           "Filter or search what is shown; in the overview, find words in every version"),
    Action("app", "O", "other_profile", "Other profile",
           "Show another of the profiles on this machine; Esc there comes back"),
    Action("app", "f5", "reload", "Reload", "Read everything again"),
    Action("app", "T", "theme", "Theme", "Show it in the next theme, light or dark"),
    Action("app", "colon,ctrl+p", "palette", "Palette",
           "Everything that can be done here, by name", shown=True),
    Action("app", "question_mark", "help", "Help", "Show the keys of what has the focus",
           shown=True),
    Action("app", "ctrl+z", "suspend_process", "Suspend",
           "Stop sessiontui until fg in the shell; an edit that is being written is ended first",
           always=True, name="suspend"),
    Action("app", "q,ctrl+q,ctrl+c", "quit", "Quit", "Leave sessiontui", shown=True),
    Action("list", "down,j", "cursor(1)", "Down", "Next line", motion=True,
           name="down"),
    Action("list", "up,k", "cursor(-1)", "Up", "Line before", motion=True,
           name="up"),
    Action("list", "pagedown,ctrl+f,ctrl+d", "page(1)", "Page down", "A page down", motion=True,
           name="page-down"),
    Action("list", "pageup,ctrl+b,ctrl+u", "page(-1)", "Page up", "A page up", motion=True,
           name="page-up"),
    Action("list", "home,g", "edge(-1)", "First", "First line", motion=True,
           name="first"),
    Action("list", "end,G", "edge(1)", "Last", "Last line", motion=True,
           name="last"),
    Action("list", "enter", "choose", "Open",
           "Open: fold a window, or show the details of a tab", shown=True,
           name="open"),
    Action("rail", "enter", "choose", "Look inside", "Go on to what this version holds",
           name="look-inside"),
    Action("overview", "slash", "find", "Find", "Find words in every version",
           long="Find a word in every version"),
    Action("overview", "a", "get_back(0)", "First", "Open the first of what can be got back",
           motion=True, name="first"),
    Action("overview", "b", "get_back(1)", "Second", "Open the second of what can be got back",
           motion=True, name="second"),
    Action("overview", "c", "get_back(2)", "Third", "Open the third of what can be got back",
           motion=True, name="third"),
    Action("overview", "d", "get_back(3)", "Fourth", "Open the fourth of what can be got back",
           motion=True, name="fourth"),
    Action("json", "right,l", "unfold", "Unfold",
           "Unfold, go to the first inside, or enter a text that holds JSON", motion=True),
    Action("json", "left,h", "fold", "Fold",
           "Fold, go to what holds this, or leave a text from its top", motion=True),
    Action("json", "J", "sibling(1)", "Next beside", "The next beside this one", motion=True,
           name="next-beside"),
    Action("json", "K", "sibling(-1)", "Last beside", "The one before, beside this one",
           motion=True, name="last-beside"),
    Action("json", "plus,equals_sign", "level(1)", "Level more",
           "Show one level more below this", name="level-more"),
    Action("json", "minus", "level(-1)", "Level less", "Show one level less below this",
           name="level-less"),
    Action("json", "L", "unfold_all", "Unfold all", "Unfold everything below"),
    Action("json", "H", "fold_all", "Fold all", "Fold everything below"),
    Action("json", "slash", "search", "Find",
           "Find text in keys and values; between slashes, a regular expression", shown=True),
    Action("json", "n", "match(1)", "Next", "The next match", name="next-match"),
    Action("json", "N", "match(-1)", "Last", "The match before", name="last-match"),
    Action("json", "s", "sort", "Sort",
           "Largest members first in every node, or again as they are written", shown=True),
    Action("json", "at", "go_to", "Go to",
           "Type or paste a path (RFC 6901, jq's or a script's) and go there"),
    Action("json", "v", "view_value", "Value", "The whole value in a window of its own",
           shown=True),
    Action("json", "o", "show_tab", "Tab", "Show the tab or window that holds this", shown=True),
    Action("json", "y", "copy('value')", "Copy", "Send the value to the terminal's clipboard",
           shown=True, name="copy-value"),
    Action("json", "Y", "copy('key')", "Copy key", "Send the key to the terminal's clipboard",
           name="copy-key"),
    Action("json", "p", "copy('pointer')", "Copy path",
           "Send the path (RFC 6901) to the terminal's clipboard", shown=True, name="copy-path"),
    Action("json", "P", "copy('jq')", "Copy jq path",
           "Send the path as jq writes it to the terminal's clipboard", name="copy-jq"),
    Action("json", "full_stop", "copy('dotted')", "Copy dotted path",
           "Send the path as a script writes it to the terminal's clipboard",
           name="copy-dotted"),
    Action("json", "w", "save", "Write", "Write the value to a file"),
    Action("json", "backspace", "back(-1)", "Back", "Back to where the last jump began",
           name="back"),
    Action("json", "f", "back(1)", "Forward", "Forward again", name="forward"),
    Action("json", "escape", "leave", "Back", "Drop the search, then leave an entered text"),
    Action("items", "r", "edit('restore')", "Restore",
           "Open closed things, or those of another version, at Firefox's next start", shown=True,
           name="restore"),
    Action("items", "f", "edit('forget')", "Forget", "Forget closed tabs, windows and groups",
           shown=True, name="forget"),
    Action("items", "c", "edit('close')", "Close", "Close open tabs and windows, as Firefox would",
           name="close"),
    Action("items", "d", "edit('copies')", "Close copies",
           "Close what is open twice, all but the tab last looked at: of the marked, or of all",
           name="close-copies"),
    Action("items", "x", "edit('only')", "Only these",
           "Open exactly the marked tabs at the next start, and no others", name="only"),
    Action("items", "p", "edit('pin')", "Pin", "Pin or unpin open tabs", name="pin"),
    Action("items", "m", "edit('move')", "Move", "Move open tabs to another place or window",
           name="move"),
    Action("items", "e", "export", "Export", "Write the marked, or all, to a file", shown=True),
    Action("items", "space", "mark", "Mark", "Mark this line, or take the mark away", shown=True),
    Action("items", "a", "mark_all", "Mark all", "Mark every line shown, or take all marks away"),
    Action("items", "y", "copy_urls", "Copy URL",
           "Copy the address, or those of all marked, through the terminal", shown=True),
    Action("items", "i", "enter_inside", "Enter",
           "Enter the session that this tab holds, like a version"),
    Action("items", "o", "show_json", "JSON", "Show this item in the JSON", shown=True),
    Action("writes", "w", "what_if", "What if",
           "Count the very same saves under other settings and designs", shown=True),
    Action("writes", "m", "costs", "What it costs",
           "Measure what the shown session costs to read and write, and slimmed", name="costs"),
    Action("writes", "space,p", "pause", "Pause",
           "Let the picture stand still, or go on; the counting never stops", shown=True),
    Action("writes", "plus,equals_sign", "zoom(-1)", "Closer", "Show a shorter time", shown=True,
           name="closer"),
    Action("writes", "minus", "zoom(1)", "Farther", "Show a longer time: 5 min to 8 h, all",
           shown=True, name="farther"),
    Action("writes", "c", "culprits", "Causes", "Go to who causes the saves, or back", shown=True,
           name="causes"),
    Action("writes", "t", "by", "Sites, tabs", "Name the causes by site, or by tab",
           name="sites-tabs"),
    Action("writes", "i", "facts", "Figures", "Everything that was counted, in a window",
           shown=True, name="figures"),
    Action("writes", "escape", "leave", "Back", "Back to the saves, then go on after a pause"),
    Action("size", "right,l", "into", "Into", "Show what this line is made of", motion=True),
    Action("size", "left,h", "up", "Up", "Back to what this is a part of", motion=True),
    Action("size", "backspace", "up", "Up", "Back to what this is a part of, where you were",
           shown=True, name="back"),
    Action("size", "t", "way", "Divide by", "Divide by part, site, tab, field or JSON node",
           shown=True),
    Action("size", "space", "mark", "Mark", "Mark what this stands for, to drop it; or not",
           shown=True),
    Action("size", "plus,equals_sign", "vary(1)", "Keep more",
           "Keep more of it: closed things up to an age, pages of each history", name="keep-more"),
    Action("size", "minus", "vary(-1)", "Keep less", "Keep less of it", name="keep-less"),
    Action("size", "d", "slim", "Slim",
           "Drop what is marked, or this, from the session; what that frees is shown first",
           shown=True),
    Action("size", "o", "show_there", "There", "Show it where it stands: its tab, or its JSON node",
           shown=True),
    Action("size", "i", "facts", "Figures",
           "Exact figures of this line: bytes, packed, and what is there more than once"),
    Action("size", "m", "costs", "What it costs",
           "Measure what the shown session costs to read and write, and slimmed"),
    Action("size", "y", "copy_name", "Copy name",
           "Send the name of this line to the terminal's clipboard"),
    Action("find", "slash", "filter", "Find",
           "Find words in every version, or in:form, is:lost, site:host", shown=True),
    Action("find", "r", "restore", "Restore",
           "Open the page, or all marked, at Firefox's next start", shown=True),
    Action("find", "space", "mark", "Mark", "Mark this page, or take the mark away", shown=True),
    Action("find", "a", "mark_all", "Mark all", "Mark every page shown, or take the marks away"),
    Action("find", "e", "export", "Export", "Write the page, or all marked, to a file"),
    Action("find", "y", "copy_urls", "Copy URL",
           "Copy the address, or those of all marked, through the terminal", shown=True),
    Action("find", "o", "show_there", "There", "Show the page where it lies, in its version",
           shown=True),
    Action("find", "escape", "leave", "Back",
           "Close the details, drop the words, then empty the basket"),
    Action("settings", "y", "copy_name", "Copy name",
           "Send the setting's full name to the terminal's clipboard, for about:config",
           shown=True),
    Action("settings", "t", "timings", "Timings",
           "Have Firefox note bytes and time of its saves in a log of its own, or no longer",
           shown=True),
    Action("filtered", "s", "sort(1)", "Sort", "Sort by the next column", shown=True,
           name="sort"),
    Action("filtered", "S", "turn", "Turn", "Sort the other way round"),
    Action("filtered", "slash", "filter", "Find",
           "Keep lines with words, or site:host, older:2w, is:pinned",
           shown=True),
    Action("filtered", "escape", "leave", "Back",
           "Close the details, drop the filter, then the marks"),
)  # fmt: skip

SCOPES: Final = {
    "app": "Everywhere",
    "list": "In a list and in the details",
    "rail": "In the list of versions",
    "overview": "In the overview",
    "filtered": "In Windows, Closed, Size and Settings",
    "items": "In Windows and Closed",
    "settings": "In Settings",
    "find": "In Find",
    "writes": "In Writes",
    "size": "In Size",
    "json": "In the JSON",
}

SIGNS: Final = (
    ("▶", "the next start of Firefox loads this version"),
    ("✗", "damaged, with the share that can be read; the overview says why"),
    ("~", "guessed, as the file is damaged here; of a page in pane 4 also: lost"),
    ("!", "a warning"),
    ("└", "a session kept inside the one above"),
    ("●", "the selected tab; in the settings, one that was changed"),
    ("*", "marked"),
    ("○", "in Size: can be dropped by itself"),
    ("P H M", "pinned, hidden, muted"),
    ("E S", "one of Zen's essentials, in a split view"),
    ("▾ ▴", "sorted by this column: the most first, the least first"),
    ("━ ─ ┄ ═", "below the chart of saves: Firefox ran, did not, was not watched, cannot be told"),
)


BY_ID: Final = {action.id: action for action in ACTIONS}
_PLACES: Final = {
    action.id: place
    for place, action in enumerate(sorted(ACTIONS, key=lambda a: list(SCOPES).index(a.scope)), 1)
}


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of some scopes, in the table's order."""
    return [
        Binding(
            action.keys, action.action, action.label, show=action.shown,
            key_display=action.key_words, tooltip=action.help, id=action.id,
            priority=action.always,
        )
        for action in ACTIONS
        if action.scope in scopes
    ]  # fmt: skip


def entry(binding: Binding) -> Action | None:
    """The table's line that a binding was made from."""
    return BY_ID.get(binding.id or "")


def label_of(active: ActiveBinding) -> str:
    """What a key does here in a word: that of its pane, where ``labels`` of that has another."""
    name = active.binding.id or ""
    for node in active.node.ancestors_with_self:
        labels: Mapping[str, str] = getattr(node, "labels", {})
        if name in labels:
            return labels[name]
    return active.binding.description


def key_of(node: DOMNode, name: str) -> str:
    """The first key of the action with an id as it is now, for a sentence that names it."""
    action = BY_ID[name]
    binding = Binding(action.keys, action.action, key_display=action.key_words, id=name)
    return node.app.get_key_display(binding).split(" ")[0]


def in_order(active: Iterable[ActiveBinding]) -> list[ActiveBinding]:
    """Bindings as the table has them, those of the focus first.

    Textual puts the ones whose keys were changed behind all others of their widget.
    """
    nodes: dict[object, int] = {}
    keyed = [
        ((nodes.setdefault(found.node, len(nodes)), _PLACES.get(found.binding.id or "", 0)), found)
        for found in active
    ]
    return [found for _, found in sorted(keyed, key=lambda item: item[0])]


def why_not(node: object, action: str) -> str | None:
    """Why an action, written as in the table, would do nothing now if this node carries it."""
    explain = getattr(node, "why_not", None)
    if explain is None:
        return None
    _, name, parameters = parse(action)
    why: str | None = explain(name, parameters)
    return why
