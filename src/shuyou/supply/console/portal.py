"""
The suppliers' own pages: their orders, how their copies sell, their money, how well they deliver.

Whoever signs in for a supplier sees its rows only: every query and service asks whom they act for.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import wraps
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import SUPPLIER, Actor
from shuyou.kernel.doors import csv_download, id_in, is_partial
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import iso
from shuyou.supply import queries, services
from shuyou.supply.console.lists import Bar
from shuyou.supply.console.scans import amounts_sent
from shuyou.supply.models import PurchaseLine
from shuyou.supply.queries import PartnerLine, Place
from shuyou.supply.rules import amount_typed, day_typed, whole_typed
from shuyou.supply.services import DispatchDraft, LineAnswer, SupplierProposal

SCOPE: Final = "supply.act_for_supplier"
EXPORT_PAGE: Final = 500
KINDS: Final = {"invoice": _("Invoice"), "return": _("Return"), "settlement": _("Settlement")}
PAGES: Final = (
    ("portal:home", _("Orders"), "package"),
    ("portal:stock", _("Sales and stock"), "trending-up"),
    ("portal:money", _("Money"), "wallet"),
    ("portal:score", _("How well you deliver"), "star"),
)

type View = Callable[..., HttpResponseBase]


def for_partners(view: View) -> View:
    """Let in only people who sign in for a supplier, and speak their language."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("portal:home"))
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language
        if not queries.acts_for(user_id=user.pk):
            raise NotPermitted(permission=SCOPE)
        return view(request, *args, **kwargs)

    return run


def partner_of(request: HttpRequest) -> Actor:
    """Return who asks, for their supplier."""
    return Actor(SUPPLIER, str(request.user.pk), "portal", scopes=frozenset({SCOPE}))


@for_partners
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """Show the orders, those to be answered and delivered before the others."""
    state = "" if request.GET.get("state") == "all" else "open"
    page = queries.partner_orders(place=Place(after=_after(request)), state=state, actor=partner_of(request))
    seen = {**_frame(request, "portal:home"), "page": page, "state": state}
    return render(
        request, "supply/portal/orders.html#rows" if is_partial(request) else "supply/portal/orders.html", seen
    )


@for_partners
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Show an order, to be answered line by line."""
    return _order(request, number, None)


@for_partners
@require_POST
def order_deed(request: HttpRequest, number: str, what: str) -> HttpResponseBase:
    """Say what is delivered of an order, or that copies are on their way."""
    actor, at, sent = partner_of(request), clock.now(), request.POST

    def act() -> None:
        if what == "answer":
            services.answer_purchase(_answers(request, number), number=number, actor=actor, at=at)
        else:
            draft = DispatchDraft(
                order_number=number, note_number=sent.get("note_number", ""), carrier=sent.get("carrier", ""),
                waybill=sent.get("waybill", ""), sent_on=_day(sent, "sent_on") or clock.club_day(at),
                copies=amounts_sent(sent, "sending"),
            )  # fmt: skip
            services.advise_dispatch(draft, actor=actor, at=at)

    said = gettext("Thank you: we know now what comes.") if what == "answer" else gettext("Advised.")
    url = reverse("portal:order", args=[number])
    return deed(request, act, url=url, said=said, draw=lambda again, why: _order(again, number, why))


@for_partners
@require_GET
def stock(request: HttpRequest) -> HttpResponseBase:
    """Show how one's copies sell and stand, title by title; all of it as a file."""
    actor, at = partner_of(request), clock.now()
    if request.GET.get("as") == "csv":
        header = [gettext("ISBN"), gettext("Title"), gettext("Place"), gettext("On hand"), gettext("Sold in 7 days"),
                  gettext("Sold in 28 days"), gettext("Sold in a year"), gettext("Expected a week")]  # fmt: skip
        return csv_download(f"stock-{clock.club_day(at)}.csv", header, _stock_lines(actor))
    return _stock(request, None)


@for_partners
@require_POST
def propose(request: HttpRequest) -> HttpResponseBase:
    """Propose what to deliver to a place."""
    actor, sent = partner_of(request), request.POST

    def act() -> None:
        proposal = SupplierProposal(
            place_code=sent.get("place", ""), why=sent.get("why", ""),
            copies={item: copies for item, copies in amounts_sent(sent, "propose").items() if copies},
        )  # fmt: skip
        services.propose_delivery(proposal, actor=actor, at=clock.now())

    said = gettext("Proposed: a buyer looks at it.")
    return deed(request, act, url=reverse("portal:stock"), said=said, draw=_stock)


@for_partners
@require_GET
def money(request: HttpRequest) -> HttpResponseBase:
    """Show invoices, returns and settlements."""
    papers = queries.partner_papers(actor=partner_of(request))
    rows = [(paper, KINDS[paper.kind]) for paper in papers]
    return render(request, "supply/portal/money.html", {**_frame(request, "portal:money"), "papers": rows})


@for_partners
@require_GET
def score(request: HttpRequest) -> HttpResponseBase:
    """Show how well one delivered within a year."""
    found = queries.partner_score(at=clock.now(), actor=partner_of(request))
    return render(request, "supply/portal/score.html", {**_frame(request, "portal:score"), "score": found})


def _frame(request: HttpRequest, current: str) -> dict[str, Any]:
    user = request.user
    assert isinstance(user, User)
    return {
        "supplier": queries.acts_for(user_id=user.pk), "user": user,
        "pages": [(reverse(name), label, icon, name == current) for name, label, icon in PAGES],
    }  # fmt: skip


def _order(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    found = queries.partner_order(number=number, actor=partner_of(request))
    seen = {
        **_frame(request, "portal:home"), "order": found, "answers": PurchaseLine.Answer.choices, "refusal": refusal,
        "lines": [(line, _typed(request.POST, line)) for line in found.lines], "sent": request.POST,
        "sent_on": request.POST.get("sent_on") or iso(clock.club_day(clock.now())),
    }  # fmt: skip
    return render(request, "supply/portal/order.html", seen, status=status_of(refusal))


def _typed(sent: QueryDict, line: PartnerLine) -> dict[str, str]:
    """Return what the fields of a title show: what was typed just now, else what is known."""
    known: dict[str, object] = {
        "copies": line.ordered if line.confirmed is None else line.confirmed, "on": iso(line.promised_on),
        "price": line.confirmed_price or line.list_price, "answer": line.answer,
        "sending": min(line.missing, line.missing if line.confirmed is None else line.confirmed),
    }  # fmt: skip
    return {name: sent.get(f"{name}-{line.item.item_id}", str(value)) for name, value in known.items()}


def _stock(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor, at = partner_of(request), clock.now()
    page = queries.partner_stock(at=at, after=_after(request), actor=actor)
    weeks = queries.partner_weeks(at=at, actor=actor)
    seen = {
        **_frame(request, "portal:stock"), "page": page, "places": queries.partner_places(actor=actor),
        "bars": [Bar(str(len(weeks) - place), str(copies), copies) for place, copies in enumerate(weeks)],
        "longest": max(weeks, default=0), "refusal": refusal,
    }  # fmt: skip
    template = "supply/portal/stock.html#rows" if is_partial(request) else "supply/portal/stock.html"
    return render(request, template, seen, status=status_of(refusal))


def _answers(request: HttpRequest, number: str) -> list[LineAnswer]:
    sent = request.POST
    answers = []
    for line in queries.partner_order(number=number, actor=partner_of(request)).lines:
        key = line.item.item_id
        price = sent.get(f"price-{key}", "").strip()
        answers.append(
            LineAnswer(
                item_id=key, copies=whole_typed(sent.get(f"copies-{key}", str(line.ordered)), field="copies"),
                promised_on=_day(sent, f"on-{key}"), answer=sent.get(f"answer-{key}", ""),
                list_price=amount_typed(price, field="list_price") if price else None,
            )
        )  # fmt: skip
    return answers


def _day(sent: QueryDict, name: str) -> date | None:
    return day_typed(sent.get(name, ""), field=name, near=clock.club_day(clock.now()))


def _stock_lines(actor: Actor) -> Iterator[Sequence[object]]:
    after = 0
    while True:
        page = queries.partner_stock(at=clock.now(), after=after, actor=actor, limit=EXPORT_PAGE)
        for row in page.rows:
            yield (row.item.isbn, row.item.title, row.place, row.on_hand, row.sold_week, row.sold_month, row.sold_year,
                   row.weekly)  # fmt: skip
        if not (after := page.next_after):
            return


def _after(request: HttpRequest) -> int:
    return id_in(request.GET.get("after", ""))
