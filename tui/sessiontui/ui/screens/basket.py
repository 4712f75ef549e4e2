"""Everything that was chosen, in all panes and versions: looked over, then opened or exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from ...errors import SessiontuiError
from ...session.model.item_kind import Kind
from ...session.model.nested import outer_of
from ...stores.view import View
from ...system_errors import sentence_of
from ...text import clock, count, printable, site
from ..basket import Basket, Chosen, Place
from ..messages import (
    CarryWanted,
    EditWanted,
    ExportWanted,
    MarksDropped,
    SightingWanted,
)
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from ..work import begin
from .dialog import Dialog

if TYPE_CHECKING:
    from ...workspace import Workspace
    from ..store_thread import StoreThread

_KINDS = {
    Kind.WINDOW: "window",
    Kind.CLOSED_WINDOW: "window",
    Kind.GROUP: "group",
    Kind.CLOSED_GROUP: "group",
    Kind.SAVED_GROUP: "group",
    Kind.CLOSED_WINDOW_GROUP: "group",
}
_OPEN, _SAME = "open already", "the same page"


class Judgement(NamedTuple):
    """What restoring would leave out: why, by place; and for what else each one left stands."""

    left_out: Mapping[Place, str]
    stands_for: Counter[Place]


class BasketRows:
    """Sign, title, site, version, when. What restoring would leave out is struck out."""

    columns: ClassVar[Sequence[Column]] = (
        Column(1), Column(0), Column(18, rank=2), Column(13, rank=4), Column(13, rank=1),
        Column(6, right=True, rank=3),
    )  # fmt: skip

    def __init__(self, chosen: Sequence[Chosen], judgement: Judgement | None, now: float) -> None:
        self.chosen = tuple(chosen)
        self._judgement = judgement
        self._now = now

    def __len__(self) -> int:
        return len(self.chosen)

    def cells(self, index: int) -> Sequence[Cell]:
        """One thing that was chosen."""
        one = self.chosen[index]
        url = one.urls[0] if one.urls else ""
        why = self._judgement.left_out.get(one.place, "") if self._judgement else ""
        also = self._judgement.stands_for[one.place] if self._judgement else 0
        role = "struck" if why else ""
        kind = _KINDS.get(one.kind) if one.kind else None
        of = f"{kind}, {count(len(one.urls), 'tab')}" if kind else site(url) or url
        return (
            Cell("=" if why == _OPEN else "×" if why else "+", "dim" if why else "accent"),
            Cell(one.title or url, role, f"  ×{also + 1}" if also else "", "dim"),
            Cell(of, "dim"),
            Cell(why, "dim"),
            Cell(printable(outer_of(one.version)), "dim"),
            Cell(clock(one.when, self._now) if one.when else "", "dim"),
        )

    def key(self, index: int) -> str:
        """Where it lies."""
        version, steps = self.chosen[index].place
        return f"{version} {steps}"


class BasketScreen(Dialog[None]):
    """The basket as a list. ``basket`` gives what it holds by now."""

    DEFAULT_CSS = """
    BasketScreen {
        align: center middle;
        & > Vertical {
            width: 100; max-width: 100%; height: auto; max-height: 90%;
            border: round $primary; background: $surface;
        }
        & LineList { height: auto; max-height: 24; min-height: 3; }
        & Static {
            padding: 0 1; color: $text-muted; height: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,B", "dismiss", "Close"),
        Binding("r", "restore", "Restore"),
        Binding("e", "export", "Export"),
        Binding("t", "elsewhere", "Into another profile"),
        Binding("space,d,delete", "take_out", "Take out"),
        Binding("D", "empty", "Empty"),
    ]

    def __init__(self, view: View, basket: Callable[[], Basket], store_thread: StoreThread) -> None:
        super().__init__()
        self._view = view
        self._basket = basket
        self._store_thread = store_thread
        self._judgement: Judgement | None = None
        self._why = ""

    def compose(self) -> ComposeResult:
        """The list in a frame, and below it what would be done."""
        with Frame() as box:
            box.border_title = "Basket"
            box.say_keys(
                ("r", "restore"), ("space", "out"), ("enter", "there"),
                ("e", "export"), ("t", "elsewhere"), ("D", "empty"), ("escape", "close"),
            )  # fmt: skip
            yield LineList()
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """List what is known, and look what is open already."""
        self._show()
        self.set_focus(self.query_one(LineList))
        begin(self, "judge", self._judge)
        self.watch(self.app, "basket", self._another, init=False)

    def _show(self) -> None:
        rows = BasketRows(tuple(self._basket()), self._judgement, self._view.now)
        found = self.query_one(LineList)
        found.styles.height = max(3, min(24, len(rows)))
        found.show(rows)
        self.query_one(Static).update(self._said())

    def _said(self) -> str:
        basket = self._basket()
        if self._why:
            return self._why
        if self._judgement is None:
            return "looking what is open already …"
        out = Counter(self._judgement.left_out.values())
        opened = len(basket) - sum(out.values())
        parts = [f"{opened:,} to open" if opened else "nothing to open"]
        if out[_OPEN]:
            parts.append(f"{out[_OPEN]:,} open already (=)")
        if out[_SAME]:
            parts.append(f"{out[_SAME]:,} the same as another (×)")
        return " · ".join(parts)

    async def _judge(self) -> None:
        try:
            self._judgement = await self._store_thread.run(
                _judgement, self._store_thread.workspace, tuple(self._basket())
            )
        except (SessiontuiError, OSError) as error:
            self._why = sentence_of(error)
        self._show()

    # -- what the keys do ----------------------------------------------------------------------

    @on(LineList.Chosen)
    def _go_there(self, event: LineList.Chosen) -> None:
        event.stop()
        if isinstance(event.rows, BasketRows) and event.index < len(event.rows):
            one = event.rows.chosen[event.index]
            self.app.post_message(SightingWanted(one.version, one.steps))
            self.dismiss()

    def action_restore(self) -> None:
        """Open all of it at the next start, after a look at it."""
        self.app.post_message(EditWanted.restoring(tuple(self._basket())))
        self.dismiss()

    def action_export(self) -> None:
        """Write all of it to a file."""
        self.app.post_message(ExportWanted((), elsewhere=self._basket().references))
        self.dismiss()

    @work(exclusive=True, description="place")
    async def action_elsewhere(self) -> None:
        """Open copies of all of it in another profile or session file, after a look at it."""
        from .place import PlaceScreen

        place = await self.app.push_screen_wait(PlaceScreen())
        if place:
            basket = self._basket()
            self.app.post_message(CarryWanted(place, basket.references, tuple(basket.chosen)))
            self.dismiss()

    def action_take_out(self) -> None:
        """Take what is under the cursor out of the basket."""
        rows, here = self.query_one(LineList).rows, self.query_one(LineList).cursor
        if isinstance(rows, BasketRows) and here < len(rows):
            self._drop([rows.chosen[here].place])

    def action_empty(self) -> None:
        """Take everything out, and leave."""
        self._drop(self._basket().chosen)

    def _drop(self, places: Sequence[Place] | Mapping[Place, Chosen]) -> None:
        self.app.post_message(MarksDropped(places))

    def _another(self, basket: Basket) -> None:
        """Something was taken out, or a save has moved it."""
        if not basket:
            self.dismiss()
        else:
            self._show()
            begin(self, "judge", self._judge)


def _judgement(workspace: Workspace, chosen: Sequence[Chosen]) -> Judgement:
    """What of it is open already or the same as another. Runs on the store thread."""
    from ...session.edit.opening import opening
    from ..chosen_items import items_of

    loaded = workspace.find_version(None).id
    base = workspace.store.load(loaded)
    references = [one.reference for one in chosen]
    items = items_of(workspace, None, (), references, {loaded: base})
    places = {id(item): one.place for item, one in zip(items, chosen, strict=True)}
    folded, judged = opening(items, base, beside_open=True)
    left_out = {places[id(item)]: _SAME for item, _ in folded.same}
    stands_for = Counter(places[id(other)] for _, other in folded.same)
    for item in judged.open_already:
        left_out[places[id(item)]] = _OPEN
    return Judgement(left_out, stands_for)
