"""Promotions in plain language: what they give, on what, to whom, where and when, and how they go with others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.db import connection
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.templatetags.trade import discount
from shuyou.kernel.templatetags.ui import money, percent
from shuyou.kernel.text import listed, nested_marks
from shuyou.members import queries as members
from shuyou.orders.models import Channel
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.rules.own_bundles import TOKEN
from shuyou.supply import queries as supply
from shuyou.supply.queries import shop_floor

KINDS: Final = {
    Kind.PERCENT: _("Percentage"),
    Kind.AMOUNT: _("Amount off each copy"),
    Kind.FIXED: _("One price"),
    Kind.N_FOR_M: _("Take more, pay less"),
    Kind.PICK: _("Copies of choice for one price"),
    Kind.BUNDLE: _("Bundle"),
    Kind.OFF: _("Amount off the order"),
    Kind.CASH: _("Cash for good buyers"),
    Kind.GIFT: _("Gift"),
    Kind.DELIVERY: _("Free delivery"),
}
ITEM_KINDS: Final = {
    "book": _("Books"), "periodical": _("Periodicals"), "av": _("Audio and video"), "stationery": _("Stationery"),
    "toy": _("Toys"), "instrument": _("Musical instruments"), "art": _("Art"), "sports": _("Sports goods"),
    "digital": _("Digital goods"), "epub": _("E-publications"), "ticket": _("Tickets"),
    "other": _("Other goods"),
}  # fmt: skip
OWN_BUNDLE: Final = _("The reader's own bundle, whole, one copy of each")
_NAMES: Final = {
    "publisher": "SELECT id, name FROM catalog_publisher WHERE id = ANY (%s)",
    "series": "SELECT id, name FROM catalog_series WHERE id = ANY (%s)",
    "supplier": "SELECT id, name FROM supply_supplier WHERE id = ANY (%s)",
    "item": "SELECT id, title FROM catalog_item WHERE id = ANY (%s)",
}
_BY_NAME: Final = {
    "publisher": "SELECT name, id FROM catalog_publisher WHERE name = ANY (%s) ORDER BY id",
    "series": "SELECT name, id FROM catalog_series WHERE name = ANY (%s) ORDER BY id",
    "supplier": (
        "SELECT w, s.id FROM unnest(%s::text[]) w JOIN supply_supplier s ON w IN (s.name, s.code) ORDER BY s.id"
    ),
    "shelf": (
        "SELECT w, c.code FROM unnest(%s::text[]) w JOIN catalog_category c ON w IN (c.code, c.name_zh, c.name_en)"
        " ORDER BY c.scheme, c.code"
    ),
}


def token_names(tokens: Iterable[str]) -> Mapping[str, str]:
    """Return what titles are known by in words, in a query for each kind of token."""
    found: dict[str, str] = {}
    by_kind: dict[str, list[str]] = {}
    for token in tokens:
        kind, _sep, key = token.partition(":")
        by_kind.setdefault(kind, []).append(key)
        found[token] = gettext("class %(code)s") % {"code": key} if kind == "class" else key
        if token == TOKEN:
            found[token] = str(OWN_BUNDLE)
        if kind == "kind":
            found[token] = str(ITEM_KINDS.get(key, key))
    for kind in by_kind.keys() & _NAMES.keys():
        with connection.cursor() as cursor:
            cursor.execute(_NAMES[kind], [[int(key) for key in by_kind[kind] if key.isdigit()]])
            named = {key: nested_marks(f"《{name}》") if kind == "item" else name for key, name in cursor.fetchall()}
        found |= {f"{kind}:{key}": name for key, name in named.items()}
    if "shelf" in by_kind:
        found |= _shelf_names(by_kind["shelf"])
    return found


def _shelf_names(codes: Sequence[str]) -> Mapping[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, name_zh, name_en FROM catalog_category WHERE code = ANY (%s)", [list(codes)])
        return {f"shelf:{code}": supply.place_name(zh=zh, en=en) for code, zh, en in cursor.fetchall()}


def tokens_named(*, kind: str, names: Sequence[str]) -> Mapping[str, str]:
    """Return the tokens of publishers, series, suppliers or shelves by name, in one query; unknown ones are missing."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME[kind], [list(names)])
        return {name: f"{kind}:{key}" for name, key in cursor.fetchall()}


def said(rule: Rule) -> list[str]:
    """Return a rule as sentences in the reader's language."""
    items = [f"item:{item_id}" for item_id, _copies in rule.parts] + ([f"item:{rule.gift}"] if rule.gift else [])
    names = token_names([*sorted(rule.titles), *sorted(rule.but_not), *items])
    return [_GIVES[rule.kind](rule, names), *_about(rule, names), *_for_whom(rule), *_asks(rule), *_with_others(rule)]


def _percent(rule: Rule, _names: Mapping[str, str]) -> str:
    text = _("%(discount)s the list price.") if rule.is_of_list else _("%(discount)s the member's price.")
    return str(text) % {"discount": discount(rule.rate)}


def _ladder(rule: Rule, _names: Mapping[str, str]) -> str:
    text = _("%(off)s off for every %(least)s") if rule.repeats else _("%(off)s off from %(least)s")
    return listed(str(text) % {"off": money(off), "least": money(least)} for least, off in rule.ladder)


def _bundle(rule: Rule, names: Mapping[str, str]) -> str:
    parts = listed(f"{names.get(f'item:{item_id}', item_id)} × {copies}" for item_id, copies in rule.parts)
    return gettext("%(titles)s together for %(amount)s.") % {"titles": parts, "amount": money(rule.amount)}


def _gift(rule: Rule, names: Mapping[str, str]) -> str:
    text = ngettext(
        "%(copies)s copy of %(title)s for nothing.", "%(copies)s copies of %(title)s for nothing.", rule.copies
    )
    return text % {"copies": rule.copies, "title": names.get(f"item:{rule.gift}", str(rule.gift))}


_GIVES: Final[Mapping[Kind, Callable[[Rule, Mapping[str, str]], str]]] = {
    Kind.PERCENT: _percent,
    Kind.AMOUNT: lambda rule, _names: gettext("%(amount)s off each copy.") % {"amount": money(rule.amount)},
    Kind.FIXED: lambda rule, _names: gettext("Each copy for %(amount)s.") % {"amount": money(rule.amount)},
    Kind.N_FOR_M: lambda rule, _names: (
        gettext("Take %(take)s, pay %(pay)s; the cheapest are free.") % {"take": rule.take, "pay": rule.pay}
    ),
    Kind.PICK: lambda rule, _names: (
        gettext("Any %(take)s copies for %(amount)s.") % {"take": rule.take, "amount": money(rule.amount)}
    ),
    Kind.BUNDLE: _bundle,
    Kind.OFF: _ladder,
    Kind.CASH: lambda rule, _names: (
        gettext("%(share)s of what the member paid in twelve months off the order, at most %(amount)s.")
        % {"share": percent(rule.rate), "amount": money(rule.amount)}
    ),
    Kind.GIFT: _gift,
    Kind.DELIVERY: lambda _rule, _names: gettext("Delivery for nothing."),
}


def _about(rule: Rule, names: Mapping[str, str]) -> list[str]:
    if rule.kind == Kind.BUNDLE:
        return []
    lines = []
    if rule.titles:
        titles = listed(names[token] for token in sorted(rule.titles))
        lines.append(gettext("On: %(titles)s.") % {"titles": titles})
    else:
        lines.append(gettext("On all titles but those that nobody gets for less."))
    if rule.but_not:
        titles = listed(names[token] for token in sorted(rule.but_not))
        lines.append(gettext("Not on: %(titles)s.") % {"titles": titles})
    if rule.price_from:
        lines.append(gettext("List price from %(amount)s.") % {"amount": money(rule.price_from)})
    if rule.price_to:
        lines.append(gettext("List price up to %(amount)s.") % {"amount": money(rule.price_to)})
    return lines


def _for_whom(rule: Rule) -> list[str]:
    lines = []
    if rule.channels:
        lines.append((_("Channels"), [str(Channel(code).label) for code in sorted(rule.channels)]))
    if rule.stores:
        stores = {place.code: place.name for place in shop_floor.stores()}
        lines.append((_("Stores"), [stores.get(code, code) for code in sorted(rule.stores)]))
    if rule.tiers:
        tiers = {tier.code: tier.name for tier in members.tiers()}
        lines.append((_("Tiers"), [tiers.get(code, code) for code in sorted(rule.tiers)]))
    if rule.cards:
        kinds = {kind.code: kind.name for kind in members.card_kinds()}
        lines.append((_("Kinds of card"), [kinds.get(code, code) for code in sorted(rule.cards)]))
    if rule.tags:
        lines.append((_("Readers tagged"), sorted(rule.tags)))
    if rule.weekdays:
        lines.append((_("Only on"), [str(WEEKDAYS[day - 1]) for day in sorted(rule.weekdays)]))
    return [gettext("%(what)s: %(names)s.") % {"what": what, "names": listed(names)} for what, names in lines]


def _asks(rule: Rule) -> list[str]:
    lines = []
    if rule.least_amount:
        text = gettext("From %(amount)s, as these titles cost the member before promotions.")
        lines.append(text % {"amount": money(rule.least_amount)})
    if rule.least_copies:
        text = ngettext("From %(copies)s copy.", "From %(copies)s copies.", rule.least_copies)
        lines.append(text % {"copies": rule.least_copies})
    if rule.is_first_order:
        lines.append(gettext("Only with the first order."))
    if rule.least_year_spend:
        text = gettext("For members who paid %(amount)s or more in twelve months.")
        lines.append(text % {"amount": money(rule.least_year_spend)})
    if rule.by_coupon:
        lines.append(gettext("Only with a coupon."))
    return lines


def _with_others(rule: Rule) -> list[str]:
    lines = []
    if rule.most_per_member:
        text = ngettext("%(times)s order per member.", "%(times)s orders per member.", rule.most_per_member)
        lines.append(text % {"times": rule.most_per_member})
    if not rule.stacks and rule.kind in (Kind.OFF, Kind.CASH):
        lines.append(gettext("In the same order no other price promotion counts."))
    elif not rule.stacks:
        lines.append(gettext("On the same title no other price promotion of titles counts."))
    if rule.group:
        lines.append(gettext("Of the group “%(group)s” only one counts.") % {"group": rule.group})
    if rule.precedence:
        lines.append(gettext("Precedence %(number)s within its group.") % {"number": rule.precedence})
    return lines
