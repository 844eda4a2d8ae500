"""What staff type about items, lists and offers. Fields judge nothing: services do, with a sentence for each field."""

from collections.abc import Mapping
from typing import Any, Final, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Contribution, Identifier, Item
from shuyou.catalog.queries import FIELD_NAMES, KeptItem
from shuyou.catalog.rules import ATTRIBUTES, NewBook
from shuyou.catalog.rules.details import topics_of_lines
from shuyou.catalog.rules.people import people_of_lines
from shuyou.catalog.services import ItemTerms
from shuyou.kernel.errors import DomainError, problems_of

CHANNELS: Final = [
    ("phone", _("Telephone")), ("web", _("Online shop")), ("store", _("Store")), ("sms", _("Text message")),
    ("letter", _("Letter")), ("email", _("E-mail")), ("fax", _("Fax")),
]  # fmt: skip
LINES: Final = (
    "title", "subtitle", "publisher", "series", "volume", "published", "edition", "printing", "book_format", "binding",
    "pages", "cip", "language", "shelf", "grade", "school_subject", "model", "size", "weight", "validity_days", "price",
)  # fmt: skip
TEXTS: Final = ("people", "topics", "blurb", "blurb_en")
CHOICES: Final = ("kind", "value_class", "status", "audience")
NUMBERS: Final = ("isbn13", "isbn10", "issn", "ismn", "isrc", "ean", "own", "add_on")
NAMES: Final = {"shelf": "category", "grade": "grades"}
"""Fields of the form whose column has another name."""
HINTS: Final = {
    "people": _("one to a line: name | author, translator, editor …"),
    "topics": _("one to a line: clc I247.5, thema FBA"),
    "published": _("year, month or day"),
    "price": _("as printed"),
    "grade": _("such as 7-9, 七年级, 高一"),
    "book_format": _("such as 16开"),
    "add_on": _("two or five digits beside the bars"),
}


def put_refusals(form: forms.Form, refusal: DomainError) -> None:
    """Write a refusal below the fields it is about, or over the form."""
    for problem in problems_of(refusal):
        names = (problem.at_field, next((ours for ours, theirs in NAMES.items() if theirs == problem.at_field), ""))
        form.add_error(next((name for name in names if name in form.fields), None), str(problem))


class ItemForm(forms.Form):
    """An item, as typed; what its kind of goods has beyond the others stands at the end."""

    barred_channels = forms.MultipleChoiceField(
        label=_("Not sold by way of"), required=False, choices=CHANNELS, widget=forms.CheckboxSelectMultiple
    )
    has_fixed_price = forms.BooleanField(label=_("Nobody gets a discount"), required=False)
    earns_no_points = forms.BooleanField(label=_("Earns no points"), required=False)
    least_age = forms.IntegerField(label=_("Least age of buyers"), required=False, min_value=1, max_value=99)
    is_batched = forms.BooleanField(label=_("Kept in batches"), required=False)
    is_numbered = forms.BooleanField(label=_("Each copy has a number"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, kind: str = "book", initial: Any = None, is_new: bool = False) -> None:
        super().__init__(data, initial=initial)
        chosen = (data.get("kind") if data is not None else "") or kind
        self.goods = chosen if chosen in ATTRIBUTES else "book"
        self._add_choices(kind)
        self._add_texts(is_new=is_new)
        self._add_details()

    def _add_choices(self, kind: str) -> None:
        enums = {"kind": Item.Kind, "value_class": Item.ValueClass, "status": Item.Status, "audience": Item.Audience}
        for name in CHOICES:
            first = {"kind": kind, "status": Item.Status.AVAILABLE}.get(name)
            self.fields[name] = forms.ChoiceField(
                label=FIELD_NAMES[name], required=False, choices=enums[name].choices, initial=first
            )

    def _add_texts(self, *, is_new: bool) -> None:
        for name in (*LINES, *(NUMBERS if is_new else ())):
            label = FIELD_NAMES[NAMES.get(name, name)]
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=400, help_text=HINTS.get(name, ""), widget=_line()
            )
        for name in TEXTS:
            rows = 3 if name in ("people", "topics") else 6
            self.fields[name] = forms.CharField(
                label=FIELD_NAMES[name], required=False, max_length=20_000, help_text=HINTS.get(name, ""),
                widget=forms.Textarea(attrs={"rows": rows}),
            )  # fmt: skip

    def _add_details(self) -> None:
        for attribute in ATTRIBUTES[self.goods]:
            key, label = f"attr_{attribute.key}", attribute.label
            if attribute.type in ("choice", "yes"):
                words = attribute.choices or (("yes", _("yes")), ("no", _("no")))
                self.fields[key] = forms.ChoiceField(label=label, required=False, choices=[("", "—"), *words])
            else:
                self.fields[key] = forms.CharField(
                    label=label, required=False, max_length=400, help_text=attribute.unit, widget=_line()
                )

    @classmethod
    def of(cls, kept: KeptItem) -> Self:
        """Return the form as it shows what is kept."""
        attributes = {f"attr_{key}": value for key, value in kept.attributes.items()}
        terms = {**kept.flags, "barred_channels": list(kept.barred_channels), "seen": kept.last_change}
        return cls(kind=kept.fields["kind"], initial={**kept.fields, **attributes, **terms})

    def told(self) -> NewBook:
        """Return what was typed."""
        typed = self.cleaned_data
        plain: dict[str, Any] = {
            name: str(typed.get(name) or "") for name in (*LINES, *NUMBERS, *CHOICES, "blurb", "blurb_en")
        }
        return NewBook(
            **plain,
            people=people_of_lines(typed.get("people", ""), role_words()),
            topics=topics_of_lines(typed.get("topics", "")),
            attributes={one.key: str(typed.get(f"attr_{one.key}") or "") for one in ATTRIBUTES[self.goods]},
        )

    def terms(self) -> ItemTerms:
        """Return on which terms it is sold."""
        typed = self.cleaned_data
        flags = {name: bool(typed.get(name)) for name in TERMS}
        return ItemTerms(
            barred_channels=tuple(typed.get("barred_channels") or ()), least_age=typed.get("least_age"), **flags
        )

    def group(self, *names: str) -> list[forms.BoundField]:
        """Return fields by name, those that this form has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def what_fields(self) -> list[forms.BoundField]:
        """Return what it is called and who made it."""
        return self.group("kind", "value_class", "title", "subtitle", "people", "publisher", "series", "volume")

    @property
    def edition_fields(self) -> list[forms.BoundField]:
        """Return which edition it is."""
        return self.group(
            "published", "edition", "printing", "book_format", "binding", "pages", "cip", "language", "size", "weight",
            "model", "validity_days",
        )  # fmt: skip

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """Return what it is about, and for whom."""
        return self.group("shelf", "topics", "audience", "grade", "school_subject")

    @property
    def numbers_fields(self) -> list[forms.BoundField]:
        """Return the numbers it goes by, if it is new."""
        return self.group(*NUMBERS)

    @property
    def details_fields(self) -> list[forms.BoundField]:
        """Return what only this kind of goods has."""
        return self.group(*(f"attr_{one.key}" for one in ATTRIBUTES[self.goods]))

    @property
    def sale_fields(self) -> list[forms.BoundField]:
        """Return how it is sold."""
        return self.group("price", "status", "least_age", *TERMS)

    @property
    def words_fields(self) -> list[forms.BoundField]:
        """Return its descriptions."""
        return self.group("blurb", "blurb_en")


TERMS: Final = ("has_fixed_price", "earns_no_points", "is_batched", "is_numbered")


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off"})


def role_words() -> Mapping[str, str]:
    """Return the code behind each word for what somebody did, in the reader's language."""
    return {str(label).lower(): str(code) for code, label in Contribution.Role.choices} | {
        code: code for code in Contribution.Role.values
    }


class NumberForm(forms.Form):
    """Another number that an item goes by."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Identifier.Kind.choices)
    value = forms.CharField(label=_("Number"), required=False, max_length=60)
    beside = forms.CharField(label=FIELD_NAMES["add_on"], required=False, max_length=10)


class BatchForm(forms.Form):
    """A batch, as typed."""

    code = forms.CharField(label=_("Batch"), required=False, max_length=60)
    made_on = forms.CharField(label=_("Made on"), required=False, max_length=10)
    valid_until = forms.CharField(label=_("Valid until"), required=False, max_length=10)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class CopiesForm(forms.Form):
    """Numbered copies, as typed."""

    numbers = forms.CharField(label=_("Numbers"), required=False, max_length=4_000, help_text=_("such as 001-120"))
    condition = forms.CharField(label=_("Condition"), required=False, max_length=100)
    provenance = forms.CharField(label=_("Provenance"), required=False, max_length=300)


class PartsForm(forms.Form):
    """The parts of a bundle, as typed."""

    parts = forms.CharField(
        label=_("Parts"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("one to a line: ISBN or code, and how many copies"),
    )  # fmt: skip

    def wanted(self) -> dict[str, str]:
        """Return how many copies of each number."""
        lines = (line.split() for line in str(self.cleaned_data.get("parts", "")).splitlines())
        return {words[0]: words[1] if len(words) > 1 else "1" for words in lines if words}


class CoverForm(forms.Form):
    """A picture."""

    file = forms.FileField(
        label=_("Cover"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
