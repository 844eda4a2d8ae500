"""A gift card: how much is on it, who gets it, and from whom."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.templatetags.ui import money


class GiftForm(forms.Form):
    """A card that is bought for somebody else."""

    key = forms.UUIDField(widget=forms.HiddenInput())
    told = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    """Which version of what holds for the card stood on the page."""
    amount = forms.TypedChoiceField(label=_("On the card"), coerce=Decimal, widget=forms.RadioSelect())
    contact = forms.CharField(
        label=_("Phone or e-mail of whoever gets it"), max_length=254, help_text=_("your own, to give it yourself"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )  # fmt: skip
    giver = forms.CharField(label=_("Given by"), max_length=40)
    greeting = forms.CharField(label=_("Greeting"), required=False, max_length=100)
    has_read = forms.BooleanField(label=_("I have read what holds for the card"))

    def __init__(self, *args: Any, amounts: Sequence[tuple[Decimal, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["amount"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(amount), f"{money(amount)} + {money(bonus)}" if bonus else money(amount)) for amount, bonus in amounts
        ]
