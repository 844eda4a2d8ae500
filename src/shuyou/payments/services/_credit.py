"""What institutions buy on account: never more than they may owe, which the database guards."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, Sum

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.errors import AmountNotPositive, CreditExceeded, NoCredit
from shuyou.payments.events import CreditLimitSet
from shuyou.payments.models import CreditAccount, CreditEntry

Kind = CreditEntry.Kind

_OF_MEMBER = """
    SELECT a.institution_id FROM members_institutioncontact c
      JOIN payments_creditaccount a ON a.institution_id = c.institution_id
     WHERE c.person_id = %s AND (c.until IS NULL OR c.until >= %s) ORDER BY c.id LIMIT 1
"""
_HOLD = """
    SELECT institution_id FROM payments_creditaccount
     WHERE institution_id IN (
           SELECT DISTINCT ON (c.person_id) a.institution_id FROM members_institutioncontact c
             JOIN payments_creditaccount a ON a.institution_id = c.institution_id
            WHERE c.person_id = ANY (%s) AND (c.until IS NULL OR c.until >= %s) ORDER BY c.person_id, c.id)
     ORDER BY institution_id FOR NO KEY UPDATE
"""


@use_case("payments.set_credit")
def set_credit_limit(*, institution_id: int, most: Decimal, actor: Actor, at: datetime) -> None:
    """
    Set how much an institution may owe.

    :raises AmountNotPositive: less than nothing.
    :raises CreditExceeded: it owes more already.
    """
    if most < 0:
        raise AmountNotPositive(value=most)
    CreditAccount.objects.bulk_create([CreditAccount(institution_id=institution_id, most=most)], ignore_conflicts=True)
    account = CreditAccount.objects.select_for_update(no_key=True).get(pk=institution_id)
    if account.owed > most:
        raise CreditExceeded(amount=account.owed, left=most)
    CreditAccount.objects.filter(pk=institution_id).update(most=most)
    publish(CreditLimitSet(institution_id=institution_id, most=str(most)), actor=actor, at=at)


@step
def use_credit(*, member_id: int, source: str, amount: Decimal, at: datetime) -> None:
    """
    Have the institution that a reader speaks for owe a sum.

    :raises NoCredit: they speak for none that buys on account.
    :raises CreditExceeded: it would owe more than it may.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OF_MEMBER, [member_id, at.date()])
        found = cursor.fetchone()
    if found is None:
        raise NoCredit()
    _owe(CreditAccount.objects.select_for_update(no_key=True).get(pk=found[0]), source, amount, at)


@step
def hold_credit(*, member_ids: Collection[int], at: datetime) -> None:
    """Lock what readers buy on account of, in order of institutions, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(member_ids), at.date()])


@step
def raise_credit(*, source: str, amount: Decimal, at: datetime) -> None:
    """
    Have the institution that owes for a source owe more for it.

    :raises CreditExceeded: it would owe more than it may.
    """
    account = _held_account(source)
    if account is not None:
        _owe(account, source, amount, at)


@step
def lower_credit(*, source: str, amount: Decimal, is_paid: bool, at: datetime) -> None:
    """Have an institution owe less: money came in for a source, or it is not owed after all."""
    account = _held_account(source) if amount > 0 else None
    if account is not None:
        _post(account, Kind.PAID if is_paid else Kind.RELEASED, source, -amount, at)


def owed_for(*, source: str) -> Decimal | None:
    """Return what an institution still owes for a source, in one query; None if none ever did."""
    owed: Decimal | None = CreditEntry.objects.filter(source=source).aggregate(sum=Sum("amount"))["sum"]
    return owed


def _held_account(source: str) -> CreditAccount | None:
    owing = CreditEntry.objects.filter(source=source, kind=Kind.OWED).values_list("account_id", flat=True).first()
    return CreditAccount.objects.select_for_update(no_key=True).get(pk=owing) if owing is not None else None


def _owe(account: CreditAccount, source: str, amount: Decimal, at: datetime) -> None:
    if account.owed + amount > account.most:
        raise CreditExceeded(amount=amount, left=account.most - account.owed)
    if amount:
        _post(account, Kind.OWED, source, amount, at)


def _post(account: CreditAccount, kind: str, source: str, amount: Decimal, at: datetime) -> None:
    CreditEntry.objects.create(account=account, kind=kind, source=source, amount=amount, at=at)
    # Not saved as a row: whoever places an order sends statements without waiting for what they touched.
    CreditAccount.objects.filter(pk=account.pk).update(owed=F("owed") + amount)
