"""Earning rules in plain language: what they give, on what, to whom, where and when, how far, beside which others."""

from collections.abc import Mapping
from typing import Final

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.templatetags.ui import money, points
from shuyou.kernel.text import listed
from shuyou.loyalty.queries import Gives, Terms
from shuyou.loyalty.queries.clubs import club_names
from shuyou.members import queries as members
from shuyou.orders.models import Channel
from shuyou.orders.queries._said import token_names

GIVES: Final = {
    Gives.TIMES: _("Points several times"),
    Gives.RATE: _("Points for each yuan"),
    Gives.POINTS: _("Points for an order"),
    Gives.EACH: _("Points for each copy"),
}
DAYS: Final = {
    "moon:0101": _("Spring Festival"), "moon:0115": _("Lantern Festival"), "sun:0423": _("World Book Day"),
    "sun:0601": _("Children's Day"), "moon:0505": _("Dragon Boat Festival"), "moon:0707": _("Qixi"),
    "moon:0815": _("Mid-Autumn Festival"), "moon:0909": _("Double Ninth"), "sun:0910": _("Teachers' Day"),
    "sun:1001": _("National Day"), "sun:1225": _("Christmas"), "moon:1230": _("New Year's Eve by the moon"),
}  # fmt: skip


def said_of_points(terms: Terms) -> list[str]:
    """Return terms as sentences in the reader's language."""
    names = token_names([*sorted(terms.titles), *sorted(terms.but_not)])
    return [_gives(terms), *_about(terms, names), *_for_whom(terms), *_when(terms), *_asks(terms), *_bounds(terms)]


def day_name(day: str) -> str:
    """Return a day of the year by the name of its festival, or by its date."""
    if day in DAYS:
        return str(DAYS[day])
    kind, _sep, digits = day.partition(":")
    month, number = int(digits[:2]), int(digits[2:])
    if kind == "moon":
        return gettext("day %(day)s of the moon's month %(month)s") % {"month": month, "day": number}
    return gettext("%(month)s %(day)s") % {"month": MONTHS[month], "day": number}


def _gives(terms: Terms) -> str:
    value = f"{terms.value.normalize():f}"
    if terms.gives == Gives.TIMES:
        return gettext("%(times)s times the points.") % {"times": value}
    if terms.gives == Gives.RATE:
        return gettext("%(points)s points more for each yuan paid.") % {"points": value}
    if terms.gives == Gives.EACH:
        return gettext("%(points)s points more for each copy.") % {"points": value}
    if not terms.per_year:
        return gettext("%(points)s points more for the order.") % {"points": value}
    if terms.most_years:
        text = gettext("%(points)s points more for the order for each year of membership, up to %(years)s years.")
        return text % {"points": value, "years": terms.most_years}
    return gettext("%(points)s points more for the order for each year of membership.") % {"points": value}


def _about(terms: Terms, names: Mapping[str, str]) -> list[str]:
    lines = [gettext("On all titles that earn points.")]
    if terms.titles:
        lines = [gettext("On: %(titles)s.") % {"titles": listed(names[token] for token in sorted(terms.titles))}]
    if terms.but_not:
        titles = listed(names[token] for token in sorted(terms.but_not))
        lines.append(gettext("Not on: %(titles)s.") % {"titles": titles})
    return lines


def _for_whom(terms: Terms) -> list[str]:
    lines = []
    if terms.channels:
        lines.append((_("Channels"), [str(Channel(code).label) for code in sorted(terms.channels)]))
    if terms.stores:
        lines.append((_("Stores"), sorted(terms.stores)))
    if terms.tiers:
        tiers = {tier.code: tier.name for tier in members.tiers()}
        lines.append((_("Tiers"), [tiers.get(code, code) for code in sorted(terms.tiers)]))
    if terms.cards:
        kinds = {kind.code: kind.name for kind in members.card_kinds()}
        lines.append((_("Kinds of card"), [kinds.get(code, code) for code in sorted(terms.cards)]))
    if terms.tags:
        lines.append((_("Readers tagged"), sorted(terms.tags)))
    if terms.clubs:
        clubs = dict(club_names())
        lines.append((_("Readers of the clubs"), [clubs.get(code, code) for code in sorted(terms.clubs)]))
    told = [gettext("%(what)s: %(names)s.") % {"what": what, "names": listed(names)} for what, names in lines]
    if terms.members:
        text = ngettext("%(count)s certain reader.", "%(count)s certain readers.", len(terms.members))
        told.append(text % {"count": len(terms.members)})
    if terms.years_from:
        text = ngettext(
            "Members for %(years)s year or longer.", "Members for %(years)s years or longer.", terms.years_from
        )
        told.append(text % {"years": terms.years_from})
    return told


def _when(terms: Terms) -> list[str]:
    lines = []
    if terms.weekdays:
        days = listed(str(WEEKDAYS[day - 1]) for day in sorted(terms.weekdays))
        lines.append(gettext("Only on: %(days)s.") % {"days": days})
    if terms.days:
        lines.append(gettext("Each year on: %(days)s.") % {"days": listed(day_name(day) for day in sorted(terms.days))})
    if terms.by_birthday:
        lines.append(gettext("On the reader's birthday."))
    if terms.days_before or terms.days_after:
        text = gettext("From %(before)s days before until %(after)s days after.")
        lines.append(text % {"before": terms.days_before, "after": terms.days_after})
    return lines


def _asks(terms: Terms) -> list[str]:
    lines = []
    if terms.least_amount:
        lines.append(gettext("From %(amount)s paid for these titles.") % {"amount": money(terms.least_amount)})
    if terms.least_copies:
        text = ngettext("From %(copies)s copy.", "From %(copies)s copies.", terms.least_copies)
        lines.append(text % {"copies": terms.least_copies})
    if terms.is_first_order:
        lines.append(gettext("Only with the first order."))
    if terms.every:
        text = gettext("With every purchase number %(every)s within %(days)s days.")
        lines.append(text % {"every": terms.every, "days": terms.within_days})
    return lines


def _bounds(terms: Terms) -> list[str]:
    bounds = (
        (terms.most_per_order, gettext("At most %(points)s points an order.")),
        (terms.most_per_day, gettext("At most %(points)s points a day.")),
        (terms.most_per_member, gettext("At most %(points)s points for one reader.")),
        (terms.budget, gettext("At most %(points)s points in all.")),
    )
    lines = [text % {"points": points(most)} for most, text in bounds if most]
    if terms.is_alone:
        lines.append(gettext("Beside it no other rule gives points; the better of both holds."))
    if terms.group:
        lines.append(gettext("Of the group “%(group)s” only one counts.") % {"group": terms.group})
    if terms.precedence:
        lines.append(gettext("Precedence %(number)s within its group.") % {"number": terms.precedence})
    return lines
