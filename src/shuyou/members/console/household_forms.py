"""What staff type about relatives, households and institutions. Fields judge nothing: services do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.members.models import HouseholdPerson, Institution, Person, Relation
from shuyou.members.queries import InstitutionFilter, grades_offered, retired_fields
from shuyou.members.services import HouseholdPlace, InstitutionDraft, LifeDates, NewRelation


class DatesForm(forms.Form):
    """Birthday and school."""

    birth_date = forms.CharField(
        label=_("Birth date"), required=False, max_length=40, help_text=_("such as 1990-05-17")
    )
    lunar_birthday = forms.CharField(
        label=_("Birthday by the moon"), required=False, max_length=20,
        help_text=_("only if it is kept by the moon, such as 八月十五"),
    )  # fmt: skip
    grade = forms.ChoiceField(label=_("School grade now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _leave_out(self, retired_fields())
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        grade = self.fields["grade"]
        assert isinstance(grade, forms.ChoiceField)
        grade.choices = [("", _("none")), *grades_offered()]

    def dates(self) -> LifeDates:
        """Return the days as typed."""
        names = ("birth_date", "lunar_birthday", "grade")
        return LifeDates(**{name: self.cleaned_data.get(name, "") for name in names})


class RelationForm(DatesForm):
    """What somebody is to the member."""

    role = forms.ChoiceField(label=_("This person is the member's"), required=False, choices=Relation.Role.choices)
    other = forms.CharField(
        label=_("Member number, card, phone or name"), required=False, max_length=80,
        help_text=_("of somebody we know"),
    )  # fmt: skip
    new_name = forms.CharField(
        label=_("or the name of somebody new"), required=False, max_length=80, help_text=_("who need not be a member")
    )
    new_gender = forms.ChoiceField(label=_("Gender"), required=False, choices=Person.Gender.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=400)
    is_confirmed = forms.BooleanField(label=_("The ages are right"), required=False)

    field_order = (
        "role", "other", "new_name", "new_gender", "birth_date", "lunar_birthday", "grade", "note", "is_confirmed",
    )  # fmt: skip

    def draft(self, member_id: int) -> NewRelation:
        """Return the relation as typed."""
        names = ("role", "other", "new_name", "new_gender", "note", "is_confirmed")
        return NewRelation(
            member_id=member_id, new_dates=self.dates(), **{name: self.cleaned_data.get(name, "") for name in names}
        )


def _leave_out(form: forms.Form, retired: frozenset[str]) -> None:
    """Leave out what the club asks for no more, unless it is known and may have to be put right."""
    known = form.data if form.is_bound else form.initial
    for name in retired:
        for field in (name, f"new_{name}"):
            if not known.get(field):
                form.fields.pop(field, None)


class PlaceForm(forms.Form):
    """Somebody's place in the member's household."""

    other = forms.CharField(
        label=_("Who joins"), required=False, max_length=80,
        help_text=_("member number, card, phone or name; empty: the member"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the household"), required=False, max_length=160, help_text=_("empty: as it is")
    )
    role = forms.ChoiceField(
        label=_("As"), required=False, choices=HouseholdPerson.Role.choices, initial=HouseholdPerson.Role.ADULT
    )
    is_buyer = forms.BooleanField(label=_("buys"), required=False, initial=True)
    is_reader = forms.BooleanField(label=_("reads"), required=False, initial=True)
    may_move = forms.BooleanField(label=_("leaves another household for it"), required=False)

    def draft(self, member_id: int, other_id: int | None = None) -> HouseholdPlace:
        """Return the place as typed."""
        return HouseholdPlace(member_id=member_id, other_id=other_id, **self.cleaned_data)


class InstitutionForm(forms.Form):
    """An institution."""

    name = forms.CharField(
        label=_("Name of the institution"),
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Institution.Kind.choices)
    credit_code = forms.CharField(label=_("Unified social credit code"), required=False, max_length=40)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    province = forms.CharField(label=_("Province"), required=False, max_length=60)
    city = forms.CharField(label=_("City"), required=False, max_length=60)
    district = forms.CharField(label=_("District"), required=False, max_length=60)
    street = forms.CharField(
        label=_("Street and house"), required=False, max_length=400, help_text=_("or the whole address")
    )
    postcode = forms.CharField(
        label=_("Postcode"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=600)
    is_active = forms.BooleanField(label=_("We deal with it"), required=False, initial=True)

    def draft(self) -> InstitutionDraft:
        """Return the institution as typed."""
        return InstitutionDraft(**self.cleaned_data)


class ColleagueForm(forms.Form):
    """Somebody who speaks for an institution: known by a clue, or new with a name and a way to reach them."""

    other = forms.CharField(
        label=_("Member number, card, phone or name"), required=False, max_length=80,
        help_text=_("of somebody we know"),
    )  # fmt: skip
    name = forms.CharField(label=_("or the name of somebody new"), required=False, max_length=80)
    phone = forms.CharField(
        label=_("Mobile phone"), required=False, max_length=60, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"), required=False, max_length=300, widget=forms.TextInput(attrs={"inputmode": "email"})
    )
    position = forms.CharField(label=_("Position"), required=False, max_length=120)
    department = forms.CharField(label=_("Department"), required=False, max_length=120)
    uses_its_address = forms.BooleanField(label=_("Parcels go to the institution"), required=False, initial=True)
    is_confirmed = forms.BooleanField(label=_("This is another person"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)


class InstitutionFilterForm(forms.Form):
    """Which institutions the list shows."""

    name = forms.CharField(label=_("Name of the institution"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Institution.Kind.choices])
    city = forms.CharField(label=_("City"), required=False, max_length=30)

    def wanted(self) -> InstitutionFilter:
        """Return the filter; a field that cannot be read does not filter."""
        return InstitutionFilter(**self.given())

    def given(self) -> dict[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value).strip() for name, value in getattr(self, "cleaned_data", {}).items() if value}
