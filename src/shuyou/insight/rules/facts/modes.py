"""Facts about what a member does most: channel, subject, class, hour, payment, store. Ties go to the first by name."""

from collections.abc import Callable
from typing import Final

import ibis

from shuyou.insight.rules.facts.model import Fact, Group, Tables, Unit
from shuyou.insight.rules.facts.purchases import bought, orders


def _most(name: str, rows: Callable[[Tables], ibis.Table], column: str, weight: str) -> Callable[[Tables], ibis.Table]:
    def found(tables: Tables) -> ibis.Table:
        table = rows(tables)
        table = table.filter(table[column] != "", table.age >= 0)
        weighed = table[weight].sum() if weight else table.count()
        each = table.group_by("member_id", value=table[column]).aggregate(weight=weighed)
        place = ibis.row_number().over(group_by=each.member_id, order_by=[each.weight.desc(), each["value"].asc()])
        ranked = each.mutate(place=place)
        return ranked.filter(ranked.place == 0).select("member_id", "value", "weight")

    found.__name__ = name
    return found


def _mode(name: str, zh: str, en: str, rows: Callable[[Tables], ibis.Table], column: str, weight: str = "") -> Group:
    measure = f"sum of {weight}" if weight else "rows"
    return Group(
        name,
        "orders" if rows is orders else "order_lines, orders, items, subjects, categories, shelves",
        _most(name, rows, column, weight),
        (
            Fact(name, zh, en, Unit.CODE, f"{column} with the greatest {measure}", lambda one: one["value"].min()),
            Fact(
                f"{name}_{'net' if weight else 'times'}", f"{zh}的量", f"{en}: how much",
                Unit.MONEY if weight else Unit.TIMES, f"{measure} of {name}", lambda one: one["weight"].max(),
            ),
        ),
    )  # fmt: skip


MODES: Final = (
    _mode("main_channel", "主要渠道", "Channel used most", orders, "channel"),
    _mode("main_time", "主要下单时段", "Time of the week used most", orders, "time"),
    _mode("main_payment", "主要支付方式", "Payment used most", orders, "payment"),
    _mode("main_subject", "主要类别（中图法）", "Subject bought most, by CLC", bought, "subject", "net_amount"),
    _mode("main_class", "主要产品类", "Class of products bought most", bought, "product_class", "net_amount"),
)
