"""Which part of the sales is of customers who are known: by month and channel."""

from collections.abc import Iterator, Mapping
from datetime import date

import ibis
from ibis import Table, _

from shuyou.insight.rules.figures import Figure

MONTHS = 24


def first_month(day: date) -> date:
    """Return the first of the months that are shown on a day."""
    months = day.year * 12 + day.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


def known_sales(tables: Mapping[str, Table], day: date) -> Table:
    """Return sales and money by month and channel, of everybody and of readers who are known; cancelled ones not."""
    orders = tables["orders"].filter(_.state != "cancelled")
    orders = orders.mutate(on=orders.placed_at.date()).filter(_.on >= first_month(day), _.on <= day)
    is_known = orders.member_id.notnull()
    by = orders.mutate(
        month=(orders.on.year() * 100 + orders.on.month()).cast("int64"),
        known=ibis.ifelse(is_known, 1, 0), known_net=ibis.ifelse(is_known, orders.net_total, 0),
    )  # fmt: skip
    return (
        by.group_by("month", "channel")
        .agg(sales=_.count(), net=_.net_total.sum(), known=_.known.sum(), known_net=_.known_net.sum())
        .order_by("month", "channel")
    )


def figures_of(rows: Iterator[Mapping[str, object]]) -> Iterator[Figure]:
    """Yield known sales and all sales by month and channel: people are sales, the other figure all the money."""
    for place, row in enumerate(rows):
        month, channel = int(str(row["month"])), str(row["channel"])
        key = f"{month // 100}-{month % 100:02}/{channel}"
        known, sales, part, whole = (int(str(row[name])) for name in ("known", "sales", "known_net", "net"))
        yield Figure("known", place, key, known, part, whole)
        yield Figure("sales", place, key, sales, whole, whole)
