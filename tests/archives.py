"""Archives that are broken in any way, and all that is looked at of one."""

from __future__ import annotations

import random
from collections.abc import Sequence

from sessiontui.errors import SessiontuiError
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import open_place


def broken(data: bytes, chance: random.Random, marks: Sequence[bytes]) -> bytes:
    """An archive with a few bytes changed, cut out, put in, or its end gone."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) or 1)
        kind = chance.randrange(5)
        if len(made) < 4:
            break
        if kind == 0:
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            made[at : at + 4] = chance.choice([b"\xff" * 4, bytes(4), *marks])
        elif kind == 2:
            del made[at : at + chance.randint(1, 40)]
        elif kind == 3:
            made[at:at] = chance.randbytes(chance.randint(1, 40))
        else:
            del made[max(1, at) :]
    return bytes(made) or b"\0"


def looked_at_whole(path: str) -> None:
    try:
        store = open_place(path)
        if isinstance(store, Describes):  # one whose first bytes are wrong is a file like others
            store.profile()
        for version in store.versions():
            try:
                store.load(version.id)
            except SessiontuiError as error:
                assert error.sentence
        store.close()
    except SessiontuiError as error:
        assert error.sentence
