"""What staff type about stock."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from shuyou.supply import queries
from shuyou.supply.models import Terms

MOST_COPIES: Final = 99_999


class ReceiveForm(forms.Form):
    """Copies of one title as a delivery note lists them."""

    note = forms.CharField(label=_("Delivery note"), max_length=60)
    supplier = forms.ChoiceField(label=_("Supplier"))
    terms = forms.ChoiceField(label=_("Terms"), choices=Terms.choices)
    copies = forms.IntegerField(label=_("Copies"), min_value=1, max_value=MOST_COPIES)
    list_price = forms.DecimalField(label=_("List price"), min_value=0, max_digits=10, decimal_places=2)
    percent = forms.DecimalField(
        label=_("Bought at"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("percent of the list price, such as 62"),
    )
    return_by = forms.DateField(
        label=_("Return by"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supplier = self.fields["supplier"]
        assert isinstance(supplier, forms.ChoiceField)
        supplier.choices = [(row.code, row.name) for row in queries.suppliers()]
