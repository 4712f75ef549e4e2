"""A pane from which it can be measured what the shown session costs Firefox."""

from __future__ import annotations

from ..messages import CostsWanted
from .pane import Pane


class MeasurablePane(Pane):
    """Has the action ``costs``, which works while a session is shown."""

    def action_costs(self) -> None:
        """Measure what the shown session costs to read and write."""
        self.post_message(CostsWanted())

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing now."""
        if name == "costs" and (self.view is None or self.view.snapshot is None):
            return "There is no session to measure."
        return super().why_not(name, parameters)
