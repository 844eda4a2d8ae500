"""What staff type about promotions: terms, coupons, and a basket to try out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders.console.typed import whole_number
from shuyou.orders.models import Channel
from shuyou.orders.queries import KINDS, OWN_BUNDLE, PromotionDetail
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.rules.own_bundles import TOKEN
from shuyou.orders.services import PromotionDraft
from shuyou.supply.queries import shop_floor

GIVES: Final[Mapping[Kind, Sequence[str]]] = {
    Kind.PERCENT: ("rate", "is_of_list"), Kind.AMOUNT: ("amount",), Kind.FIXED: ("amount",),
    Kind.N_FOR_M: ("take", "pay"), Kind.PICK: ("take", "amount"), Kind.BUNDLE: ("parts", "amount"),
    Kind.OFF: ("ladder", "repeats"), Kind.CASH: ("rate", "amount"), Kind.GIFT: ("gift", "copies"), Kind.DELIVERY: (),
}  # fmt: skip
"""The fields that say what each kind gives."""
ABOUT: Final = (
    "items",
    "classes",
    "publishers",
    "series",
    "suppliers",
    "shelves",
    "goods",
    "price_from",
    "price_to",
    "not_items",
    "not_classes",
)
WHO: Final = (
    "channels", "stores", "tiers", "cards", "tags", "weekdays", "starts_on", "ends_on", "least_amount", "least_copies",
    "least_year_spend", "is_first_order", "by_coupon",
)  # fmt: skip
NAMED: Final = ("items", "classes", "publishers", "series", "suppliers", "shelves")
"""The fields of what titles are known by, in the order of `_KNOWN_BY`."""
_KNOWN_BY: Final = ("item", "class", "publisher", "series", "supplier", "shelf")
OTHERS: Final = ("stacks", "group", "precedence", "most_per_member", "most_uses", "budget")
_DAY: Final = {"format": "%Y-%m-%d", "attrs": {"type": "date"}}
_RUNG: Final = re.compile(r"(\d{1,9}(?:\.\d\d?)?)\s*[-–—:]\s*(\d{1,9}(?:\.\d\d?)?)")
_MARKS: Final = re.compile(r"[,，、;；\n]+")


def words_of(text: str) -> list[str]:
    """Return the words of a text with commas, semicolons or new lines between."""
    return [word.strip() for word in _MARKS.split(text) if word.strip()]


def _many(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000, help_text=help_text)


def _money(label: Any, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=12, decimal_places=2, help_text=help_text
    )


class PromotionForm(forms.Form):
    """The terms of a promotion of one kind."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("such as moon-2026; it is never changed"))
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=60)
    rate = forms.DecimalField(
        label=_("Percent"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    is_of_list = forms.BooleanField(label=_("Of the list price, not of the member's price"), required=False)
    amount = _money(_("Amount"))
    take = _number(_("Copies taken"))
    pay = _number(_("Copies paid"))
    parts = forms.CharField(
        label=_("Titles of the bundle"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("an ISBN on each line; behind it × and copies if more than one"),
    )  # fmt: skip
    ladder = forms.CharField(
        label=_("Steps"), required=False, max_length=200, help_text=_("from-off, such as 100-10, 200-30")
    )
    repeats = forms.BooleanField(label=_("The step counts as often as it is reached"), required=False)
    gift = forms.CharField(label=_("ISBN of the gift"), required=False, max_length=20)
    copies = _number(_("Copies of it"))
    items = forms.CharField(
        label=_("ISBNs"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("one on each line; nothing here and below: all titles"),
    )  # fmt: skip
    classes = forms.CharField(label=_("CLC classes"), required=False, max_length=300, help_text=_("such as I247, K"))
    publishers = forms.CharField(label=_("Publishers"), required=False, max_length=1000)
    series = forms.CharField(label=_("Series"), required=False, max_length=1000)
    suppliers = forms.CharField(
        label=_("Suppliers"),
        required=False,
        max_length=1000,
        help_text=_("whose copies are on the shelves; names or codes"),
    )
    shelves = forms.CharField(
        label=_("Shelves"), required=False, max_length=300, help_text=_("of the shop: names or codes")
    )
    goods = _many(_("Kinds of goods"))
    price_from, price_to = _money(_("List price from")), _money(_("List price up to"))
    not_items = forms.CharField(label=_("But not these ISBNs"), required=False, max_length=20_000)
    not_classes = forms.CharField(label=_("But not these classes"), required=False, max_length=300)
    channels, stores, tiers, cards, weekdays = (
        _many(_("Channels")),
        _many(_("Stores")),
        _many(_("Tiers")),
        _many(_("Kinds of card")),
        _many(_("Days")),
    )
    tags = forms.CharField(label=_("Readers tagged"), required=False, max_length=300)
    starts_on = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(**_DAY))  # type: ignore[arg-type]
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(**_DAY))  # type: ignore[arg-type]
    least_amount = _money(_("From what amount"), _("of these titles at the member's price, before promotions"))
    least_copies = _number(_("From how many copies"))
    least_year_spend = _money(_("Paid in twelve months, at least"))
    is_first_order = forms.BooleanField(label=_("Only the first order"), required=False)
    by_coupon = forms.BooleanField(label=_("Only with a coupon"), required=False)
    stacks = forms.BooleanField(label=_("Goes with other promotions"), required=False, initial=True)
    group = forms.SlugField(
        label=_("Group"), required=False, max_length=20, help_text=_("of promotions with the same word only one counts")
    )
    precedence = _number(_("Precedence"), _("the highest of a group counts, even if another saves more"))
    most_per_member = _number(_("Orders per member, at most"), _("empty: any number"))
    most_uses = _number(_("Orders in all, at most"), _("empty: any number"))
    budget = _money(_("Budget"), _("what it may give away in all; empty: no bound"))

    def __init__(self, data: Any = None, *, kind: Kind, kept: PromotionDetail | None = None) -> None:
        super().__init__(data, initial=initial_of(kept) if kept else None)
        self.kind = kind
        self.offer_choices()
        shown = {"code", "name_zh", "name_en", *GIVES[kind], *ABOUT, *WHO, *OTHERS}
        if kind == Kind.BUNDLE:
            shown -= set(ABOUT)
        for name in set(self.fields) - shown | ({"code"} if kept else set()):
            del self.fields[name]

    def offer_choices(self) -> None:
        """Offer the tiers, kinds of card, channels and days that there are."""
        offered: dict[str, Sequence[tuple[str, Any]]] = {
            "goods": [
                *((f"kind:{code}", label) for code, label in queries.ITEM_KINDS.items()),
                (TOKEN, OWN_BUNDLE),
            ],
            "channels": Channel.choices,
            "stores": [(place.code, place.name) for place in shop_floor.stores()],
            "tiers": [(tier.code, tier.name) for tier in members.tiers()],
            "cards": [(kind.code, kind.name) for kind in members.card_kinds()],
            "weekdays": [(str(day + 1), label) for day, label in WEEKDAYS.items()],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by what they are about."""
        named = (
            (gettext("What it is called"), ("code", "name_zh", "name_en")),
            (gettext("What it gives"), GIVES[self.kind]),
            (gettext("On which titles"), ABOUT), (gettext("To whom, where and when"), WHO),
            (gettext("With others, and how far"), OTHERS),
        )  # fmt: skip
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in named]
        return [(title, fields) for title, fields in found if fields]

    def draft(self, code: str = "") -> PromotionDraft | None:
        """Return what was typed, or nothing if a title, a publisher or a step could not be read."""
        typed = self.cleaned_data
        rule = Rule(kind=self.kind, **self._gives(), **self.about(), **self._who())
        if self.errors:
            return None
        first, last = typed.get("starts_on"), typed.get("ends_on")
        zone = clock.club_zone()
        return PromotionDraft(
            code=code or typed.get("code", ""), name_zh=typed["name_zh"], name_en=typed["name_en"], rule=rule,
            starts_at=datetime.combine(first, time.min, zone) if first else None,
            ends_at=datetime.combine(last, time.max, zone) if last else None,
            most_uses=typed.get("most_uses"), budget=typed.get("budget"),
        )  # fmt: skip

    def _gives(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data.get(name) for name in GIVES[self.kind]}
        if "rate" in typed:
            typed["rate"] = (typed["rate"] or Decimal(0)) / 100
        if "ladder" in typed:
            typed["ladder"] = self._ladder(str(typed["ladder"]))
        if "parts" in typed:
            typed["parts"] = tuple(self._parts(str(typed["parts"])))
        if "gift" in typed:
            typed["gift"] = next(iter(self._items("gift", str(typed["gift"]))), 0)
            typed["copies"] = typed["copies"] or 1
        return {name: value for name, value in typed.items() if value is not None}

    def about(self) -> dict[str, Any]:
        """Return on which titles it is, as typed; what the catalog does not know is noted below its field."""
        typed = self.cleaned_data
        return {
            "titles": frozenset(
                [f"item:{item_id}" for item_id in self._items("items", typed.get("items", ""))]
                + [f"class:{code.upper()}" for code in words_of(typed.get("classes", ""))]
                + self._named("publishers", "publisher") + self._named("series", "series")
                + self._named("suppliers", "supplier") + self._named("shelves", "shelf") + typed.get("goods", [])
            ),
            "but_not": frozenset(
                [f"item:{item_id}" for item_id in self._items("not_items", typed.get("not_items", ""))]
                + [f"class:{code.upper()}" for code in words_of(typed.get("not_classes", ""))]
            ),
            "price_from": typed.get("price_from") or Decimal(0), "price_to": typed.get("price_to") or Decimal(0),
        }  # fmt: skip

    def _who(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            **{name: frozenset(typed[name]) for name in ("channels", "stores", "tiers", "cards")},
            "tags": frozenset(words_of(typed["tags"])),
            **{name: typed[name] or 0 for name in ("least_copies", "precedence", "most_per_member")},
            **{name: typed[name] or Decimal(0) for name in ("least_amount", "least_year_spend")},
            **{name: typed[name] for name in ("is_first_order", "by_coupon", "stacks", "group")},
            "weekdays": frozenset(int(day) for day in typed["weekdays"]),
        }

    def _ladder(self, text: str) -> tuple[tuple[Decimal, Decimal], ...]:
        rungs = [_RUNG.fullmatch(word) for word in words_of(text)]
        if not all(rungs):
            self.add_error("ladder", gettext("Type steps such as 100-10, 200-30."))
        return tuple((Decimal(rung[1]), Decimal(rung[2])) for rung in rungs if rung)

    def _parts(self, text: str) -> list[tuple[int, int]]:
        parts = []
        for word in words_of(text):
            number, _sep, copies = word.replace("x", "×").replace("*", "×").partition("×")
            found = self._items("parts", number)
            parts += [(item_id, whole_number(copies) or 1) for item_id in found[:1]]
        return parts

    def _items(self, field: str, text: str) -> list[int]:
        """Return the items that numbers stand for; a number that hits several means all of them."""
        found: list[int] = []
        for number in words_of(text):
            rows = catalog.items_by_code(code=number)
            if not rows:
                self.add_error(field, gettext("No title goes by %(value)s.") % {"value": number})
            found += [row.item_id for row in rows]
        return found

    def _named(self, field: str, kind: str) -> list[str]:
        names = words_of(self.cleaned_data.get(field, ""))
        tokens = queries.tokens_named(kind=kind, names=names) if names else {}
        for name in names:
            if name not in tokens:
                self.add_error(field, gettext("The catalog does not know “%(value)s”.") % {"value": name})
        return list(tokens.values())


def initial_of(kept: PromotionDetail) -> dict[str, Any]:
    """Return the newest terms of a promotion as they were typed."""
    version, rule = kept.newest, kept.newest.rule
    same = ("is_of_list", "amount", "take", "pay", "repeats", "copies", "price_from", "price_to", "least_amount",
            "least_copies", "least_year_spend", "is_first_order", "by_coupon", "stacks", "group", "precedence",
            "most_per_member")  # fmt: skip
    isbns = _isbns([*rule.titles, *rule.but_not], {item_id for item_id, _copies in rule.parts} | {rule.gift} - {0})
    day = clock.club_day
    return {
        **{name: getattr(rule, name) or None for name in same},
        "name_zh": kept.name_zh, "name_en": kept.name_en, "rate": rule.rate * 100,
        "ladder": ", ".join(f"{least.normalize():f}-{off.normalize():f}" for least, off in rule.ladder),
        "parts": "\n".join(f"{isbns[item_id]} × {copies}" for item_id, copies in rule.parts),
        "gift": isbns.get(rule.gift, ""),
        **_titles(rule.titles, isbns, NAMED),
        **_titles(rule.but_not, isbns, ("not_items", "not_classes")),
        "goods": [token for token in rule.titles if token.startswith(("kind:", TOKEN))],
        "channels": list(rule.channels), "stores": list(rule.stores), "tiers": list(rule.tiers),
        "cards": list(rule.cards),
        "tags": ", ".join(sorted(rule.tags)),
        "weekdays": [str(number) for number in rule.weekdays],
        "starts_on": day(version.starts_at) if version.starts_at else None,
        "ends_on": day(version.ends_at) if version.ends_at else None,
        "most_uses": version.most_uses, "budget": version.budget,
    }  # fmt: skip


def titles_as_typed(titles: frozenset[str], but_not: frozenset[str]) -> dict[str, str]:
    """Return titles that a rule names as they were typed, by field."""
    isbns = _isbns([*titles, *but_not], set())
    return {
        **_titles(titles, isbns, NAMED),
        **_titles(but_not, isbns, ("not_items", "not_classes")),
    }


def _isbns(tokens: Iterable[str], others: set[int]) -> dict[int, str]:
    ids = {int(token.removeprefix("item:")) for token in tokens if token.startswith("item:")}
    return {row.item_id: row.isbn for row in catalog.item_rows(item_ids=sorted(ids | others))}


def _titles(tokens: frozenset[str], isbns: Mapping[int, str], fields: Sequence[str]) -> dict[str, str]:
    names = queries.token_names(token for token in tokens if token.partition(":")[0] in _KNOWN_BY[2:])
    words: dict[str, list[str]] = {kind: [] for kind in _KNOWN_BY}
    for token in sorted(tokens):
        kind, _sep, key = token.partition(":")
        if kind in words:
            words[kind].append(isbns.get(int(key), "") if kind == "item" else names.get(token, key))
    joined = ("\n".join(words["item"]), *(", ".join(words[kind]) for kind in _KNOWN_BY[1:]))
    return {field: text for field, text in zip(fields, joined, strict=False) if text}


class CouponsForm(forms.Form):
    """Coupons to make: so many for anybody, or one for each of some members."""

    count = _number(_("How many codes"))
    numbers = forms.CharField(
        label=_("Or one for each of these members"), required=False, max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("their numbers"),
    )  # fmt: skip
    most_uses = forms.IntegerField(label=_("Orders per coupon"), initial=1, min_value=1, max_value=10_000)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(**_DAY))  # type: ignore[arg-type]

    def numbers_typed(self) -> list[str]:
        """Return the numbers of members that were typed."""
        return [number for word in words_of(self.cleaned_data["numbers"]) for number in word.split()]


class TryForm(forms.Form):
    """A basket to try out: whose, what, where and when."""

    member = forms.CharField(label=_("Member number"), max_length=20)
    titles = forms.CharField(
        label=_("Titles"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("an ISBN on each line; behind it × and copies if more than one"),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    on = forms.DateField(label=_("On"), required=False, widget=forms.DateInput(**_DAY))  # type: ignore[arg-type]
    coupon = forms.CharField(label=_("Coupon"), required=False, max_length=60)
    store = forms.ChoiceField(label=_("Store"), required=False)

    def __init__(self, *args: Any, stores: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].choices = [("", _("None")), *stores]  # type: ignore[attr-defined]

    def copies(self) -> dict[int, int]:
        """Return the copies typed, by item; what nobody sells is noted below the field."""
        copies: dict[int, int] = {}
        for word in words_of(self.cleaned_data["titles"]):
            number, _sep, count = word.replace("x", "×").replace("*", "×").partition("×")
            rows = catalog.items_by_code(code=number, limit=1)
            if not rows:
                self.add_error("titles", gettext("No title goes by %(value)s.") % {"value": number})
                continue
            more = min(whole_number(count) or 1, 9_999)
            copies[rows[0].item_id] = copies.get(rows[0].item_id, 0) + more
        return copies


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of promotions by name."""
    return [(str(kind), str(label)) for kind, label in KINDS.items()]
