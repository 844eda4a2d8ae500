"""Bills of providers compared with our books, day by day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.payments.adapters import provider
from shuyou.payments.errors import DecisionMissing
from shuyou.payments.events import BillCompared, DifferenceDecided
from shuyou.payments.models import Bill, BillDifference, Charge, Refund
from shuyou.payments.ports import BillLine
from shuyou.payments.rules import Entry, differences


def reconcile(*, code: str, day: date, actor: Actor, at: datetime) -> int:
    """
    Fetch a provider's bill of a day, compare it with our books, and return how many differences wait.

    :raises NotPermitted: the actor may not compare bills.
    :raises ProviderFailed: the bill could not be had.
    """
    actor.require("payments.reconcile")
    return keep_bill(code=code, lines=list(provider(code).bill(day)), day=day, actor=actor, at=at)


@use_case("payments.reconcile")
def keep_bill(*, code: str, lines: list[BillLine], day: date, actor: Actor, at: datetime) -> int:
    """Compare a bill with our books; what was decided before stays decided while it differs in the same way."""
    theirs = [Entry(line.number, line.amount, line.is_refund) for line in lines]
    ours = _ours(code, day, {line.number for line in lines})
    totals = {"lines": len(lines), "theirs": _sum(theirs), "ours": _sum(ours), "compared_at": at}
    if not Bill.objects.filter(provider=code, day=day).update(**totals):
        Bill.objects.bulk_create([Bill(provider=code, day=day, **totals)], ignore_conflicts=True)
    bill = Bill.objects.select_for_update(no_key=True).get(provider=code, day=day)
    found = differences(ours, theirs)
    known = {(row.number, row.is_refund): row for row in BillDifference.objects.filter(bill=bill).order_by("pk")}
    fresh = []
    for one in found:
        row = known.pop((one.number, one.is_refund), None)
        if row and (row.kind, row.ours, row.theirs) == (one.kind, one.ours, one.theirs):
            continue
        if row:
            row.delete()
        fresh.append(
            BillDifference(
                bill=bill, kind=one.kind, number=one.number, is_refund=one.is_refund, ours=one.ours, theirs=one.theirs
            )
        )
    BillDifference.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    BillDifference.objects.bulk_create(fresh)
    _note_billed(code, day, lines)
    publish(BillCompared(bill_id=bill.pk, differences=len(found)), actor=actor, at=at)
    return BillDifference.objects.filter(bill=bill, decided_at=None).count()


@use_case("payments.reconcile")
def decide_difference(*, difference_id: int, decision: str, actor: Actor, at: datetime) -> None:
    """
    Say what was found out about a difference.

    :raises DecisionMissing: nothing is said.
    :raises NotFound: there is no such difference, or it was decided before.
    """
    said = tidy(decision)[:120]
    if not said:
        raise DecisionMissing()
    waiting = BillDifference.objects.filter(pk=difference_id, decided_at=None)
    if not waiting.update(decision=said, decided_by=actor.signature, decided_at=at):
        raise NotFound(what=_("difference"), key=difference_id)
    publish(DifferenceDecided(difference_id=difference_id), actor=actor, at=at)


def _ours(code: str, day: date, theirs: set[str]) -> list[Entry]:
    """Return what our books have for a day's bill: of that day, unless it stood in another day's; and all it names."""
    start, end = day_start(day), day_start(day + timedelta(days=1))
    unbilled = Q(billed_on=None) | Q(billed_on=day)
    of_day = unbilled & Q(paid_at__gte=start, paid_at__lt=end)
    paid = Charge.objects.filter(of_day | Q(number__in=theirs), provider=code, state=Charge.State.PAID).order_by("pk")
    asked = unbilled & Q(asked_at__gte=start, asked_at__lt=end)
    back = Refund.objects.filter(
        asked | Q(number__in=theirs), tender=code, state__in=(Refund.State.SENT, Refund.State.DONE)
    ).order_by("pk")
    return [
        *(Entry(number, amount, False) for number, amount in paid.values_list("number", "amount")),
        *(Entry(number, amount, True) for number, amount in back.values_list("number", "amount")),
    ]


def _note_billed(code: str, day: date, lines: Sequence[BillLine]) -> None:
    """Note in which bill payments stood: one paid before midnight may have been told after it."""
    paid = [line.number for line in lines if not line.is_refund]
    back = [line.number for line in lines if line.is_refund]
    Charge.objects.filter(provider=code, number__in=paid, state=Charge.State.PAID).update(billed_on=day)
    Refund.objects.filter(tender=code, number__in=back).update(billed_on=day)


def _sum(entries: list[Entry]) -> Decimal:
    return sum((-one.amount if one.is_refund else one.amount for one in entries), ZERO)
