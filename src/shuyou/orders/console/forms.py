"""What staff type about orders: filters of the list, money, waybills, reasons."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.lists import Chip
from shuyou.orders.models import Channel, Order
from shuyou.orders.queries import OrderFilter

STATES: Final[Sequence[tuple[str, str | Promise]]] = Order.State.choices
DAYS: Final = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31)))
"""Days that every calendar and zone can reckon with."""


class OrderFilterForm(forms.Form):
    """Which orders the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *STATES])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("Any channel")), *Channel.choices])
    payment = forms.ChoiceField(
        label=_("Payment"), required=False, choices=[("", _("Any payment")), *Order.Payment.choices]
    )
    placed_from = forms.DateField(
        label=_("From"),
        required=False,
        validators=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    placed_to = forms.DateField(
        label=_("To"),
        required=False,
        validators=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    member = forms.CharField(label=_("Member"), required=False, max_length=20, widget=forms.HiddenInput())

    file = forms.IntegerField(label=_("File"), required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput())

    buyer = forms.ChoiceField(
        label=_("Buyer"), required=False, choices=[("", _("Anybody")), ("known", _("Members")), ("guest", _("Guests"))]
    )
    is_kept = forms.BooleanField(label=_("Without cancelled ones"), required=False, widget=forms.HiddenInput)

    def wanted(self) -> OrderFilter:
        """Return the filter; a field that cannot be read does not filter."""
        self.is_valid()
        return OrderFilter(**{name: value for name, value in self._clean().items() if value})

    def given(self) -> Mapping[str, str]:
        """Return the values in force as an address carries them."""
        self.is_valid()
        return {name: str(value) for name, value in self._clean().items() if value}

    def chips(self) -> list[Chip]:
        """Return the filters in force but for the state, which has tabs of its own."""
        given = self.given()
        chips = []
        for name, value in self._clean().items():
            if not value or name == "state":
                continue
            others = urlencode({key: text for key, text in given.items() if key != name})
            chips.append(Chip(f"{self.fields[name].label}: {self._said(name, value)}", others))
        return chips

    def _clean(self) -> Mapping[str, Any]:
        return getattr(self, "cleaned_data", {})

    def _said(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices)[value])  # type: ignore[arg-type]
        if value is True:
            return gettext("Yes")
        return date_format(value, "Y-m-d") if isinstance(field, forms.DateField) else str(value)
