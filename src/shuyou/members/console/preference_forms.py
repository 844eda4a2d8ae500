"""What staff type about a reader's likings, and about the fields themselves. Services judge, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.members.models import Attribute, Preference
from shuyou.members.queries import AttributeRow
from shuyou.members.services import AttributeDraft

SAID_BY = [
    (value, label) for value, label in Preference.Source.choices
    if value not in (Preference.Source.DERIVED, Preference.Source.PARTNER)
]  # fmt: skip
"""Whose word staff may write down."""


def field_for(row: AttributeRow, *, is_first: bool = False) -> forms.Field:
    """Return the form field in which an answer is typed or chosen."""
    attrs: dict[str, Any] = {"autocomplete": "off"} | ({"autofocus": True} if is_first else {})
    shared: dict[str, Any] = {"label": row.name, "required": False, "help_text": row.payoff}
    match row.kind:
        case "choice":
            return forms.ChoiceField(choices=[("", "—"), *row.offered], widget=forms.Select(attrs=attrs), **shared)
        case "choices":
            return forms.MultipleChoiceField(choices=row.offered, widget=forms.CheckboxSelectMultiple, **shared)
        case "flag":
            yes_no = [("", "—"), ("yes", _("yes")), ("no", _("no"))]
            return forms.ChoiceField(choices=yes_no, widget=forms.Select(attrs=attrs), **shared)
        case "scale":
            scores = [("", "—"), *((str(score), str(score)) for score in range(1, 6))]
            return forms.ChoiceField(choices=scores, widget=forms.Select(attrs=attrs), **shared)
        case "number":
            return forms.CharField(
                max_length=20, widget=forms.TextInput(attrs=attrs | {"inputmode": "numeric"}), **shared
            )
        case "words":
            return forms.CharField(max_length=1400, widget=forms.TextInput(attrs=attrs), **shared)
    return forms.CharField(max_length=1000, widget=forms.Textarea(attrs=attrs | {"rows": 2}), **shared)


def answers(typed: Any) -> list[str]:
    """Return what a field took as the words a service reads."""
    given = typed if isinstance(typed, list) else [typed]
    return [str(part) for part in given if str(part or "").strip()]


class AnswerForm(forms.Form):
    """An answer in one field, and whose word it is."""

    source = forms.ChoiceField(label=_("Whose word"), choices=SAID_BY, widget=forms.RadioSelect, required=False)

    def __init__(self, data: Any = None, *, row: AttributeRow, **kwargs: Any) -> None:
        super().__init__(data, **{"initial": {"source": Preference.Source.DECLARED}, **kwargs})
        self.fields = {"value": field_for(row, is_first=True), **self.fields}

    def said(self) -> tuple[list[str], str]:
        """Return the answer, and whose word it is."""
        return answers(self.cleaned_data["value"]), self.cleaned_data["source"] or Preference.Source.DECLARED


class AllAnswersForm(forms.Form):
    """Every field nothing is known in yet, to be typed through with one hand on Tab."""

    def __init__(self, data: Any = None, *, rows: Sequence[AttributeRow]) -> None:
        super().__init__(data)
        self.rows = {row.code: row for row in rows}
        for row in rows:
            self.fields[row.code] = field_for(row)

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Find the fields by group, in their order."""
        found: dict[str, list[forms.BoundField]] = {}
        for code, row in self.rows.items():
            found.setdefault(row.group_label, []).append(self[code])
        yield from found.items()

    def said(self) -> Mapping[str, list[str]]:
        """Return what was said, by field; fields left empty say nothing."""
        given = {code: answers(self.cleaned_data.get(code)) for code in self.rows}
        return {code: words for code, words in given.items() if words}


class AttributeForm(forms.Form):
    """A field of the club's own."""

    code = forms.CharField(
        label=_("Code"), required=False, max_length=60, help_text=_("small letters, such as favourite_tea")
    )
    kind = forms.ChoiceField(label=_("What is said in it"), required=False, choices=Attribute.Kind.choices)
    group = forms.ChoiceField(label=_("Group"), required=False, choices=Attribute.Group.choices)
    name_zh = forms.CharField(label=_("Name in Chinese"), required=False, max_length=80)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=80)
    payoff_zh = forms.CharField(
        label=_("What whoever types it gets for it, in Chinese"), required=False, max_length=300
    )
    payoff_en = forms.CharField(
        label=_("What whoever types it gets for it, in English"), required=False, max_length=300
    )
    options = forms.CharField(
        label=_("Choices"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("one a line: code | Chinese | English; only for fields with a list"),
    )  # fmt: skip

    def draft(self) -> AttributeDraft:
        """Return the field as typed."""
        return AttributeDraft(**self.cleaned_data)
