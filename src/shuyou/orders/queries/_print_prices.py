"""What printing costs, as pages and quotes read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import PrintPrice
from shuyou.orders.rules.printing import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPriceRow:
    """A price of printing."""

    price_id: int
    kind: str
    kind_label: str
    code: str
    name: str
    name_zh: str
    name_en: str
    amount: Decimal
    least: int
    most: int | None
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPriceFilter:
    """Which prices a list shows; empty: all."""

    kind: str = ""


@query("orders.view")
def list_print_prices(
    *, wanted: PrintPriceFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[PrintPriceRow]:
    """Return prices of printing, the latest first, in one query."""
    rows = PrintPrice.objects.all()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("orders.view")
def print_price(*, price_id: int, actor: Actor) -> PrintPriceRow:
    """
    Return a price of printing, in one query.

    :raises NotFound: there is none.
    """
    one = PrintPrice.objects.filter(pk=price_id).first()
    if one is None:
        raise NotFound(what=_("price"), key=price_id)
    return _row(one)


def print_prices() -> Sequence[Price]:
    """Return the prices that are in force, by kind and code, in one query."""
    rows = PrintPrice.objects.filter(is_active=True).order_by("kind", "code")
    return [Price(one.kind, one.code, _name(one), one.amount, one.least, one.most) for one in rows]


def _name(one: PrintPrice) -> str:
    is_chinese = (get_language() or "zh").startswith("zh")
    return one.name_zh if is_chinese else (one.name_en or one.name_zh)


def _row(one: PrintPrice) -> PrintPriceRow:
    return PrintPriceRow(
        price_id=one.pk, kind=one.kind, kind_label=str(one.get_kind_display()), code=one.code, name=_name(one),
        name_zh=one.name_zh, name_en=one.name_en, amount=one.amount, least=one.least, most=one.most,
        is_active=one.is_active,
    )  # fmt: skip
