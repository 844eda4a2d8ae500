"""Rows that lakes are filled from, and what is in a lake."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from shuyou.catalog.models import Item
from shuyou.insight import services
from shuyou.insight.adapters.lake import Lake
from shuyou.insight.services import Filled
from shuyou.kernel.actor import Actor
from shuyou.members.models import Member
from shuyou.orders.models import Order, OrderLine

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NIGHT = Actor.job("insight.fill_lake")

type Row = dict[str, object]


def an_order(member: Member, *items: Item, days_ago: int = 0, channel: str = "phone") -> Order:
    """Write an order of one copy of each item at ¥40.00 down, 5 % off."""
    lists, net = Decimal(40) * len(items), Decimal(38) * len(items)
    order = Order.objects.create(
        number=uuid4().hex[:16], request_key=uuid4(), member=member, channel=channel, payment="online",
        list_total=lists, net_total=net, total=net, placed_by="staff:1", placed_at=AT - timedelta(days=days_ago),
    )  # fmt: skip
    for position, item in enumerate(items, 1):
        OrderLine.objects.create(
            order=order, member=member, item=item, position=position, title=item.title, quantity=1,
            list_price=Decimal(40), discount_rate=Decimal("0.95"), net_price=Decimal(38), list_amount=Decimal(40),
            net_amount=Decimal(38), price_reason="green",
        )  # fmt: skip
    return order


def fill(kind: str = services.DAY) -> Filled:
    """Fill the lake."""
    return services.fill_lake(kind=kind, actor=NIGHT, at=AT)


def rows_of(table: str) -> list[Row]:
    """Return a table of the lake, in the order of its keys."""
    lake = Lake.here()
    manifest = lake.manifest()
    made = manifest.made.get(table)
    blocks = [made] if made else list(manifest.tables[table].blocks.values())
    found = pa.concat_tables([pq.read_table(lake.path(one)) for one in blocks])
    rows: list[Row] = found.sort_by(found.column_names[0]).to_pylist()
    return rows


def everything() -> dict[str, list[Row]]:
    """Return all tables that came from the database."""
    return {name: rows_of(name) for name in Lake.here().manifest().tables}
