"""Where an order goes, how it is paid for, and what is used for it."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.payments import services as money
from shuyou.payments.errors import TaxNumberWrong

OTHER: Final = "other"
PICKUP: Final = "pickup"
PERSON: Final = "person"
FIRM: Final = "firm"
INVOICES: Final = (("", _("none")), (PERSON, _("for a person")), (FIRM, _("for a company")))


class CheckoutForm(forms.Form):
    """The page before an order is placed: kept as it was typed until it is."""

    key = forms.UUIDField(widget=forms.HiddenInput())
    total = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=20)
    to = forms.CharField(required=False, max_length=20)
    """The id of an address, `other`, or `pickup`."""
    store = forms.ChoiceField(label=_("Store"), required=False)
    recipient = forms.CharField(
        label=_("Recipient"), required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    address = forms.CharField(
        label=_("Address"), required=False, max_length=300, help_text=_("province, city, district, street, number"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    postcode = forms.CharField(
        label=_("Postcode"), required=False, max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )  # fmt: skip
    keep = forms.BooleanField(label=_("Keep it as my address"), required=False)
    points = forms.CharField(
        label=_("Points to spend"), required=False, max_length=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    coupon = forms.CharField(
        label=_("Coupon"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    is_gift = forms.BooleanField(label=_("Wrap it as a gift"), required=False)
    gift_message = forms.CharField(label=_("Words on the card"), required=False, max_length=200)
    note = forms.CharField(label=_("Note for us"), required=False, max_length=300)
    payment = forms.ChoiceField(label=_("How you pay"), required=False, widget=forms.RadioSelect())
    invoice = forms.ChoiceField(label=_("Invoice"), required=False, choices=INVOICES, widget=forms.RadioSelect())
    invoice_title = forms.CharField(
        label=_("Invoice title"), required=False, max_length=100, help_text=_("your name, or that of the company")
    )
    tax_number = forms.CharField(
        label=_("Tax number"), required=False, max_length=20, help_text=_("of companies only: 18 digits and letters"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    code = forms.CharField(
        label=_("Code from the message"), required=False, max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip
    sent = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    """The code that a guest's phone was sent."""
    proof = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=600)
    """That they have shown it, for when something else is put right."""

    def __init__(
        self, *args: Any, stores: Sequence[tuple[str, str]], payments: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        stores_field, payments_field = self.fields["store"], self.fields["payment"]
        assert isinstance(stores_field, forms.ChoiceField)
        assert isinstance(payments_field, forms.ChoiceField)
        stores_field.choices = list(stores)
        payments_field.choices = list(payments)

    def carry(self, **values: str) -> None:
        """Have the page show other values of its hidden fields than those that were sent."""
        self.data = {**{name: self.data.get(name) for name in self.data}, **values}

    def buyer(self) -> tuple[str, str]:
        """
        Return to whom an invoice is to be made out, and the number of a company; nothing: nobody wants one.

        :raises DomainError: the company has no number, or none such.
        """
        kind, typed = self.cleaned_data.get("invoice", ""), self.cleaned_data
        if not kind:
            return "", ""
        number = typed["tax_number"].strip() if kind == FIRM else ""
        title, number = money.checked_buyer(title=typed["invoice_title"], tax_number=number)
        if kind == FIRM and not number:
            raise TaxNumberWrong(value="")
        return title, number

    @property
    def expected(self) -> Decimal | None:
        """Return the sum that stood on the page, if one did."""
        try:
            return Decimal(self.cleaned_data.get("total") or "x")
        except InvalidOperation:
            return None
