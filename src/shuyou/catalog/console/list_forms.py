"""What staff ask of the list of titles: fields, chips, order, and all of it as an address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Category, Item
from shuyou.catalog.queries import Sort, TitleFilter, TitleOrder, own_classes
from shuyou.kernel.doors import id_in
from shuyou.kernel.lists import Chip

SORTS: Final = {
    Sort.TITLE: _("Title"), Sort.PUBLISHED: _("Published"), Sort.PRICE: _("List price"), Sort.SOLD: _("Sold lately"),
    Sort.ADDED: _("Added"),
}  # fmt: skip
UPWARD: Final = frozenset({Sort.TITLE, Sort.PRICE})
"""Orders that begin with the smallest."""
YES_NO: Final = [("", _("Either")), ("yes", _("Yes")), ("no", _("No"))]
PLAIN: Final = ("q", "price_from", "price_to", "publisher", "category")
MANY: Final = ("kind", "status")
SHELVES: Final = 300


@dataclass(frozen=True, slots=True)
class SortHeading:
    """A heading that sorts: where to, and which way it sorts now."""

    label: str | Promise
    query: str
    way: str


class TitleListForm(forms.Form):
    """Which titles the list shows."""

    q = forms.CharField(label=_("ISBN, words of the title or its first letters"), required=False, max_length=80)
    price_from = forms.DecimalField(label=_("Price from"), required=False, min_value=0, max_digits=8, decimal_places=2)
    price_to = forms.DecimalField(label=_("Price to"), required=False, min_value=0, max_digits=8, decimal_places=2)
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=120)
    category = forms.ChoiceField(label=_("Shelf"), required=False, choices=[])
    kind = forms.MultipleChoiceField(
        label=_("Kind of goods"), required=False, choices=Item.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    status = forms.MultipleChoiceField(
        label=_("Status"), required=False, choices=Item.Status.choices, widget=forms.CheckboxSelectMultiple
    )
    own = forms.ChoiceField(label=_("Class of ours"), required=False, choices=[])
    series = forms.CharField(label=_("Series"), required=False, max_length=160)
    topic = forms.CharField(label=_("Subject code begins with"), required=False, max_length=40)
    published_from = forms.RegexField(r"^[0-9]{4}(-[0-9]{2}){0,2}$", label=_("Published from"), required=False)
    published_to = forms.RegexField(r"^[0-9]{4}(-[0-9]{2}){0,2}$", label=_("Published to"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=10)
    audience = forms.ChoiceField(
        label=_("Readers"), required=False, choices=[("", _("Any")), *Item.Audience.choices[1:]]
    )
    grade = forms.IntegerField(label=_("School year"), required=False, min_value=0, max_value=12)
    school_subject = forms.CharField(label=_("School subject"), required=False, max_length=20)
    value_class = forms.ChoiceField(
        label=_("Value class"), required=False, choices=[("", _("Any")), *Item.ValueClass.choices]
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=40)
    cover = forms.ChoiceField(label=_("Has a cover"), required=False, choices=YES_NO)
    blurb = forms.ChoiceField(label=_("Has a description"), required=False, choices=YES_NO)
    made_up = forms.ChoiceField(label=_("Price made up"), required=False, choices=YES_NO)
    fixed = forms.ChoiceField(label=_("No discount"), required=False, choices=YES_NO)
    barred = forms.ChoiceField(label=_("Restricted"), required=False, choices=YES_NO)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._offer_own()
        shelves = Category.objects.order_by("scheme", "code").values_list("pk", "name_zh", "code")[:SHELVES]
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = [("", _("Any")), *((str(pk), f"{code} {name}" if code != name else name)
                                              for pk, name, code in shelves)]  # fmt: skip

    def _offer_own(self) -> None:
        """Offer the club's own classes; a club that has none is not asked for them."""
        tree = own_classes()
        if not tree:
            del self.fields["own"]
            return
        own = self.fields["own"]
        assert isinstance(own, forms.ChoiceField)
        own.choices = [("", _("Any")), *((str(row.class_id), f"{row.code} {row.name}") for row in tree)]

    @property
    def plain(self) -> list[forms.BoundField]:
        """Return the fields that are always in view."""
        return [self[name] for name in PLAIN]

    @property
    def ticked(self) -> list[forms.BoundField]:
        """Return the fields that take several values."""
        return [self[name] for name in MANY]

    @property
    def folded(self) -> list[forms.BoundField]:
        """Return the fields that unfold."""
        return [self[name] for name in self.fields if name not in (*PLAIN, *MANY)]

    @property
    def is_unfolded(self) -> bool:
        """Tell whether one of the folded fields filters, or is wrong."""
        given = self.given()
        return any(bound.name in given or bound.errors for bound in (*self.folded, *self.ticked))

    def given(self) -> dict[str, Any]:
        """Return the fields that filter, with their values."""
        self.is_valid()
        return {
            name: tuple(value) if name in MANY else value
            for name, value in self.cleaned_data.items()
            if value or (value == 0 and name == "grade")
        }

    def wanted(self) -> TitleFilter:
        """Return the filter; a field that cannot be read does not filter."""
        given = self.given()
        return TitleFilter(text=given.pop("q", ""), **given)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filter as parts of an address."""
        return [
            (name, str(one))
            for name, value in self.given().items()
            for one in (value if isinstance(value, tuple) else (value,))
        ]

    def said(self, name: str, value: str) -> str:
        """Return a filter in words."""
        bound = self.fields[name]
        choices = dict(bound.choices) if isinstance(bound, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return f"{bound.label}: {choices.get(value, value)}"


class AskedTitles:
    """All that an address asks of the list: filter and order."""

    def __init__(self, parameters: QueryDict) -> None:
        self.form = TitleListForm(parameters)
        sort = parameters.get("sort", "")
        usual = Sort.SOLD if self.form.given().get("q") else Sort.ADDED
        self.by = Sort(sort) if sort in set(Sort) else usual
        self._is_chosen = sort in set(Sort)
        self.view_id = id_in(parameters.get("view", ""))
        way = parameters.get("way", "")
        self.way = way if way in ("up", "down") else self._first_way(self.by)

    @property
    def order(self) -> TitleOrder:
        """Return what comes first."""
        return TitleOrder(by=self.by, is_descending=self.way == "down")

    def query(self, pairs: Sequence[tuple[str, str]] | None = None, **more: str | int) -> str:
        """Return the address of this list, with another filter or more parameters."""
        return urlencode([*(self.form.pairs() if pairs is None else pairs), *self._ordered(), *more.items()])

    def headings(self) -> dict[str, SortHeading]:
        """Return the headings that sort: again the other way round."""
        found = {}
        for sort, label in SORTS.items():
            is_now = sort is self.by
            way = ("up" if self.way == "down" else "down") if is_now else self._first_way(sort)
            query = urlencode([*self.form.pairs(), ("sort", sort.value), ("way", way)])
            found[sort.value] = SortHeading(label, query, self.way if is_now else "")
        return found

    def chips(self) -> list[Chip]:
        """Return the filters in force, each with the address without it."""
        pairs = self.form.pairs()
        return [
            Chip(self.form.said(*pair), self.query([other for other in pairs if other != pair]))
            for pair in pairs
            if pair[0] != "q"
        ]

    def _first_way(self, sort: Sort) -> str:
        return "up" if sort in UPWARD else "down"

    def _ordered(self) -> Iterator[tuple[str, str]]:
        if self._is_chosen:
            yield "sort", self.by.value
            yield "way", self.way
