"""Orders when two members become one, and two again: with each order goes the money and the points it brought since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned
from shuyou.kernel.usecase import step
from shuyou.members import services as members

OWNED: Final = (
    Owned(table="orders_order", owner="member_id", label=_("Orders"), counted="t.state <> 'cancelled'"),
    Owned(table="orders_orderline", owner="member_id"),
    Owned(table="orders_shipment", owner="member_id"),
    Owned(table="orders_return", owner="member_id"),
    Owned(table="orders_priceclaim", owner="member_id"),
    Owned(table="orders_message", owner="member_id"),
    Owned(table="orders_promotionuse", owner="member_id"),
    Owned(table="orders_coupon", owner="member_id", label=_("Coupons")),
    Owned(table="orders_couponleftout", owner="member_id", once=("batch_id",)),
    Owned(table="orders_specialorder", owner="member_id"),
    Owned(table="orders_releaseintent", owner="member_id", once=("release_id",)),
    Owned(table="orders_copyreservation", owner="member_id"),
    Owned(table="orders_notice", owner="member_id"),
    Owned(
        table="orders_ownbundle",
        owner="member_id",
        once=("state",),
        once_if="t.state = 'open'",
    ),
    Owned(table="orders_formtaken", owner="member_id"),
    Owned(table="orders_appointment", owner="member_id", label=_("Appointments")),
    Owned(table="orders_partneruse", owner="member_id"),
    Owned(
        table="orders_manuscript",
        owner="member_id",
        once=("digest",),
        once_if="t.removed_at IS NULL AND k.removed_at IS NULL",
    ),
    Owned(table="orders_printjob", owner="member_id", label=_("Books of their own")),
    Owned(table="orders_draft", owner="member_id", key="uid", key_type="uuid", once=("clerk_id",), label=_("Drafts")),
)

_BROUGHT = """
    SELECT r.id FROM members_mergedrow j JOIN orders_order o ON o.id = j.row_key::bigint
      JOIN {table} r ON r.{owner} = %(kept)s
       AND (r.source = 'order:' || o.number OR starts_with(r.source, 'order:' || o.number || ':'))
     WHERE j.merge_id = %(merge)s AND j.table_name = 'orders_order' AND o.member_id = %(kept)s
"""
BROUGHT: Final = (
    ("payments_receipt", "member_id"), ("loyalty_pointslot", "account_id"), ("loyalty_pendingpoints", "account_id"),
)  # fmt: skip
"""Tables of others with rows that an order brings about."""


@step
def bring_orders_back(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]:
    """Have receipts and points that orders brought since the merge go back with them."""
    for table, owner in BROUGHT:
        with connection.cursor() as cursor:
            cursor.execute(_BROUGHT.format(table=table, owner=owner), {"merge": merge_id, "kept": kept_id})
            keys = [row[0] for row in cursor.fetchall()]
        before, after = {owner: absorbed_id}, {owner: kept_id}
        members.claim_rows(merge_id=merge_id, table=table, keys=keys, before=before, after=after)
    return {}


CARRIER: Final = Carrier(key="orders", order=30, owned=OWNED, bring_back=bring_orders_back)
