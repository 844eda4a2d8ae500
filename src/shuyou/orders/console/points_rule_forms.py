"""What staff type about earning rules."""

import re
import unicodedata
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import clock
from shuyou.kernel.errors import NotFound
from shuyou.loyalty.queries import Gives, PointsRuleDetail, Terms
from shuyou.loyalty.queries.clubs import club_names
from shuyou.loyalty.services import RuleDraft
from shuyou.members import queries as members
from shuyou.orders.console.promotion_forms import PromotionForm, titles_as_typed, words_of
from shuyou.orders.queries._points_said import DAYS, GIVES

CALLED: Final = ("code", "name_zh", "name_en")
GIVEN: Final = ("gives", "value", "per_year", "most_years")
ABOUT: Final = ("items", "classes", "publishers", "series", "goods", "not_items", "not_classes")
WHOM: Final = ("tiers", "cards", "clubs", "tags", "members", "years_from", "is_first_order", "every", "within_days")
WHERE: Final = (
    "channels", "stores", "weekdays", "days", "other_days", "by_birthday", "days_before", "days_after", "starts_on",
    "ends_on", "least_amount", "least_copies",
)  # fmt: skip
BOUNDS: Final = (
    "most_per_order", "most_per_day", "most_per_member", "budget", "is_alone", "group", "precedence",
)  # fmt: skip
_DAY: Final = re.compile(r"(农历|moon *)?(闰)?([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.IGNORECASE)


def _whole(label: Any, help_text: Any = "", most: int = 100_000_000) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, help_text=help_text)


class PointsRuleForm(PromotionForm):
    """The terms of an earning rule; titles and readers are named as for promotions."""

    gives = forms.ChoiceField(label=_("It gives"), choices=[(str(kind), label) for kind, label in GIVES.items()])
    value = forms.DecimalField(
        label=_("How much it gives"), min_value=0, max_digits=8, decimal_places=2, help_text=_("times, or points")
    )
    per_year = forms.BooleanField(label=_("For each year of membership"), required=False)
    most_years = _whole(_("Years that count, at most"), most=100)
    members = forms.CharField(
        label=_("Or these readers"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("their numbers"),
    )  # fmt: skip
    years_from = _whole(_("Years of membership, at least"), most=100)
    every = _whole(_("Every so many-th purchase"), most=1_000)
    within_days = _whole(_("Within so many days"), most=1_000)
    days = forms.MultipleChoiceField(
        label=_("Festivals"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(DAYS.items())
    )
    other_days = forms.CharField(
        label=_("Other days of each year"), required=False, max_length=200, help_text=_("such as 6-1, moon 8-15")
    )
    clubs = forms.MultipleChoiceField(
        label=_("Readers of the clubs"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_birthday = forms.BooleanField(label=_("On the reader's birthday, by the moon if kept so"), required=False)
    days_before, days_after = _whole(_("Days before too"), most=31), _whole(_("Days after too"), most=31)
    most_per_order = _whole(_("Points an order, at most"))
    most_per_day = _whole(_("Points a day, at most"))
    most_per_member = _whole(_("Points for one reader, at most"))
    budget = _whole(_("Points in all, at most"), _("empty: no bound"))  # type: ignore[assignment]  # no money here
    is_alone = forms.BooleanField(label=_("Beside it no other rule gives points"), required=False)

    def __init__(self, data: Any = None, *, rule: PointsRuleDetail | None = None) -> None:
        forms.Form.__init__(self, data, initial=_initial(rule) if rule else None)
        self.offer_choices()
        clubs = self.fields["clubs"]
        assert isinstance(clubs, forms.MultipleChoiceField)
        named, kept = dict(club_names()), rule.newest.terms.clubs if rule else frozenset()
        clubs.choices = list(({code: code for code in sorted(kept)} | named).items())  # also those that are closed
        self.terms: Terms | None = None
        shown = (
            {*CALLED, *GIVEN, *ABOUT, *WHOM, *WHERE, *BOUNDS}
            - ({"code"} if rule else set())
            - (set() if clubs.choices else {"clubs"})
        )
        for name in set(self.fields) - shown:
            del self.fields[name]

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields by what they are about."""
        named = (
            (gettext("What it is called"), CALLED), (gettext("What it gives"), GIVEN),
            (gettext("On which titles"), ABOUT), (gettext("To whom"), WHOM), (gettext("Where and when"), WHERE),
            (gettext("With others, and how far"), BOUNDS),
        )  # fmt: skip
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in named]

    def clean(self) -> dict[str, Any]:
        """Read titles, readers and days as well."""
        typed = super().clean() or self.cleaned_data
        if self.errors:
            return typed
        about = self.about()
        said: dict[str, Any] = {
            **{name: frozenset(typed[name]) for name in ("channels", "tiers", "cards")},
            "stores": frozenset(typed["stores"]),
            "tags": frozenset(words_of(typed["tags"])),
            "clubs": frozenset(typed.get("clubs", ())),
            **{name: typed[name] for name in ("per_year", "by_birthday", "is_first_order", "is_alone")},
            **{name: typed[name] or 0 for name in _NUMBERS},
        }
        self.terms = Terms(
            gives=Gives(typed["gives"]), value=typed["value"], titles=about["titles"], but_not=about["but_not"],
            members=self._readers(typed["members"]), days=frozenset(typed["days"]) | self._days(typed["other_days"]),
            least_amount=typed["least_amount"] or Decimal(0), group=typed["group"],
            weekdays=frozenset(int(day) for day in typed["weekdays"]), **said,
        )  # fmt: skip
        return typed

    def rule_draft(self, code: str = "") -> RuleDraft:
        """Return what was typed, once it is valid."""
        typed, zone = self.cleaned_data, clock.club_zone()
        assert self.terms is not None, "ask whether it is valid first"
        first, last = typed["starts_on"], typed["ends_on"]
        return RuleDraft(
            code=code or typed["code"], name_zh=typed["name_zh"], name_en=typed["name_en"], terms=self.terms,
            starts_at=datetime.combine(first, time.min, zone) if first else None,
            ends_at=datetime.combine(last, time.max, zone) if last else None,
        )  # fmt: skip

    def _readers(self, text: str) -> frozenset[int]:
        found = set()
        for number in (part for word in words_of(text) for part in word.split()):
            try:
                found.add(members.member_id_of(number=number))
            except NotFound as refusal:
                self.add_error("members", str(refusal))
        return frozenset(found)

    def _days(self, text: str) -> frozenset[str]:
        found = set()
        for word in words_of(unicodedata.normalize("NFKC", text)):
            day = _DAY.fullmatch(word)
            if day is None:
                self.add_error("other_days", gettext("“%(value)s” is no day of the year.") % {"value": word})
                continue
            found.add(f"{'moon' if day[1] else 'sun'}:{int(day[3]):02d}{int(day[4]):02d}")
        return frozenset(found)


_NUMBERS: Final = (
    "most_years", "years_from", "every", "within_days", "days_before", "days_after", "least_copies", "most_per_order",
    "most_per_day", "most_per_member", "budget", "precedence",
)  # fmt: skip


def _initial(kept: PointsRuleDetail) -> dict[str, Any]:
    """Return the newest terms of a rule as they were typed."""
    version, terms = kept.newest, kept.newest.terms
    same = (*_NUMBERS, "value", "per_year", "by_birthday", "is_first_order", "is_alone", "group", "least_amount")
    day, numbers = clock.club_day, members.numbers_of(member_ids=terms.members)
    others = [token for token in terms.days if token not in DAYS]
    return {
        **{name: getattr(terms, name) or None for name in same}, **titles_as_typed(terms.titles, terms.but_not),
        "name_zh": kept.name_zh, "name_en": kept.name_en, "gives": str(terms.gives),
        "goods": [token for token in terms.titles if token.startswith("kind:")],
        "channels": list(terms.channels), "tiers": list(terms.tiers), "cards": list(terms.cards),
        "clubs": list(terms.clubs),
        "stores": list(terms.stores), "tags": ", ".join(sorted(terms.tags)),
        "members": ", ".join(sorted(numbers.values())), "weekdays": [str(number) for number in terms.weekdays],
        "days": [token for token in terms.days if token in DAYS],
        "other_days": ", ".join(_typed_day(token) for token in sorted(others)),
        "starts_on": day(version.starts_at) if version.starts_at else None,
        "ends_on": day(version.ends_at) if version.ends_at else None,
    }  # fmt: skip


def _typed_day(token: str) -> str:
    kind, _sep, digits = token.partition(":")
    return f"{'moon ' if kind == 'moon' else ''}{int(digits[:2])}-{int(digits[2:])}"
