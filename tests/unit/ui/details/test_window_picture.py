"""Windows drawn as they stand on the desktop."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.ui.details.window_picture import Picture, Place, has_picture, window_picture

FULL_HD = (1920, 1080)


def places(*boxes: tuple[int, int, int, int]) -> list[Place]:
    """Windows numbered from 1: width, height, x, y."""
    return [Place(str(i), *box) for i, box in enumerate(boxes, 1)]


def picture(*boxes: tuple[int, int, int, int], shown: int = 0) -> Picture:
    return window_picture(places(*boxes), shown)


def drawn(found: Picture) -> list[str]:
    return ["".join(text for text, _ in row) for row in found.rows]


def in_role(found: Picture, role: str) -> str:
    return "".join(text for row in found.rows for text, of in row if of == role)


def test_two_windows_side_by_side_stand_side_by_side_the_shown_one_strong() -> None:
    found = picture((960, 1080, 0, 0), (960, 1080, 960, 0), shown=1)

    assert drawn(found) == [
        "┌1─────────┐┏2━━━━━━━━━┓",
        "│          │┃░░░░░░░░░░┃",
        "│          │┃░░░░░░░░░░┃",
        "│          │┃░░░░░░░░░░┃",
        "│          │┃░░░░░░░░░░┃",
        "│          │┃░░░░░░░░░░┃",
        "└──────────┘┗━━━━━━━━━━┛",
    ]
    assert found.caption == "2 windows within 1920 × 1080"
    assert "2" in in_role(found, "accent")
    assert "1" not in in_role(found, "accent") + in_role(found, "dim")


def test_a_window_beyond_every_usual_screen_is_drawn_beside_one_and_said_to_be() -> None:
    for box in ((1200, 800, -1500, 100), (10**9, 10**9, 0, 0), (800, 600, 5000, 0)):
        found = picture(box)
        assert "beyond the usual screens" in found.caption
        assert "1" in in_role(found, "accent")
    assert drawn(picture((960, 1080, -960, 0))) == [
        "┏1━━━━━┓┌┄┄┄┄┄┄┄┄┄┄┄┄┄┄┐",
        "┃░░░░░░┃┆              ┆",
        "┃░░░░░░┃┆              ┆",
        "┗━━━━━━┛└┄┄┄┄┄┄┄┄┄┄┄┄┄┄┘",
    ]


def test_windows_in_the_same_place_all_keep_their_numbers() -> None:
    found = picture(*[(1229, 691, -2000, 4)] * 3, shown=1)

    assert drawn(found)[0].startswith("┏1━2━3━")
    assert found.caption.startswith("3 windows in the same place, beyond the usual screens")


def test_what_stands_in_one_place_on_a_usual_screen_has_no_picture() -> None:
    one = (1440, 900, 60, 40)
    for boxes in (
        [one], [(1374, 776, -4, -4)], [(2000, 1200, 1840, 960)],  # alone, maximised, on a large one
        [one] * 5,
        [one, (1440, 900, 90, 70)],  # one a little beside the other, as Firefox opens a second
        [one, (300, 200, 700, 300)],  # a small one over a large one
    ):  # fmt: skip
        assert not has_picture(places(*boxes)), boxes
    for boxes in (
        [(960, 1080, 0, 0), (960, 1080, 960, 0)],
        [one, one, (1440, 900, 1000, 40)],
        [(1440, 900, -900, 40)], [(1440, 900, 3000, 40)], [(1440, 900, 60, -800)],
    ):  # fmt: skip
        assert has_picture(places(*boxes)), boxes


def test_windows_far_apart_suggest_several_screens() -> None:
    for boxes in (
        ((*FULL_HD, 0, 0), (*FULL_HD, 1920, 0)),  # beside each other
        ((*FULL_HD, 0, 0), (*FULL_HD, 0, 1080)),  # one above the other
        ((*FULL_HD, 0, 0), (800, 600, -1000, 100)),  # left of the first
        ((800, 600, 0, 0), (800, 600, 6000, 0)),
    ):
        assert "several screens" in picture(*boxes).caption
    for boxes in (
        ((960, 1080, 0, 0), (960, 1080, 960, 0)),
        ((1280, 1440, 0, 0), (1280, 1440, 1280, 0)),
        ((2000, 1000, 0, 0), (2000, 1000, 700, 0)),  # they overlap: one wide screen will do
    ):
        assert "several screens" not in picture(*boxes).caption


def test_a_tiny_window_beside_an_absurd_one_still_has_its_number() -> None:
    found = picture((10**9, 10**9, 0, 0), (800, 600, 10, 10), shown=1)

    assert drawn(found)[0].startswith("┏2┓1──")


def test_a_cell_is_twice_as_high_as_wide() -> None:
    rows = drawn(picture((1000, 1000, 0, 0), (10, 10, 990, 990)))

    assert (len(rows[0]), len(rows)) == (16, 8)


def test_of_hundreds_of_windows_the_shown_one_is_drawn_and_the_rest_counted() -> None:
    found = picture(*[(800, 600, i * 7, i * 3) for i in range(300)], shown=299)

    assert found.caption.endswith("; 40 of 300 drawn")
    assert "300" in in_role(found, "accent")


pixels = st.integers(-(2**63), 2**63 - 1) | st.integers(-4000, 6000)
boxes = st.lists(st.tuples(pixels, pixels, pixels, pixels), min_size=1, max_size=8)


@given(boxes, st.integers(0, 7), st.integers(1, 40), st.integers(1, 20))
def test_any_windows_are_drawn_within_the_cells(
    found: list[tuple[int, int, int, int]], shown: int, width: int, height: int
) -> None:
    rows = drawn(window_picture(places(*found), shown % len(found), width, height))

    assert len(rows) <= height
    assert {len(row) for row in rows} <= set(range(1, width + 1))
    assert len({len(row) for row in rows}) == 1
    if width >= 3:
        assert str(shown % len(found) + 1) in "".join(rows)
