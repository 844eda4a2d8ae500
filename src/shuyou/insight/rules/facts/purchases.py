"""Facts about what a member bought: by line, by order, and what came back."""

from typing import Final

import ibis

from shuyou.insight.rules.costs import cost_of, known_costs
from shuyou.insight.rules.facts.model import (
    Fact,
    Group,
    Tables,
    Unit,
    added,
    counted,
    first_and_last,
    rows_in,
    within,
)

CLASSES: Final = (
    ("textbook", "教材教辅", "textbooks and workbooks"),
    ("exam", "考试用书", "books for exams"),
    ("children", "童书", "children's books"),
    ("literature", "文学", "literature"),
    ("humanities", "人文社科", "humanities and social sciences"),
    ("science", "科技生活", "science, technology, daily life"),
    ("other", "其他图书", "other books"),
    ("goods", "非书商品", "goods that are no books"),
)
"""Classes of products by which purchases are told apart; `product_class` says which article is in which."""

HOURS: Final = (("morning", "上午", 6, 11), ("noon", "中午", 11, 14), ("afternoon", "下午", 14, 18),
                ("evening", "晚上", 18, 23))  # fmt: skip

SATURDAY: Final = 5


def titles(tables: Tables) -> ibis.Table:
    """Return articles with their class of products, class of the CLC and what a copy costs, one row each."""
    items, subjects, shelves = tables.read("items"), tables.read("subjects"), tables.read("shelves")
    categories = tables.read("categories")
    main = subjects.filter(subjects.scheme.lower() == "clc")
    main = main.group_by("item_id").aggregate(clc_of_subject=main.code.min())
    costs = known_costs(shelves)
    shelf = categories.filter(categories.scheme != "clc").select("category_id", shelf=categories.code)
    joined = items.left_join(main, "item_id").drop("item_id_right")
    joined = joined.left_join(costs, "item_id").drop("item_id_right")
    joined = joined.left_join(shelf, "category_id").drop("category_id_right")
    clc = ibis.coalesce(joined.clc, joined.clc_of_subject, ibis.literal(""))
    joined = joined.mutate(code=clc.upper(), shelf=joined.shelf.fill_null(""))
    return joined.select(
        "item_id",
        "value_class",
        "known_cost",
        item_kind=joined.kind,
        subject=joined.code.substr(0, 1),
        product_class=product_class(joined),
    )


def product_class(items: ibis.Table) -> ibis.Value:
    """Return the class of products of an article, the first that fits."""
    first = items.code.substr(0, 1)
    is_book = items.kind.isin(["book", "periodical", "epub"])
    return ibis.cases(
        (~is_book, "goods"),
        (items.shelf == "exam", "exam"),
        ((items.shelf == "school") | (items.audience == "school") | items.code.startswith("G63")
         | items.code.startswith("G62"), "textbook"),
        (items.shelf.isin(["picture", "children"]) | (items.audience == "children"), "children"),
        (first == "I", "literature"),
        (first.isin(list("ABCDEFGHJK")), "humanities"),
        (first.isin(list("NOPQRSTUVX")), "science"),
        else_="other",
    )  # fmt: skip


def orders(tables: Tables) -> ibis.Table:
    """Return orders of members that were not cancelled, with day, age, hour, weekday, and the time of the week."""
    table = tables.of_members("orders")
    table = table.filter(table.member_id.notnull(), table.state != "cancelled")
    day, hour, weekday = table.placed_at.date(), table.placed_at.hour(), table.placed_at.day_of_week.index()
    part = ibis.cases(*(((hour >= low) & (hour < high), code) for code, _zh, low, high in HOURS), else_="night")
    time = ibis.ifelse(weekday >= SATURDAY, ibis.literal("free_"), ibis.literal("work_")) + part
    return table.mutate(day=day, age=tables.age(day), hour=hour, weekday=weekday, time=time)


def lines(tables: Tables) -> ibis.Table:
    """Return lines of such orders with the day, what they cost, and the class of their article."""
    joined = _placed(tables).join(tables.kept("titles", titles), "item_id")
    return joined.mutate(
        margin=joined.net_amount - cost_of(joined),
        saved=joined.list_amount - joined.net_amount,
        reduced=(joined.net_amount < joined.list_amount).ifelse(joined.net_amount, 0),
    )


def _placed(tables: Tables) -> ibis.Table:
    """Return lines of such orders with the day: those that were put together before, or each with its order."""
    columns = ("member_id", "item_id", "quantity", "list_amount", "net_amount", "day")
    if tables.sold is not None:
        sold = tables.sold
        return sold.select(*columns, is_gift=sold.is_free, age=tables.age(sold.day))
    table = tables.of_members("order_lines")
    table = table.filter(table.member_id.notnull())
    joined = table.join(orders(tables).select("order_id", "day", "age"), "order_id")
    return joined.select(*columns, "age", is_gift=joined.price_reason.startswith("gift:"))


def by_class(tables: Tables) -> ibis.Table:
    """Return what each member paid by subject and class of products."""
    table = lines(tables)
    table = table.filter(table.age >= 0)
    return table.group_by("member_id", "subject", "product_class").aggregate(
        net_amount=table.net_amount.sum().cast("int64"), age=table.age.min()
    )


def bought(tables: Tables) -> ibis.Table:
    """Return the same, worked out once."""
    return tables.kept("bought", by_class)


def returned(tables: Tables) -> ibis.Table:
    """Return settled returns with the day on which they were asked for."""
    table = tables.of_members("returns")
    table = table.filter(table.member_id.notnull(), table.state == "done")
    day = table.asked_at.date()
    return table.mutate(day=day, age=tables.age(day))


def _of_class(code: str, zh: str, en: str) -> list[Fact]:
    return [
        Fact(
            f"net_{code}_{name}", f"{said}{zh}实付", f"Paid for {en} {said_en}", Unit.MONEY,
            f"sum of net_amount where product_class = {code}" + (f" and 0 <= age < {days}" if days else ""),
            lambda rows, days=days: (  # type: ignore[misc]
                rows.net_amount.sum(where=(rows.product_class == code) & within(rows, days))
            ),
        )
        for days, name, said, said_en in ((365, "365", "近一年", "within a year"), (0, "all", "历来", "ever"))
    ]  # fmt: skip


def _of_kind(kind: str, zh: str, en: str) -> Fact:
    return Fact(
        f"net_{kind}_goods_all", f"历来{zh}实付", f"Paid for {en} ever", Unit.MONEY,
        f"sum of net_amount where the article's kind = {kind}",
        lambda rows: rows.net_amount.sum(where=(rows.item_kind == kind) & (rows.age >= 0)),
    )  # fmt: skip


LINES: Final = Group(
    "lines",
    "order_lines, orders, items, subjects, categories, shelves",
    lines,
    (
        *rows_in("lines", "订单行数", "Lines of orders"),
        *added("copies", "册数", "Copies", Unit.COPIES, "quantity"),
        *added("list", "码洋", "At list price", Unit.MONEY, "list_amount"),
        *added("net", "实洋", "Paid for titles", Unit.MONEY, "net_amount"),
        *added("margin", "毛利", "Margin", Unit.MONEY, "margin"),
        *added("saved", "优惠额", "Saved", Unit.MONEY, "saved"),
        *added("net_reduced", "折扣购书实付", "Paid below list price", Unit.MONEY, "reduced", days=(365, 0)),
        *(fact for one in CLASSES for fact in _of_class(*one)),
        _of_kind("periodical", "期刊", "periodicals"),
        _of_kind("av", "音像", "audio and video"),
        _of_kind("stationery", "文具", "stationery"),
        _of_kind("instrument", "乐器", "musical instruments"),
        _of_kind("toy", "玩具", "toys"),
        Fact(
            "net_high_value_all", "历来贵重商品实付", "Paid for high-value goods ever", Unit.MONEY,
            "sum of net_amount where the article's value class = high_value",
            lambda rows: rows.net_amount.sum(where=(rows.value_class == "high_value") & (rows.age >= 0)),
        ),
        Fact(
            "dearest_line", "单行最高实付", "The most paid for a line", Unit.MONEY, "greatest net_amount",
            lambda rows: rows.net_amount.max(),
        ),
        Fact(
            "gift_lines_all", "历来赠品行数", "Lines given by promotions ever", Unit.TIMES,
            "rows where price_reason begins with gift:",
            lambda rows: rows.is_gift.ifelse(1, 0).sum(),
        ),
    ),
)  # fmt: skip

ORDERS: Final = Group(
    "orders",
    "orders",
    orders,
    (
        *rows_in("orders", "订单数", "Orders"),
        *first_and_last("order", "下单", "order"),
        *added("total", "应付总额", "To be paid", Unit.MONEY, "total"),
        *added("points_spent", "用掉积分", "Points spent on orders", Unit.POINTS, "points_spent", days=(365, 0)),
        *added("delivery_fees", "运费", "Delivery fees", Unit.MONEY, "delivery_fee", days=(365, 0)),
        Fact(
            "largest_order", "最大一单应付", "The largest order", Unit.MONEY, "greatest total",
            lambda rows: rows.total.max(),
        ),
        Fact(
            "order_days", "有单天数", "Days with an order", Unit.TIMES, "distinct days", lambda rows: rows.day.nunique()
        ),
        Fact(
            "span_days", "首末单间隔天数", "Days from the first to the last order", Unit.DAYS,
            "greatest age - least age", lambda rows: rows.age.max() - rows.age.min(),
        ),
        *(
            fact
            for code, zh, en in (
                ("phone", "电话", "by phone"), ("web", "网站", "on the web"), ("sms", "短信", "by SMS"),
                ("email", "邮件", "by e-mail"), ("fax", "传真", "by fax"), ("post", "邮购", "by post"),
                ("telesales", "电话销售", "by telesales"), ("till", "门店", "at a till"),
            )
            for fact in counted(f"orders_{code}", f"{zh}订单数", f"Orders {en}", "channel", [code])
        ),
        *(
            Fact(
                f"orders_{code}", f"历来{zh}下单数", f"Orders placed in the {code}", Unit.TIMES,
                f"rows where {low} <= hour < {high}",
                lambda rows, low=low, high=high: (  # type: ignore[misc]
                    ((rows.hour >= low) & (rows.hour < high)).ifelse(1, 0).sum()
                ),
            )
            for code, zh, low, high in HOURS
        ),
        Fact(
            "orders_weekend", "历来周末下单数", "Orders placed on weekends", Unit.TIMES, "rows on Saturday or Sunday",
            lambda rows: (rows.weekday >= 5).ifelse(1, 0).sum(),
        ),
        *(
            fact
            for code, zh, en in (("online", "网上支付", "paid online"), ("cod", "货到付款", "paid on delivery"),
                                 ("remittance", "邮局汇款", "paid by remittance"))
            for fact in counted(f"orders_{code}", f"{zh}订单数", f"Orders {en}", "payment", [code])
        ),
    ),
)  # fmt: skip

RETURNS: Final = Group(
    "returns",
    "returns",
    returned,
    (
        *rows_in("returns", "退货次数", "Returns", days=(365, 0)),
        *added("returned", "退货额", "Returned", Unit.MONEY, "amount", days=(365, 0)),
        Fact("last_return_on", "最近退货", "Last return", Unit.DAY, "greatest day", lambda rows: rows.day.max()),
    ),
)
