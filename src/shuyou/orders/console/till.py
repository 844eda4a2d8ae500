"""The till: the page that sells, and what its script asks for: titles and readers, prices, sales, sales on hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.registry import Clue
from shuyou.kernel.templatetags.trade import why_price
from shuyou.kernel.templatetags.ui import money
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders.console import till_typed as typed
from shuyou.orders.console.typed import coupon_codes
from shuyou.orders.models.till import SalePayment
from shuyou.orders.queries import till as till_queries
from shuyou.orders.queries._earning import foreseen
from shuyou.orders.queries.till import TillRow
from shuyou.orders.rules import GIFT, PricedLine, steps_data
from shuyou.orders.services import till as services
from shuyou.orders.services.till import Buying, RefusedDraft
from shuyou.payments import services as payments
from shuyou.supply import queries as supply

MOST_HITS: Final = 8
VIA: Final = "till"

type Answer = Mapping[str, Any]


def answered(ask: Callable[[HttpRequest, str, Actor, datetime], Answer]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Answer the till's script with what was asked for, or with why not."""

    def answer(request: HttpRequest, code: str) -> HttpResponse:
        actor = actor_of(request, via=VIA)
        actor.require("orders.sell")
        try:
            return JsonResponse(dict(ask(request, code, actor, clock.now())))
        except DomainError as refusal:
            said = {"code": refusal.code, "text": refusal.sentence, "advice": refusal.advice, "field": refusal.at_field}
            return JsonResponse({"refused": said}, status=STATUS[refusal.kind])

    return answer


@require_GET
@ensure_csrf_cookie
def sell_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the till to whoever has its drawer."""
    actor = actor_of(request, via=VIA)
    till = till_queries.till_of(code=code, actor=actor)
    if str(till.clerk_id) != actor.id:
        return HttpResponseRedirect(reverse("orders:tills"), status=HTTPStatus.SEE_OTHER)
    quick = till_queries.quick_items(store_id=till.store_id)
    labels = {row.item_id: row.label for row in quick}
    rows = _items([row.item_id for row in quick], till, clock.now())
    seen = {
        "till": till,
        "quick": [{**row, "label": labels[row["id"]] or row["title"]} for row in rows],
        "reasons": services.REASONS.items(),
        "tenders": [one for one in SalePayment.Tender.choices if one[0] in services.BY_HAND],
        "codes": [code for code in services.CODES if payments.is_on(code=code)],
        "may_lower": actor.may("orders.lower_price"),
        "may_see": actor.may("orders.see_tills"),
    }
    return render(request, "orders/till.html", seen)


@require_POST
@answered
def find(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Return the titles or the readers that a scan or words may mean; what was typed stands in no address."""
    till = till_queries.till_of(code=code, actor=actor)
    clue = typed.text_of(typed.body_of(request), "q")
    rows = catalog.items_by_code(code=clue, limit=MOST_HITS) if any(char.isdigit() for char in clue) else []
    if rows:
        return {"items": _items([row.item_id for row in rows], till, at), "members": []}
    found = members.find_members(clue=Clue.of(clue), actor=actor, limit=MOST_HITS) if len(clue) > 1 else []
    hits = [] if clue.replace("-", "").isdigit() or len(clue) < 2 else catalog.search_titles(text=clue, limit=MOST_HITS)
    return {
        "items": _items([hit.item_id for hit in hits], till, at),
        "members": [
            {"number": one.row.number, "name": one.row.name, "tier": one.row.tier, "phone": one.row.phone}
            for one in found
        ],
    }


def _items(item_ids: Sequence[int], till: TillRow, at: datetime) -> list[dict[str, Any]]:
    """Return titles as the till keeps them: price for a guest, copies free there, and the parts of a bundle."""
    parts = {bundle: dict(copies) for bundle, copies in catalog.bundle_parts(item_ids=item_ids).items()}
    rows = _rows(list({*item_ids, *(part for copies in parts.values() for part in copies)}), till, at)
    return [
        {**rows[item_id], "parts": [
            {**rows[part], "quantity": copies} for part, copies in parts.get(item_id, {}).items()
            if parts[item_id].keys() <= rows.keys()
        ]}
        for item_id in item_ids if item_id in rows
    ]  # fmt: skip


def _rows(item_ids: Sequence[int], till: TillRow, at: datetime) -> Mapping[int, dict[str, Any]]:
    prices = catalog.prices(
        item_ids=item_ids, price_list=services.GUESTS, channel="till", store=till.store_code, at=at
    )  # fmt: skip
    free = supply.free_copies(item_ids=item_ids, warehouse=till.store_code)
    packed = supply.stock(item_ids=item_ids, warehouse=till.store_code)
    return {
        row.item_id: {
            "id": row.item_id, "title": row.title, "isbn": row.isbn,
            "by": " · ".join(part for part in (row.authors, row.publisher) if part),
            "edition": row.edition, "list": str(row.list_price),
            "net": str(cents(prices[row.item_id].list_price * prices[row.item_id].rate)),
            "free": free[row.item_id], "packed": packed[row.item_id].free if row.item_id in packed else 0,
            "age": prices[row.item_id].least_age,
        }
        for row in catalog.item_rows(item_ids=list(item_ids)) if row.item_id in prices
    }  # fmt: skip


@require_POST
@answered
def price(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Return what the titles on the till come to for whoever buys them, line by line with the reason."""
    till = till_queries.till_of(code=code, actor=actor)
    body = typed.body_of(request)
    lines = typed.lines_of(body)
    head = members.member_head(number=typed.text_of(body, "member"), actor=actor) if body.get("member") else None
    buying = Buying(
        store=till.store_code, most_off=till.most_off, coupons=tuple(coupon_codes(typed.text_of(body, "coupons")))
    )  # fmt: skip
    if head is not None:
        buying = replace(buying, member_id=head.member_id, tier=head.tier.code, price_list=head.tier.price_list)
    asked = services.price_at_till(lines, buying, actor=actor, at=at, with_best=head is not None)
    basket, worth = asked.priced.basket, ZERO
    answer: dict[str, Any] = {}
    if head is not None:
        told, worth = _member(head, typed.whole_of(body, "points"), asked.priced.total, actor, at)
        awards = foreseen(
            basket=basket, paid=asked.priced.total - worth, member_id=head.member_id, channel="till",
            store=till.store_code, earning=loyalty.earning_at(at), at=at,
        )  # fmt: skip
        answer["member"] = {
            **told, "earns": sum(award.points for award in awards), "bundle": _bundle(head.member_id, till, actor, at),
            "coupon": f"{best.coupon.name} {best.coupon.code} −{money(best.saving)}" if (best := asked.best) else "",
        }  # fmt: skip
    names = _price_names([line.item_id for line in basket.lines])
    return {
        **answer,
        "lines": [_line(line, names) for line in basket.lines],
        "list_total": str(basket.list_total), "saving": str(basket.saving), "worth": str(worth),
        "total": str(asked.priced.total - worth),
    }  # fmt: skip


def _bundle(member_id: int, till: TillRow, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return the titles that were put together for a reader, if all of them lie in the store."""
    offered = queries.open_bundle(member_id=member_id, at=at, actor=actor)
    rows = _items([title.item_id for title in offered.titles], till, at) if offered else []
    return rows if all(row["free"] > 0 for row in rows) else []


def _price_names(item_ids: Sequence[int]) -> Mapping[str, str]:
    ladder = catalog.price_ladder(item_ids=item_ids[:1])
    return {listed.code: listed.name for steps in ladder.values() for listed in steps}


def _line(line: PricedLine, names: Mapping[str, str]) -> Answer:
    return {
        "id": line.item_id, "title": line.title, "quantity": line.quantity, "list": str(line.list_price),
        "net": str(line.net), "amount": str(line.net_amount), "list_amount": str(line.list_amount),
        "saving": str(line.saving), "is_gift": line.reason.startswith(GIFT), "why": why_price(line.reason, names),
        "steps": [{"name": one.name, "saving": str(one.saving)} for one in queries.savings(steps_data(line))],
    }  # fmt: skip


def _member(
    head: members.MemberHead, points: int, total: Decimal, actor: Actor, at: datetime
) -> tuple[Answer, Decimal]:
    """Return a reader as the till shows them, and what the points are worth that they spend."""
    rule = loyalty.rule_at(at)
    usable = 0
    if actor.may("loyalty.view"):
        usable = loyalty.points_state(member_id=head.member_id, today=club_day(at), actor=actor).usable
    most = min(usable, int(total / rule.point_value)) if rule.point_value else 0
    worth = min(cents(min(points, most) * rule.point_value), total)
    told = {
        "number": head.number, "name": head.name, "tier": head.tier.name, "style": head.tier.style, "usable": usable,
        "most": most, "points": min(points, most), "blocked": head.block_reason if head.is_blocked else "",
    }  # fmt: skip
    return told, worth


@require_POST
@answered
def sell(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Post a sale, or say which one the same request made before; one without a network is never lost."""
    body = typed.body_of(request)
    try:
        sold = services.sell_at_till(typed.sale_of(code, body), actor=actor, at=at)
    except DomainError as refusal:
        if not body.get("sold_at"):
            raise
        return _kept(code, body, refusal.code, refusal.sentence, actor, at)
    return {
        "number": sold.number, "total": str(sold.total), "change": str(sold.change), "earned": sold.points_earned,
        "is_repeat": sold.is_repeat, "notes": sold.notes, "receipt": reverse("orders:till_receipt", args=[sold.number]),
    }  # fmt: skip


@require_POST
@answered
def hand_in(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Keep a sale without a network at which the server failed: a manager decides."""
    return _kept(code, typed.body_of(request), "", gettext("The server fails at this sale."), actor, at)


def _kept(code: str, body: typed.Body, why_code: str, why: str, actor: Actor, at: datetime) -> Answer:
    kept = RefusedDraft(till=code, key=typed.key_of(body), body=body, code=why_code, why=why)
    services.keep_refused_sale(kept, actor=actor, at=at)
    return {"kept": why}


@require_POST
@answered
def void(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Keep that a title was taken off before it was paid."""
    services.note_void(code, typed.void_of(typed.body_of(request)), actor=actor, at=at)
    return {}


@require_POST
@answered
def hold(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Put a sale aside."""
    body = typed.body_of(request)
    services.hold_sale(
        code, uid=typed.key_of(body), lines=typed.wanted_of(body), total=typed.money_of(body, "total"), actor=actor,
        at=at,
    )  # fmt: skip
    return {}


@require_GET
@answered
def held(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Return the sales of the store that wait."""
    till = till_queries.till_of(code=code, actor=actor)
    rows = till_queries.held_sales(store_id=till.store_id, actor=actor)
    return {
        "rows": [
            {"uid": str(row.uid), "copies": row.copies, "total": str(row.total), "at": row.held_at.isoformat()}
            for row in rows
        ]
    }


@require_POST
@answered
def recall(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Take a sale up again."""
    till = till_queries.till_of(code=code, actor=actor)
    lines = services.recall_sale(typed.key_of(typed.body_of(request)), actor=actor, at=at)
    copies = {line.item_id: line.quantity for line in lines}
    return {"items": [{**row, "quantity": copies[row["id"]]} for row in _items(list(copies), till, at)]}
