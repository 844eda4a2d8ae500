"""Facts about what passed beside purchases: contacts, questions, messages, points, coupons, reviews, wishes."""

from collections.abc import Callable
from typing import Final

import ibis

from shuyou.insight.rules.facts.model import Fact, Group, Tables, Unit, added, counted, rows_in, within


def _dated(table: str, moment: str) -> Callable[[Tables], ibis.Table]:
    def rows(tables: Tables) -> ibis.Table:
        found = tables.of_members(table)
        day = found[moment].date()
        return found.mutate(day=day, age=tables.age(day))

    return rows


def _promotions(tables: Tables) -> ibis.Table:
    """Return promotions used, those that were given back left out."""
    found = _dated("promotion_uses", "used_at")(tables)
    return found.filter(found.released_at.isnull())


def _rewards(tables: Tables) -> ibis.Table:
    """Return rewards taken, those that were undone left out."""
    found = _dated("reward_uses", "taken_at")(tables)
    return found.filter(found.state != "undone")


def _coupons(tables: Tables) -> ibis.Table:
    return tables.of_members("coupons").mutate(age=ibis.literal(0, "int64"))


def _balances(tables: Tables) -> ibis.Table:
    return tables.of_members("points_accounts").mutate(age=ibis.literal(0, "int64"))


def _last(name: str, zh: str, en: str) -> Fact:
    return Fact(f"last_{name}_on", f"最近{zh}", f"Last {en}", Unit.DAY, "greatest day", lambda rows: rows.day.max())


def _went(rows: ibis.Table) -> ibis.Value:
    return rows.state.isin(["sent", "delivered"])


TOUCHES: Final = (
    Group(
        "contacts", "contacts", _dated("contacts", "at"),
        (
            *rows_in("contacts", "联系次数", "Contacts", days=(365, 0)),
            *counted("contacts_in", "来访来电次数", "Contacts from the reader", "direction", ["in"], days=(365, 0)),
            *counted("contacts_out", "外联次数", "Contacts to the reader", "direction", ["out"], days=(365, 0)),
            _last("contact", "联系", "contact"),
            Fact(
                "contact_minutes_365", "近一年联系分钟数", "Minutes of contacts within a year", Unit.TIMES,
                "sum of minutes where 0 <= age < 365", lambda rows: rows.minutes.sum(where=within(rows, 365)),
            ),
        ),
    ),
    Group(
        "inquiries", "inquiries", _dated("inquiries", "at"),
        (
            *counted("questions", "咨询次数", "Questions", "kind", ["question"], days=(365, 0)),
            *counted("searches", "检索次数", "Searches noted", "kind", ["search"], days=(365,)),
            *counted("views", "浏览次数", "Views noted", "kind", ["view"], days=(365,)),
        ),
    ),
    Group(
        "claims", "price_claims", _dated("price_claims", "asked_at"),
        (
            *rows_in("price_claims", "差价申诉次数", "Claims of lower prices", days=(365, 0)),
            *added("claimed", "差价退还额", "Paid back for lower prices", Unit.MONEY, "amount", days=(0,)),
        ),
    ),
    Group(
        "messages", "messages", _dated("messages", "asked_at"),
        (
            *(
                Fact(
                    f"messages_{name}", f"{zh}消息数", f"Messages sent {en}", Unit.TIMES,
                    "rows where state in (sent, delivered)" + (f" and 0 <= age < {days}" if days else ""),
                    lambda rows, days=days: (_went(rows) & within(rows, days)).ifelse(1, 0).sum(),  # type: ignore[misc]
                )
                for days, name, zh, en in ((365, "365", "近一年", "within a year"), (0, "all", "历来", "ever"))
            ),
            Fact(
                "marketing_messages_365", "近一年营销消息数", "Offers sent within a year", Unit.TIMES,
                "rows where purpose = marketing, sent, 0 <= age < 365",
                lambda rows: (_went(rows) & (rows.purpose == "marketing") & within(rows, 365)).ifelse(1, 0).sum(),
            ),
            *counted("messages_bounced", "退回消息数", "Messages that came back", "state", ["bounced", "failed"]),
            *counted("messages_refused", "未获准消息数", "Messages that were not allowed", "state", ["refused"]),
            Fact(
                "message_cost_365", "近一年消息成本（万分之一）", "Cost of messages within a year, in ten thousandths",
                Unit.TIMES, "sum of cost where 0 <= age < 365", lambda rows: rows.cost.sum(where=within(rows, 365)),
            ),
            _last("message", "消息", "message"),
        ),
    ),
    Group(
        "replies", "replies", _dated("replies", "received_at"),
        (*rows_in("replies", "回复次数", "Replies", days=(365, 0)), _last("reply", "回复", "reply")),
    ),
    Group(
        "points", "points_entries", _dated("points_entries", "posted_at"),
        (
            *(
                Fact(
                    f"points_{code}_{name}", f"{said}{zh}积分", f"Points {en} {said_en}", Unit.POINTS,
                    f"sum of points where kind = {kind}" + (f" and 0 <= age < {days}" if days else ""),
                    lambda rows, kind=kind, days=days: (  # type: ignore[misc]
                        rows.points.abs().sum(where=(rows.kind == kind) & within(rows, days))
                    ),
                )
                for code, kind, zh, en in (
                    ("earned", "EARN", "获得", "earned"), ("redeemed", "REDEEM", "使用", "spent"),
                    ("expired", "EXPIRE", "过期", "lapsed"),
                )
                for days, name, said, said_en in ((365, "365", "近一年", "within a year"), (0, "all", "历来", "ever"))
            ),
        ),
    ),
    Group(
        "balances", "points_accounts", _balances,
        (Fact("points_balance", "积分余额", "Points", Unit.POINTS, "balance", lambda rows: rows.balance.sum()),),
    ),
    Group(
        "coupons", "coupons", _coupons,
        (
            Fact("coupons_given", "发放优惠券数", "Coupons given", Unit.TIMES, "rows", lambda rows: rows.count()),
            Fact("coupon_uses", "用券次数", "Coupons used", Unit.TIMES, "sum of uses", lambda rows: rows.uses.sum()),
        ),
    ),
    Group(
        "promotions", "promotion_uses", _promotions,
        (
            *rows_in("promotions", "参加促销次数", "Promotions used", days=(365, 0)),
            *added("promotion_savings", "促销优惠额", "Saved by promotions", Unit.MONEY, "saving", days=(365, 0)),
        ),
    ),
    Group(
        "rewards", "reward_uses", _rewards,
        (*rows_in("rewards", "兑换次数", "Rewards taken", days=(365, 0)),),
    ),
    Group(
        "wants", "wants", _dated("wants", "asked_at"),
        (*rows_in("wants", "缺书登记数", "Titles asked for", days=(365, 0)),),
    ),
    Group(
        "tier_changes", "tier_changes", _dated("tier_changes", "at"),
        (
            *counted("tier_raises", "升级次数", "Times raised to a higher tier", "why", ["raised"]),
            *counted("tier_falls", "降级次数", "Times lowered to a lower tier", "why", ["lowered"]),
        ),
    ),
    Group(
        "reviews", "reviews", _dated("reviews", "written_at"),
        (
            *rows_in("reviews", "书评数", "Reviews", days=(365, 0)),
            Fact("stars_given", "给星合计", "Stars given", Unit.TIMES, "sum of stars", lambda one: one.stars.sum()),
        ),
    ),
    Group(
        "shop_steps", "shop_steps", _dated("shop_steps", "at"),
        (
            *counted("shop_views", "网店浏览次数", "Titles looked at in the shop", "kind", ["viewed"], days=(365,)),
            *counted("baskets_left", "放弃购物篮次数", "Baskets left", "kind", ["abandoned"], days=(365,)),
        ),
    ),
)  # fmt: skip
