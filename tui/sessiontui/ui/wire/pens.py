"""How cells are drawn: attributes and colours as numbers, and the shortest change between two."""

from __future__ import annotations

from typing import Final, NamedTuple

PLAIN: Final = 0  # the pen after a reset
RESET: Final = "\x1b[m"

# Which code ends an attribute. The others (blinking, hidden, framed, double underline, which is
# "no bold" to some terminals) are rare: they begin and end with a reset.
_ENDS: Final = {"1": "22", "2": "22", "3": "23", "4": "24", "7": "27", "9": "29"}
_BOLD_OR_DIM: Final = frozenset("12")
# What of a pen is seen in a space beside the background. Bold, italic and the like are not.
_IN_A_SPACE: Final = frozenset(("4", "7", "9", "21", "51", "52", "53"))


class _Pen(NamedTuple):
    """Attributes as their codes; a colour as its codes, "" for the terminal's own."""

    attributes: frozenset[str]
    text: str
    background: str

    def codes(self) -> list[str]:
        """What draws so after a reset."""
        return [*sorted(self.attributes, key=int), *filter(None, (self.text, self.background))]


class Pens:
    """All pens there have been. A number stands for what is seen: equal pens, equal numbers."""

    def __init__(self) -> None:
        self._pens: list[_Pen] = []
        self._numbers: dict[_Pen, int] = {}
        self._of_codes: dict[str, int] = {}
        self._of_spaces: dict[int, int] = {}
        self._changes: dict[tuple[int, int, bool], tuple[str, int]] = {}
        self._number(_Pen(frozenset(), "", ""))

    def _number(self, pen: _Pen) -> int:
        number = self._numbers.setdefault(pen, len(self._pens))
        if number == len(self._pens):
            self._pens.append(pen)
        return number

    def of(self, codes: str) -> int | None:
        """The pen that the codes of one SGR sequence make after a reset; None when not known."""
        number = self._of_codes.get(codes)
        if number is None and (pen := _read(codes)) is not None:
            number = self._of_codes[codes] = self._number(pen)
        return number

    def of_space(self, pen: int) -> int:
        """The pen that a space looks the same with."""
        number = self._of_spaces.get(pen)
        if number is None:
            attributes, _, background = self._pens[pen]
            plain = _Pen(frozenset(), "", background)
            number = pen if attributes & _IN_A_SPACE else self._number(plain)
            self._of_spaces[pen] = number
        return number

    def change(self, before: int, after: int, space: bool) -> tuple[str, int]:
        """What makes the next cell look as with ``after``, and the pen that is left with.

        For a ``space`` (``after`` is its pen) only what is seen in it is changed.
        """
        known = self._changes.get((before, after, space))
        if known is None:
            known = self._changes[before, after, space] = self._change(before, after, space)
        return known

    def _change(self, before: int, after: int, space: bool) -> tuple[str, int]:
        old, new = self._pens[before], self._pens[after]
        if space and not new.attributes:
            if old.attributes - _ENDS.keys():
                return _reset_to(new), after
            new = _Pen(old.attributes - _IN_A_SPACE, old.text, new.background)
        number = self._number(new)
        if old == new:
            return "", number
        ways = [_reset_to(new)]
        if not (old.attributes | new.attributes) - _ENDS.keys():
            ways.append(_step(old, new))
        return min(ways, key=len), number


def _reset_to(pen: _Pen) -> str:
    codes = pen.codes()
    return f"\x1b[0;{';'.join(codes)}m" if codes else RESET


def _step(old: _Pen, new: _Pen) -> str:
    """From one pen to the other without a reset."""
    ended = old.attributes - new.attributes
    begun = new.attributes - old.attributes
    if ended & _BOLD_OR_DIM:  # one code ends both
        begun |= new.attributes & _BOLD_OR_DIM
    codes = sorted({_ENDS[code] for code in ended}) + sorted(begun)
    if old.text != new.text:
        codes.append(new.text or "39")
    if old.background != new.background:
        codes.append(new.background or "49")
    return f"\x1b[{';'.join(codes)}m"


def _read(codes: str) -> _Pen | None:
    attributes = set()
    colours = {"3": "", "4": ""}
    left = codes.split(";") if codes else []
    while left:
        code = left.pop(0)
        if not code.isdecimal() or (number := int(code)) == 0:
            return None
        if number < 10 or code in _IN_A_SPACE:
            attributes.add(code)
        elif number in (38, 48):
            more = {"5": 2, "2": 4}.get(left[0] if left else "")
            if more is None or len(left) < more:
                return None
            colours[code[0]] = ";".join([code, *left[:more]])
            del left[:more]
        elif number in (39, 49):
            colours[code[0]] = ""
        elif 30 <= number < 48:
            colours[code[0]] = code
        elif 90 <= number < 98:
            colours["3"] = code
        elif 100 <= number < 108:
            colours["4"] = code
        else:
            return None
    return _Pen(frozenset(attributes), colours["3"], colours["4"])
