"""The files of the latest saves, which take little more than the newest of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.monitor.samples import Samples, differences, joined
from tests.builders import mozlz4, to_json
from tests.saved_again import saves


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Bytes, and the same with some taken out and put in."""
    data = draw(st.binary(max_size=400)) * draw(st.integers(1, 40))
    other = bytearray(data)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(other)))
        other[at : at + draw(st.integers(0, 300))] = draw(st.binary(max_size=200))
    return data, bytes(other)


@given(edited())
@settings(max_examples=300)
def test_a_file_comes_back_from_what_it_has_otherwise(pair: tuple[bytes, bytes]) -> None:
    one, other = pair
    assert joined(tuple(differences(one, other)), other) == one
    assert joined(tuple(differences(other, one)), one) == other


def packed(count: int, tabs: int = 60) -> list[bytes]:
    return [mozlz4(to_json(state)) for state in saves(7, count, tabs)]


def test_all_that_were_kept_come_back_as_they_were() -> None:
    files = packed(9)
    samples = Samples(10**9)
    for n, file in enumerate(files):
        samples.add(float(n), file)
    assert [(one.at, one.packed) for one in samples.all()] == [
        (float(n), file) for n, file in enumerate(files)
    ]


def test_at_least_two_are_kept_and_no_more_than_fit() -> None:
    files = packed(6)
    samples = Samples(1)
    assert samples.all() == ()
    for n, file in enumerate(files):
        samples.add(float(n), file)
        assert [one.packed for one in samples.all()] == files[max(0, n - 1) : n + 1]
    samples = Samples(sum(map(len, files[-3:])))
    for n, file in enumerate(files):
        samples.add(float(n), file)
    assert [one.packed for one in samples.all()] == files[-3:]


def test_fifty_saves_take_little_more_than_one() -> None:
    rng = bytes((n * 2654435761 >> 13) & 0xFF for n in range(300_000))  # nothing to be packed
    samples = Samples(10**9)
    for n in range(50):
        samples.add(float(n), b"%d" % n + rng[: 1000 * n] + b"%d" % (n * 7919) + rng[1000 * n :])
    assert len(samples.all()) == 50
    assert samples.held < 2 * len(rng)
