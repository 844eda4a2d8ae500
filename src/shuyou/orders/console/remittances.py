"""Slips of the post office that wait: what they may be for, decided by keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import money
from shuyou.orders.queries._remitting import Sender, senders_of, slip_proposals
from shuyou.orders.rules.remitting import Proposal, books_in, numbers_in
from shuyou.orders.services._settle_remittances import place_by_slip, settle_remittance
from shuyou.payments import queries as payments
from shuyou.payments.queries import SlipRow

SHOWN: Final = 10
"""Slips on one page: whoever decides looks at the first."""
OFFERED: Final = 3
EVIDENCE: Final = {
    "number": _("order number"), "name": _("payer’s name"), "amount": _("amount"), "day": _("date"),
    "place": _("postcode"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """An order that a slip may be for, as a button: its key, what speaks for it, and what the money would do."""

    key: str
    proposal: Proposal
    evidence: Sequence[str]
    says: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A slip that waits, and what it may be for."""

    slip: SlipRow
    offered: Sequence[Offered]
    books: Sequence[tuple[str, int]]
    senders: Sequence[Sender]
    is_first: bool


@require_GET
def remittances(request: HttpRequest) -> HttpResponse:
    """Show the slips that wait, the oldest first."""
    return _queue(request, None)


@require_POST
def settle(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Use a slip for an order."""
    actor, at = actor_of(request), clock.now()
    number = request.POST.get("number", "").strip().upper()

    def act() -> None:
        slip, _uses = payments.slip_detail(remittance_id=remittance_id, actor=actor)
        found = [one for one in slip_proposals(slips=[slip], actor=actor)[remittance_id] if one.claim.number == number]
        score, evidence = (found[0].score, found[0].evidence) if found else (0, ())
        done = settle_remittance(
            number, remittance_id=remittance_id, score=score, evidence=evidence, actor=actor, at=at
        )
        messages.success(request, _said(done.number, done.due > 0, money(done.due or done.left), done.left > 0))

    return _deed(request, act)


@require_POST
def place(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Place the order that a slip carries, for a reader, and settle it."""
    actor, at = actor_of(request), clock.now()
    member = request.POST.get("member", "")

    def act() -> None:
        slip, _uses = payments.slip_detail(remittance_id=remittance_id, actor=actor)
        for sender in senders_of(slip=slip, actor=actor):
            if sender.number == member:
                done = place_by_slip(slip, sender, evidence=("text", "name"), actor=actor, at=at)
                messages.success(request, _said(done.number, done.due > 0, money(done.due or done.left), done.left > 0))

    return _deed(request, act)


def _said(number: str, is_short: bool, amount: str, is_over: bool) -> str:
    if is_short:
        return gettext("Used for order %(number)s; %(amount)s is still to come.") % {"number": number, "amount": amount}
    if is_over:
        return gettext("Order %(number)s is paid; %(amount)s is left.") % {"number": number, "amount": amount}
    return gettext("Order %(number)s is paid.") % {"number": number}


def _deed(request: HttpRequest, act: object) -> HttpResponse:
    assert callable(act)
    return deed(request, act, url=reverse("orders:remittances"), said="", draw=_queue)


def _queue(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    actor.require("orders.take_payment")
    start = id_in(request.GET.get("after", ""))
    slips = payments.waiting_slips(after=start, limit=SHOWN + 1, actor=actor)
    shown = slips[:SHOWN]
    proposals = slip_proposals(slips=shown, actor=actor)
    seen = {
        "waiting": [
            _waiting(slip, proposals[slip.remittance_id], place == 0, actor) for place, slip in enumerate(shown)
        ],
        "total": payments.count_waiting_slips(actor=actor),
        "next_after": shown[-1].remittance_id if len(slips) > SHOWN else 0,
        "refusal": refusal,
        "may_see_slips": actor.may("payments.view"),
    }
    return render(request, "orders/remittances.html", seen, status=status_of(refusal))


def _waiting(slip: SlipRow, proposals: Sequence[Proposal], is_first: bool, actor: Actor) -> Waiting:
    books = [] if slip.used or numbers_in(slip.message) else books_in(slip.message)
    senders = senders_of(slip=slip, actor=actor) if books else []
    offered = [
        Offered(str(key), one, [str(EVIDENCE[word]) for word in one.evidence], _would(slip, one))
        for key, one in enumerate(proposals[:OFFERED], 1)
    ]
    return Waiting(slip, offered, books, senders, is_first)


def _would(slip: SlipRow, proposal: Proposal) -> str:
    due = proposal.claim.due
    if slip.left == due:
        return gettext("exactly what is due")
    if slip.left > due:
        return gettext("%(amount)s would be left") % {"amount": money(slip.left - due)}
    return gettext("%(amount)s would still be due") % {"amount": money(due - slip.left)}
