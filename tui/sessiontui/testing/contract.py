"""The whole contract in one class."""

from __future__ import annotations

from .editing import EditingContract
from .reading import ReadingContract
from .walled import WalledContract


class StoreContract(ReadingContract, EditingContract, WalledContract):
    """Derive a class ``Test…`` from it that has a fixture ``case``, and let pytest find it."""
