"""What staff ask of the list of members: fields, chips, order, columns, and all of it as an address."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.lists import Chip
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.templatetags.ui import colon, points, semicolon
from shuyou.members import queries
from shuyou.members.models import Card, Consent, Institution, Member, Person
from shuyou.members.queries import MemberFilter, Order, Sort
from shuyou.members.rules.listing import BIRTHDAYS, LIKINGS, TRADE_SPANS, unpacked
from shuyou.members.rules.names import SEALED_NAME
from shuyou.members.rules.places import PROVINCES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SEALED, PURPOSE = SEALED_NAME

YES_NO: Final = [("", _("Either")), ("yes", _("Yes")), ("no", _("No"))]
MANY: Final = ("tier", "status", "tag")
SORTS: Final = {
    Sort.NAME: _("Name"), Sort.NUMBER: _("Number"), Sort.JOINED: _("Joined"), Sort.ACTIVITY: _("Activity"),
    Sort.ORDERS: _("Orders"), Sort.SPENT: _("Spent in all"), Sort.YEAR_SPENT: _("Twelve months"),
    Sort.BOUGHT: _("Last purchase"), Sort.POINTS: _("Points"),
}  # fmt: skip
UPWARD: Final = frozenset({Sort.NAME, Sort.NUMBER})
"""Orders that begin with the least; the others begin with the most."""
PLAIN: Final = ("tier", "status", "city", "joined_from", "joined_to")
"""Fields that are always in view; the others unfold."""
GUARDED: Final[Mapping[str, Sequence[str]]] = {
    "members.see_trade": tuple(span.name for span in TRADE_SPANS),
    "members.view": LIKINGS,
    "members.see_contact": BIRTHDAYS,
}
"""Fields that not everybody may ask, by what lets somebody."""
ENDS: Final = tuple(
    (f"{name}_from", f"{name}_to") for name in ("joined", "age", "orders", "spent", "year", "bought", "points")
)
MOST: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading: where it sorts to, if it does, and which way it sorts now."""

    key: str
    label: str | Promise
    query: str
    way: str


def _day(label: "_StrPromise") -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def _choice(label: "_StrPromise", choices: Sequence[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=list(choices))


def _any(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("Any")), *choices]


def _ticks(label: "_StrPromise", choices: Sequence[tuple[str, Any]] = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=list(choices), widget=forms.CheckboxSelectMultiple
    )


def _age(label: "_StrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=150)


def _whole(label: "_StrPromise") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST)


def _sum(label: "_StrPromise") -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_value=MOST, decimal_places=2)


class MemberListForm(forms.Form):
    """Which members the list shows."""

    name = forms.CharField(label=_("Name or pinyin begins with"), required=False, max_length=40)
    tier = _ticks(_("Tier"))
    status = _ticks(
        _("Status"), [one for one in Member.Status.choices if one[0] not in (Member.Status.MERGED, "erased")]
    )
    city = forms.CharField(label=_("City"), required=False, max_length=30)
    joined_from = _day(_("Joined from"))
    joined_to = _day(_("Joined to"))
    joined_via = forms.CharField(label=_("Joined via"), required=False, max_length=20)
    phone = _choice(_("Phone known"), YES_NO)
    email = _choice(_("E-mail known"), YES_NO)
    gender = _choice(_("Gender"), _any([*Person.Gender.choices[1:], ("unknown", Person.Gender.UNKNOWN.label)]))
    birth_month = forms.TypedChoiceField(
        label=_("Birth month"), required=False, coerce=int, empty_value=0,  # type: ignore[arg-type]
        choices=[("", _("Any")), *((str(month), str(month)) for month in range(1, 13))],
    )  # fmt: skip
    age_from = _age(_("Age from"))
    age_to = _age(_("Age to"))
    province = _choice(_("Province"), _any([(name, name) for name in dict.fromkeys(PROVINCES.values())]))
    district = forms.CharField(label=_("District"), required=False, max_length=30)
    card_kind = _choice(_("Kind of card"), [])
    card_status = _choice(_("Card status"), _any(Card.Status.choices))
    tag = _ticks(_("Tags"))
    likes = _choice(_("Preference"), [])
    favourite = forms.CharField(label=_("Favourite author or series"), required=False, max_length=40)
    year_from = _sum(_("Twelve months from"))
    year_to = _sum(_("Twelve months to"))
    spent_from = _sum(_("Spent in all from"))
    spent_to = _sum(_("Spent in all to"))
    orders_from = _whole(_("Orders from"))
    orders_to = _whole(_("Orders to"))
    bought_from = _day(_("Last purchase from"))
    bought_to = _day(_("Last purchase to"))
    points_from = _whole(_("Points from"))
    points_to = _whole(_("Points to"))
    household = _choice(_("Household"), YES_NO)
    institution = forms.CharField(
        label=_("Institution"), required=False, max_length=20, help_text=_("a number, “any” or “none”")
    )
    consent = _choice(_("Consent"), [])
    consent_given = _choice(_("Consent is"), [])
    blocked = _choice(_("Orders stopped"), YES_NO)
    helper = _choice(_("Personal helper"), [])
    restricted = _choice(_("Asked not to be used"), [("", _("Leave out")), ("yes", _("Only these"))])
    chosen = forms.CharField(label=_("Chosen by hand"), required=False, max_length=2000, widget=forms.HiddenInput)

    hidden: frozenset[str] = frozenset()
    """Fields that who looks may not ask."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        choices = queries.list_choices()
        self.own_fields = choices["field"]
        self._choices("tier", choices["tier"])
        self._choices("tag", choices["tag"])
        self._choices("card_kind", _any(choices["card_kind"] or Card.Kind.choices))
        self._choices("likes", _any(choices["likes"]))
        self._choices("helper", _any([("any", _("Somebody")), ("none", _("Nobody")), *choices["helper"]]))
        self._choices(
            "consent",
            _any([
                (f"{purpose}:{channel}", f"{label} · {way}")
                for purpose, label in Consent.Purpose.choices for channel, way in Consent.Channel.choices
            ]),
        )  # fmt: skip
        self._choices("consent_given", _any([("yes", _("given")), ("no", _("refused")), ("unasked", _("not asked"))]))

    def _choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    @property
    def plain(self) -> list[forms.BoundField]:
        """Return the fields that are always in view and take one value."""
        return [self[name] for name in PLAIN if name not in MANY]

    @property
    def ticked(self) -> list[forms.BoundField]:
        """Return the fields that take several values, if there is anything to choose."""
        return [self[name] for name in MANY if self.fields[name].choices]  # type: ignore[attr-defined]

    @property
    def folded(self) -> list[forms.BoundField]:
        """Return the fields that unfold."""
        left_out = {*PLAIN, *MANY, "chosen", *self.hidden}
        return [self[name] for name in self.fields if name not in left_out]

    @property
    def is_unfolded(self) -> bool:
        """Tell whether one of the folded fields is wrong; chips tell of those that filter."""
        return any(field.errors for field in self.folded)

    def wanted(self) -> MemberFilter:
        """Return the filter; a field that cannot be read does not filter."""
        given = dict(self.given())
        if "tag" in given:
            given["tag"] = tuple(int(tag) for tag in given["tag"])
        if "chosen" in given:
            given["chosen"] = unpacked(given["chosen"])
        return MemberFilter(**given)

    def given(self) -> Mapping[str, Any]:
        """Return the fields that filter, with their values."""
        self.is_valid()
        return {
            name: tuple(value) if name in MANY else value
            for name, value in self.cleaned_data.items()
            if value or (value == 0 and name != "birth_month")
        }

    def clean_chosen(self) -> str:
        """Take ids as the list packs them."""
        typed = str(self.cleaned_data["chosen"])
        if typed and unpacked(typed) is None:
            raise forms.ValidationError(_("Who was chosen cannot be read any more. Choose again."))
        return typed

    def clean_institution(self) -> str:
        """Take the words for any and none in either language."""
        typed = str(self.cleaned_data["institution"]).strip()
        said = {str(_("any")): "any", str(_("none")): "none"}.get(typed.lower(), typed)
        if said.lower() in ("any", "none", ""):
            return said.lower()
        if not Institution.objects.filter(number=said.upper()).exists():
            raise forms.ValidationError(_("There is no institution %(number)s."), params={"number": typed})
        return said.upper()

    def clean(self) -> dict[str, Any]:
        """Point to ends that contradict each other, and to half a question about consent."""
        given = self.cleaned_data
        for first, last in ENDS:
            low, high = given.get(first), given.get(last)
            if low is not None and high is not None and low > high:
                self.add_error(last, _("This lies before “%(from)s”.") % {"from": self.fields[first].label})
        if given.get("consent") and not given.get("consent_given"):
            given["consent_given"] = "yes"
        return given

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Return the filter as an address carries it."""
        for name, value in self.given().items():
            yield from _pairs(name, value)

    def chips(self, asked: "Asked") -> list[Chip]:
        """Return the filters in force, one for each value."""
        chips = []
        for name, value in self.given().items():
            if name == "consent_given" and "consent" in self.given():
                continue
            for one in value if name in MANY else [value]:
                left = [pair for pair in self.pairs() if not _is_of(pair, name, one)]
                chips.append(Chip(f"{self.fields[name].label}{colon()}{self._said(name, one)}", asked.query(left)))
        return chips

    def _said(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if name == "chosen":
            return points(len(unpacked(value) or ()))
        if isinstance(field, forms.ChoiceField):
            said = str(dict(field.choices).get(str(value), value))  # type: ignore[arg-type]
            given = self.given().get("consent_given") if name == "consent" else None
            return f"{said}{colon()}{self._said('consent_given', given)}" if given else said
        return date_format(value, "Y-m-d") if isinstance(field, forms.DateField) else str(value)


def _first_way(by: Sort) -> str:
    return "up" if by in UPWARD else "down"


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name == "name":
        yield SEALED, seal(str(value), purpose=PURPOSE)
    elif name in MANY:
        yield from ((name, str(one)) for one in value)
    else:
        yield name, str(value)


def _is_of(pair: tuple[str, str], name: str, value: Any) -> bool:
    if name == "consent":
        return pair[0] in ("consent", "consent_given")
    return pair[0] == (SEALED if name == "name" else name) and (name not in MANY or pair[1] == str(value))


class Asked:
    """All that an address asks of the list: filter, order, columns."""

    def __init__(self, parameters: QueryDict) -> None:
        data = parameters.copy()
        if sealed := data.get(SEALED):
            data["name"] = unseal(sealed, purpose=PURPOSE) or ""
        self.form = MemberListForm(data)
        self.is_unreadable = bool(sealed and not data["name"])
        sort = data.get("sort", "")
        self.by = Sort(sort) if sort in set(Sort) else Sort.JOINED
        way = data.get("way", "")
        self.way = way if way in ("up", "down") else _first_way(self.by)
        self.columns = [key for key in data.get("cols", "").split(".") if re.fullmatch(r"[a-z0-9_-]{1,40}", key)]

    @property
    def order(self) -> Order:
        """Return what comes first."""
        return Order(by=self.by, is_descending=self.way == "down")

    def query(self, pairs: Sequence[tuple[str, str]] | None = None, **more: str | int) -> str:
        """Return the address of this list, with another filter or more parameters."""
        return urlencode([*(self.form.pairs() if pairs is None else pairs), *self._ordered(), *more.items()])

    def sorted_by(self, key: Sort) -> Heading:
        """Return the heading of a column that sorts: again the other way round."""
        is_now = key is self.by
        way = ("up" if self.way == "down" else "down") if is_now else _first_way(key)
        pairs = [*self.form.pairs(), ("sort", key.value), ("way", way), *self._shown()]
        return Heading(key.value, SORTS[key], urlencode(pairs), self.way if is_now else "")

    def _ordered(self) -> Iterator[tuple[str, str]]:
        if (self.by, self.way) != (Sort.JOINED, "down"):
            yield "sort", self.by.value
            yield "way", self.way
        yield from self._shown()

    def _shown(self) -> Iterator[tuple[str, str]]:
        if self.columns:
            yield "cols", ".".join(self.columns)


def asked_in(text: str) -> Asked:
    """Return what an address asked that was kept as text."""
    return Asked(QueryDict(text))


def said_briefly(asked: Asked) -> str:
    """Return a filter in words, as somebody who has to approve an export reads it."""
    return semicolon().join(chip.label for chip in asked.form.chips(asked)) or gettext("All members")
