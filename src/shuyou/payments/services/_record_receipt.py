"""Money received goes on record."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from shuyou.kernel.money import cents
from shuyou.kernel.usecase import step
from shuyou.payments.errors import AmountNotPositive, ReceiptAlreadyRecorded, ReferenceMissing
from shuyou.payments.models import Receipt

_RECORD = """
    INSERT INTO payments_receipt (member_id, tender, reference, source, amount, received_at, at_till)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tender, reference) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Money as it came in: by which tender, with which number on its slip, for what."""

    member_id: int | None
    tender: str
    reference: str
    source: str
    amount: Decimal
    at_till: bool = False


@step
def record_receipt(money: Money, *, at: datetime) -> int:
    """
    Record money received and return the receipt's id.

    :raises AmountNotPositive: nothing was received.
    :raises ReferenceMissing: a remittance without its number.
    :raises ReceiptAlreadyRecorded: this tender's reference is on record.
    """
    if money.amount <= 0 or cents(money.amount) != money.amount:
        raise AmountNotPositive(value=money.amount)
    reference = money.reference.strip().upper()
    if not reference or not all(part.isalnum() for part in reference.split("-")):
        raise ReferenceMissing()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD, [money.member_id, money.tender, reference, money.source, money.amount, at, money.at_till]
        )
        if row := cursor.fetchone():
            return int(row[0])
    earlier = Receipt.objects.get(tender=money.tender, reference=reference)
    raise ReceiptAlreadyRecorded(reference=reference, source=earlier.source.partition(":")[2])
