"""Money that was paid for one thing counts for another: it leaves the first and comes to the second, by its tender."""

from collections.abc import Sequence
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step
from shuyou.payments.models import Receipt, Refund
from shuyou.payments.services._record_receipt import Money, record_receipt
from shuyou.payments.services._refunds import NotedRefund, RefundDraft, finish_refunds, note_refund


@step
def carry_over(draft: RefundDraft, *, to: str, actor: Actor, at: datetime) -> Sequence[NotedRefund]:
    """
    Have an amount of what was paid for a source count as paid for another; return its parts by their tenders.

    It keeps its tenders, so that it goes back to them should it come back once more. What was paid by stored-value
    card is only noted as to be given back: whoever calls gives it to the card.

    :raises DomainError: as `note_refund` does.
    """
    noted = note_refund(draft, actor=actor, at=at)
    carried = [one for one in noted if one.tender != Receipt.Tender.VALUE]
    finish_refunds(refund_ids=[one.refund_id for one in carried], said=to, at=at)
    ids = [one.refund_id for one in carried]
    for refund in Refund.objects.filter(pk__in=ids).select_related("receipt").order_by("pk"):
        money = Money(
            member_id=refund.member_id, tender=refund.tender, reference=refund.number, source=to, amount=refund.amount,
            at_till=refund.receipt.at_till,
        )  # fmt: skip
        record_receipt(money, at=at)
    return noted
