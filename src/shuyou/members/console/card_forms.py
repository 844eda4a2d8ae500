"""What staff type about cards. Fields judge nothing: services do, with a sentence for each field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.templatetags.ui import money
from shuyou.members import queries
from shuyou.members.models import Card
from shuyou.members.queries import CardFilter
from shuyou.members.rules.cards import card_number
from shuyou.members.services import KindDraft, NewCard, PartnerDraft


class CardFilterForm(forms.Form):
    """Which cards the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any status")), *Card.Status.choices])
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    until = forms.DateField(
        label=_("Runs out by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "kind", [("", _("Any kind")), *((row.code, row.name) for row in queries.card_kinds())])
        partners = queries.card_partners()
        _offer(self, "partner", [("", _("Any or none")), *((row.code, row.name) for row in partners)])
        if not partners:
            del self.fields["partner"]

    def wanted(self) -> CardFilter:
        """Return the filter; a field that cannot be read does not filter."""
        self.is_valid()
        return CardFilter(**{name: value for name, value in self._clean().items() if value})

    def given(self) -> dict[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value) for name, value in self._clean().items() if value}

    def _clean(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})


class NewCardForm(forms.Form):
    """A card for a member."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=forms.Select(attrs={"autofocus": True}))
    way = forms.ChoiceField(
        label=_("How it is come by"),
        required=False,
        choices=[
            ("", _("As the kind allows: by spending, else for its fee")),
            ("spend", _("By spending enough")),
            ("fee", _("For a fee")),
            ("granted", _("Granted by staff")),
        ],
    )
    proof = forms.CharField(
        label=_("Proof"),
        required=False,
        max_length=400,
        help_text=_("such as the student card's school and number"),
    )
    number = forms.CharField(
        label=_("Number of a printed card"), required=False, max_length=40,
        help_text=_("empty: the next number is given out"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    partner_number = forms.CharField(label=_("Partner's number"), required=False, max_length=80)
    is_extra = forms.BooleanField(label=_("Carried beside the present card"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        kinds = [(row.code, f"{row.name} · {_asks_for(row)}") for row in queries.card_kinds() if row.is_offered]
        _offer(self, "kind", kinds)
        partners = [(row.code, row.name) for row in queries.card_partners() if row.is_active]
        _offer(self, "partner", [("", _("None")), *partners])
        if not partners:
            del self.fields["partner"], self.fields["partner_number"]

    def draft(self, member_id: int) -> NewCard:
        """Return the card as it is asked for."""
        return NewCard(member_id=member_id, **self.cleaned_data)


class KindForm(forms.Form):
    """A kind of card and its terms."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("small letters, such as gold"))
    name_zh = forms.CharField(label=_("Name in Chinese"), required=False, max_length=60)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=60)
    issue_spend = forms.CharField(
        label=_("Spending within a year that earns it"), required=False, max_length=20, help_text=_("empty: none does")
    )
    issue_fee = forms.CharField(
        label=_("Fee"), required=False, max_length=20, help_text=_("empty: it is not sold; both empty: it is free")
    )
    valid_months = forms.CharField(
        label=_("Months it is valid"), required=False, max_length=20, help_text=_("empty: without limit")
    )
    minimum_age = forms.CharField(
        label=_("Youngest age"), required=False, max_length=20, help_text=_("empty: for every age")
    )
    benefits_zh = forms.CharField(label=_("Benefits in Chinese"), required=False, max_length=400)
    benefits_en = forms.CharField(label=_("Benefits in English"), required=False, max_length=400)
    needs_proof = forms.BooleanField(label=_("Needs a proof, also when it is renewed"), required=False)
    is_offered = forms.BooleanField(label=_("Given out"), required=False)

    def draft(self) -> KindDraft:
        """Return the kind as typed."""
        return KindDraft(**self.cleaned_data)


class PartnerForm(forms.Form):
    """A partner and what was agreed."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("small letters, such as cmb"))
    name = forms.CharField(label=_("Name of the partner"), required=False, max_length=120)
    number_pattern = forms.CharField(
        label=_("What its numbers look like"), required=False, max_length=120,
        help_text=_("# for a digit, @ for a letter, * for either; empty: anything"),
    )  # fmt: skip
    share = forms.CharField(
        label=_("Its part of each card's fee, in percent"), required=False, max_length=20, help_text=_("empty: none")
    )
    benefits_zh = forms.CharField(label=_("Benefits in Chinese"), required=False, max_length=400)
    benefits_en = forms.CharField(label=_("Benefits in English"), required=False, max_length=400)
    is_active = forms.BooleanField(label=_("Stands on new cards"), required=False)

    def draft(self) -> PartnerDraft:
        """Return the partner as typed."""
        return PartnerDraft(**self.cleaned_data)


def typed_number(value: str) -> str:
    """Return a card number as it is kept."""
    return card_number(value, field="number")


def _offer(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _asks_for(row: queries.CardKindRow) -> str:
    """Return what a kind asks for, in a few words."""
    asked = []
    if row.minimum_age:
        asked.append(str(_("from %(age)s years")) % {"age": row.minimum_age})
    if row.needs_proof:
        asked.append(str(_("with a proof")))
    if row.issue_spend is not None:
        asked.append(str(_("from %(amount)s a year")) % {"amount": money(row.issue_spend)})
    if row.issue_fee is not None:
        asked.append(str(_("fee %(amount)s")) % {"amount": money(row.issue_fee)})
    return str(_(", ")).join(asked) or str(_("free"))
