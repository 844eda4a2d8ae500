"""What supply shows on pages that show many packages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.registry import (
    Action,
    Clue,
    Column,
    Hit,
    NavEntry,
    OneTouchSource,
    Panel,
    WorkList,
    WorkRow,
    WorkSource,
    registry,
)
from shuyou.supply import queries
from shuyou.supply.queries import LayerRow, MovementRow, StockRow, WishRow


@dataclass(frozen=True, slots=True)
class StockPanel:
    """Copies of a title, in layers with their terms."""

    stock: StockRow | None
    layers: tuple[LayerRow, ...]
    may_receive: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Wishes that wait for one kind of hand."""

    key: str
    state: str
    permission: str
    title: Promise
    icon: str


WAITING: Final = (
    Waiting("held", "untold", "supply.note_wants", _("Tell readers that their title is there"), "bell"),
    Waiting("open", "open", "supply.buy", _("Look for titles that readers asked for"), "search"),
    Waiting("found", "found", "supply.buy", _("Order what readers wait for"), "list-plus"),
)


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers that wait for one kind of hand: how they are counted, and the list that shows them."""

    key: str
    permission: str
    title: Promise
    icon: str
    url: str
    query: str
    one: str
    """What one of them is called; see `_counted`."""


PAPERS: Final = (
    Papers("due", "supply.receive", _("Deliveries that are due"), "truck", "supply:purchases", "state=open", "order"),
    Papers("checking", "supply.receive", _("Go on checking"), "scan-barcode", "supply:receipts", "state=open",
           "delivery"),
    Papers("coming", "supply.transfer", _("Take in what comes from other places"), "package",
           "supply:transfers", "state=sent", "transfer"),
    Papers("leaving", "supply.transfer", _("Send to other places"), "package", "supply:transfers", "state=draft",
           "transfer"),
    Papers("counting", "supply.count", _("Go on counting"), "list-checks", "supply:counts", "state=open", "count"),
    Papers("counted", "supply.approve_counts", _("Decide on what was counted"), "scale", "supply:counts",
           "state=counted", "count"),
    Papers("returning", "supply.return", _("Send back to suppliers"), "undo-2", "supply:returns", "state=agreed",
           "return"),
)  # fmt: skip
NUMBERS: Final = {
    "PO": ("supply:purchase", _("Order to a supplier")), "RC": ("supply:receipt", _("Delivery received")),
    "TR": ("supply:transfer", _("Transfer")), "SR": ("supply:return", _("Return to a supplier")),
    "CT": ("supply:count", _("Stocktake")), "ST": ("supply:settlement", _("Settlement")),
    "PY": ("supply:payment", _("Payments to suppliers")),
}  # fmt: skip
"""What a number that begins so is, and where it leads."""


def _stock(item_id: int, actor: Actor, at: datetime) -> StockPanel:
    shelf = queries.stock(item_ids=[item_id]).get(item_id)
    return StockPanel(shelf, tuple(queries.layers(item_id=item_id)), actor.may("supply.receive"))


def _movements(item_id: int, actor: Actor, at: datetime) -> tuple[MovementRow, ...] | None:
    return tuple(queries.movements(item_id=item_id)) or None


def _free(item_ids: Sequence[int], actor: Actor) -> Mapping[int, str]:
    return {item_id: str(copies) for item_id, copies in queries.free_copies(item_ids=item_ids).items()}


def _wants(member_id: int, actor: Actor, at: datetime) -> tuple[WishRow, ...] | None:
    return tuple(queries.member_wants(member_id=member_id, actor=actor)) or None


def _work(actor: Actor, at: datetime, limit: int) -> WorkList:
    counts = queries.wants_waiting(actor=actor)
    rows = [
        WorkRow(
            key=f"wants-{one.key}", icon=one.icon, title=str(one.title),
            url=f"{reverse('supply:wants')}?state={one.state}",
            who=ngettext("%(count)s wish", "%(count)s wishes", counts[one.key]) % {"count": counts[one.key]},
            due_at=at + timedelta(hours=8) if one.key == "held" else None,
        )
        for one in WAITING
        if counts.get(one.key) and actor.may(one.permission)
    ]  # fmt: skip
    return WorkList(rows=rows[:limit], total=len(rows))


def _counted(one: str, number: int) -> str:
    words = {
        "order": ngettext("%(count)s order", "%(count)s orders", number),
        "delivery": ngettext("%(count)s delivery", "%(count)s deliveries", number),
        "transfer": ngettext("%(count)s transfer", "%(count)s transfers", number),
        "count": ngettext("%(count)s stocktake", "%(count)s stocktakes", number),
        "return": ngettext("%(count)s return", "%(count)s returns", number),
    }
    return words[one] % {"count": number}


def _papers(actor: Actor, at: datetime, limit: int) -> WorkList:
    counts = queries.papers_waiting(on=club_day(at), actor=actor)
    rows = [
        WorkRow(
            key=f"stock-{one.key}", icon=one.icon, title=str(one.title), url=f"{reverse(one.url)}?{one.query}",
            who=_counted(one.one, counts[one.key]), due_at=at + timedelta(hours=8) if one.key == "due" else None,
        )
        for one in PAPERS
        if counts.get(one.key) and actor.may(one.permission)
    ]  # fmt: skip
    return WorkList(rows=rows[:limit], total=len(rows))


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    number = clue.text.upper().replace(" ", "")
    name, label = NUMBERS.get(number[:2], ("", ""))
    if not name or not number[2:].isdigit() or not queries.has_number(number=number):
        return []
    return [
        Hit(url=reverse(name, args=[number]), title=number, detail=str(label), badge=gettext("Stock"), icon="boxes")
    ]


registry.offer(
    Panel(
        slot="title.main",
        key="stock",
        order=10,
        permission="supply.view",
        template="supply/panels/stock.html",
        load=_stock,
    ),
    Panel(
        slot="title.main",
        key="movements",
        order=20,
        permission="supply.view",
        template="supply/panels/movements.html",
        load=_movements,
    ),
    Panel(
        slot="member.right",
        key="wants",
        order=60,
        permission="supply.see_wants",
        template="supply/panels/wants.html",
        load=_wants,
        only_if="EXISTS (SELECT FROM supply_want WHERE member_id = %(member)s)",
    ),
    Action(
        slot="member",
        key="want",
        label=_("Note a wish"),
        icon="book-heart",
        url_name="supply:member_want_new",
        order=60,
        permission="supply.note_wants",
    ),
    Column(slot="titles", key="free", label=_("Free now"), order=10, permission="supply.view", load=_free),
    WorkSource(kind="wants", label=_("Want list"), order=60, permission="supply.see_wants", load=_work),
    WorkSource(kind="stock", label=_("Stock"), order=55, permission="supply.shelve", load=_papers),
    OneTouchSource(group="stock", label=_("Stock"), order=60, permission="supply.see_buying", find=_find),
    NavEntry(
        key="stock",
        label=_("Stock"),
        icon="boxes",
        url_name="supply:stock",
        order=52,
        permission="supply.shelve",
        go_key="W",
    ),
    NavEntry(
        key="buying",
        label=_("Buying"),
        icon="truck",
        url_name="supply:purchases",
        order=54,
        permission="supply.see_buying",
        go_key="P",
    ),
)
