"""Windows as they stand on the desktop, drawn in a few cells.

A session names no screens, only each window's place (Firefox keeps the one it has when it is
neither maximised nor minimised). So windows are drawn in the smallest box around them. A picture
of windows that lie over one another, or of one on a usual screen, says nothing: there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

Piece = tuple[str, str]  # text and its role
_LARGEST: Final = (3840, 2160)  # of the usual screens
_COMMON: Final = (1920, 1080)
_SLOP: Final = 32  # pixels: borders and shadows of a window stand beyond its screen's edge
_ABSURD: Final = 10**12  # pixels: farther out nothing is told apart
_MOST: Final = 40  # windows drawn; more could not be told apart
_DIM, _PLAIN, _STRONG = "dim", "", "accent"
_LIGHT, _HEAVY, _DOTTED = "┌─┐│└┘", "┏━┓┃┗┛", "┌┄┐┆└┘"


class Place(NamedTuple):
    """A window: its number or a word, its size and place in pixels of the desktop."""

    label: str
    width: int
    height: int
    x: int
    y: int


class Picture(NamedTuple):
    """The lines of a picture, and what must be known to read it."""

    rows: tuple[tuple[Piece, ...], ...]
    caption: str


class _Box(NamedTuple):
    """Left, top, and one beyond right and bottom."""

    left: int
    top: int
    right: int
    bottom: int


def has_picture(places: Sequence[Place]) -> bool:
    """Whether a picture says something: windows stand apart, or beyond the usual screens.

    They stand apart when one covers less than half of another, of the smaller of two.
    """
    boxes = list(dict.fromkeys(_box(place) for place in places))
    if any(not _holds(_Box(0, 0, *_LARGEST), box) for box in boxes):
        return True
    return any(_apart(one, other) for one, other in combinations(boxes[:_MOST], 2))


def _apart(one: _Box, other: _Box) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return 2 * max(0, wide) * max(0, high) < min(_area(one), _area(other))


def _area(box: _Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def window_picture(
    places: Sequence[Place], shown: int, width: int = 24, height: int = 8
) -> Picture:
    """All windows on their common desktop, the shown one strong and filled, the others dim.

    Never larger than ``width`` × ``height`` cells; a cell is taken as twice as high as wide.
    """
    boxes = [_box(place) for place in places]
    desktop, caption = _desktop(boxes)
    canvas = _Canvas(desktop, width, height)
    if len(set(boxes)) == 1:
        canvas.outline(canvas.cells(_Box(0, 0, *_COMMON)), _DOTTED, _DIM)
    others = [i for i in range(len(boxes)) if i != shown][: _MOST - 1]
    cells = {i: canvas.cells(boxes[i]) for i in (*others, shown)}
    canvas.fill(cells[shown], "░", _STRONG)
    for i in others:
        canvas.outline(cells[i], _LIGHT, _DIM)
    canvas.outline(cells[shown], _HEAVY, _STRONG)
    # Small ones have the least room for their number.
    for i in sorted(cells, key=lambda i: (cells[i].right - cells[i].left, i)):
        canvas.write(places[i].label, cells[i], _STRONG if i == shown else _PLAIN, must=i == shown)
    if len(cells) < len(boxes):
        caption += f"; {len(cells)} of {len(boxes):,} drawn"
    return Picture(canvas.pieces(), caption)


def _box(place: Place) -> _Box:
    left, top = _sane(place.x), _sane(place.y)
    right, bottom = left + max(1, _sane(place.width)), top + max(1, _sane(place.height))
    return _Box(left, top, right, bottom)


def _sane(pixels: int) -> int:
    return max(-_ABSURD, min(pixels, _ABSURD))


# -- the desktop -------------------------------------------------------------------------------


def _desktop(boxes: Sequence[_Box]) -> tuple[_Box, str]:
    around = _around(boxes)
    if len(set(boxes)) == 1:
        alike = f"{len(boxes):,} windows in the same place, " if len(boxes) > 1 else ""
        beyond = "beyond the usual screens: larger, or on a second one"
        dotted = " × ".join(map(str, _COMMON))
        return _around([around, _Box(0, 0, *_COMMON)]), f"{alike}{beyond} (dotted: {dotted})"
    words = f"{len(boxes):,} windows within {_said(around)}"
    return around, words + (", on several screens it seems" if _spread(boxes, around) else "")


def _said(box: _Box) -> str:
    return f"{box.right - box.left} × {box.bottom - box.top}"


def _around(boxes: Sequence[_Box]) -> _Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return _Box(min(lefts), min(tops), max(rights), max(bottoms))


def _holds(screen: _Box, box: _Box) -> bool:
    return (
        min(box.left, box.top) >= -_SLOP
        and box.right <= screen.right + _SLOP
        and box.bottom <= screen.bottom + _SLOP
    )


def _spread(boxes: Sequence[_Box], around: _Box) -> bool:
    """Whether one screen can hardly hold them: too large, left of or above the first, or parted."""
    if not _holds(_Box(0, 0, *_LARGEST), around):
        return True
    width, height = around.right - around.left, around.bottom - around.top
    beside = width > 2560 and width > 2.4 * height
    below = height > 1600 and height > 0.8 * width
    return (beside and _parted([(box.left, box.right) for box in boxes])) or (
        below and _parted([(box.top, box.bottom) for box in boxes])
    )


def _parted(spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a line between them crosses none."""
    reach: int | None = None
    for start, end in sorted(spans):
        if reach is not None and start >= reach - _SLOP:
            return True
        reach = end if reach is None else max(reach, end)
    return False


# -- cells -------------------------------------------------------------------------------------


class _Canvas:
    """Cells of a desktop."""

    def __init__(self, desktop: _Box, width: int, height: int) -> None:
        wide, high = desktop.right - desktop.left, desktop.bottom - desktop.top
        self._desktop = desktop
        self._pixels = max(wide / width, high / (2 * height))  # of a cell's width
        self.columns = max(min(3, width), min(width, round(wide / self._pixels)))
        self.rows = max(min(2, height), min(height, round(high / (2 * self._pixels))))
        self._texts = [[" "] * self.columns for _ in range(self.rows)]
        self._roles = [[_PLAIN] * self.columns for _ in range(self.rows)]
        self._labelled: set[tuple[int, int]] = set()

    def cells(self, box: _Box) -> _Box:
        """The cells of a box: at least three by two, so that it has corners and a number."""
        x, y, pixels = self._desktop.left, self._desktop.top, self._pixels
        left, right = _span((box.left - x) / pixels, (box.right - x) / pixels, 3, self.columns)
        top, bottom = _span(
            (box.top - y) / (2 * pixels), (box.bottom - y) / (2 * pixels), 2, self.rows
        )
        return _Box(left, top, right, bottom)

    def fill(self, box: _Box, text: str, role: str) -> None:
        for row in range(box.top, box.bottom):
            for column in range(box.left, box.right):
                self._put(column, row, text, role)

    def outline(self, box: _Box, strokes: str, role: str) -> None:
        last, low = box.right - 1, box.bottom - 1
        for column in range(box.left, box.right):
            self._put(column, box.top, strokes[1], role)
            self._put(column, low, strokes[1], role)
        for row in range(box.top, box.bottom):
            self._put(box.left, row, strokes[3], role)
            self._put(last, row, strokes[3], role)
        self._put(box.left, low, strokes[4], role)
        self._put(last, low, strokes[5], role)
        self._put(box.left, box.top, strokes[0], role)
        self._put(last, box.top, strokes[2], role)

    def write(self, label: str, box: _Box, role: str, *, must: bool) -> None:
        """A label on the box's upper or lower edge, where no other stands (unless it must)."""
        label = label[: max(1, box.right - box.left - 2)]
        starts = _starts(box, len(label))
        free = [
            (start, row)
            for row in (box.top, box.bottom - 1)
            for start in starts
            # A cell between them, so that 1 beside 2 is not 12.
            if not {(i, row) for i in range(start - 1, start + len(label) + 1)} & self._labelled
        ]
        if not free and not must:
            return
        first, row = free[0] if free else (starts[0], box.top)
        for i, char in enumerate(label):
            self._put(first + i, row, char, role)
            self._labelled.add((first + i, row))

    def _put(self, column: int, row: int, text: str, role: str) -> None:
        self._texts[row][column] = text
        self._roles[row][column] = role

    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """Each row, neighbours of one role together."""
        return tuple(
            tuple(_joined(texts, roles))
            for texts, roles in zip(self._texts, self._roles, strict=True)
        )


def _span(start: float, end: float, least: int, most: int) -> tuple[int, int]:
    first = max(0, min(round(start), most - 1))
    last = max(first, min(round(end), most))
    if last - first < least:
        first = max(0, min(first, most - least))
        last = min(most, first + least)
    return first, last


def _starts(box: _Box, length: int) -> range:
    """Where on a box's edge a label may begin: between the corners, if there is room."""
    if box.right - box.left < 3:
        return range(box.left, box.left + 1)
    return range(box.left + 1, box.right - length)


def _joined(texts: Sequence[str], roles: Sequence[str]) -> Iterator[Piece]:
    start = 0
    for i in range(1, len(texts) + 1):
        if i == len(texts) or roles[i] != roles[start]:
            yield "".join(texts[start:i]), roles[start]
            start = i
