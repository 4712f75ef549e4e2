"""The contract of stores, as tests: for whoever writes one. docs/stores.md says how it is used.

``StoreContract`` is a class of tests over a fixture ``case``, which gives a ``Case``: a store, and
what only its author can say of it. It is the very contract that the stores of sessiontui keep.
It needs pytest, which sessiontui itself does not.
"""

try:
    import pytest
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "sessiontui.testing needs pytest: pip install pytest", name="pytest"
    ) from None

pytest.register_assert_rewrite(f"{__name__}.reading", f"{__name__}.editing", f"{__name__}.walled")

from .case import ALL, SAMPLE, Case, case_of, packed  # noqa: E402 (asserts are rewritten from here)
from .contract import StoreContract  # noqa: E402

__all__ = ["ALL", "SAMPLE", "Case", "StoreContract", "case_of", "packed"]
