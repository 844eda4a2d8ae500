"""What printing costs, as a manager keeps it."""

from decimal import Decimal
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.lists import Button, Column, FilterForm
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import points
from shuyou.orders import queries, services
from shuyou.orders.console.warehouse import WarehouseList
from shuyou.orders.models import PrintPrice
from shuyou.orders.queries import PrintPriceFilter, PrintPriceRow
from shuyou.orders.services import PrintPriceDraft


class PrintPriceFilterForm(FilterForm):
    """Which prices the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *PrintPrice.Kind.choices])

    def wanted(self) -> PrintPriceFilter:
        """Return the filter."""
        return PrintPriceFilter(**self.given())


def _amount(row: PrintPriceRow) -> str:
    if row.kind == PrintPrice.Kind.STEP:
        return f"{(row.amount * 100).normalize():f} %"
    return (
        f"¥{row.amount.normalize():f}" if row.amount != row.amount.quantize(Decimal("0.01")) else f"¥{row.amount:.2f}"
    )


PRICES: Final = WarehouseList[PrintPriceRow](
    name="orders:print_prices",
    title=_("Prices of printing"),
    permission="orders.view",
    form=PrintPriceFilterForm,
    read=queries.list_print_prices,
    columns=(
        Column(label=_("Kind"), text=lambda row: row.kind_label, sort="kind"),
        Column(
            label=pgettext_lazy("of a thing", "Name"), text=lambda row: row.name,
            url=lambda row: f"{reverse('orders:print_price_new')}?price={row.price_id}",
        ),
        Column(label=_("Amount"), text=_amount, cls="num", sort="amount"),
        Column(label=_("From"), text=lambda row: points(row.least) if row.least else "", cls="num"),
        Column(label=_("To"), text=lambda row: points(row.most) if row.most else "", cls="num"),
        Column(label=_("It holds"), text=lambda row: _("yes") if row.is_active else _("no")),
    ),
    by="kind",
    is_descending=False,
    empty=_("Printing has no prices yet."),
    advice=_("A book needs a paper, a colour, a binding and the price of setting it up."),
    buttons=(
        Button(label=_("New price"), url_name="orders:print_price_new", permission="orders.set_print_prices", key="N"),
    ),
)  # fmt: skip


class PrintPriceForm(forms.Form):
    """A price of printing, as typed; a code that is there already changes its price."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PrintPrice.Kind.choices)
    code = forms.CharField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=60)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=10, decimal_places=4,
        help_text=_("in money; of a step, the part that is paid: 0.9 is ninety percent"),
    )  # fmt: skip
    least = forms.IntegerField(
        label=_("From"), min_value=0, max_value=9_999, initial=0,
        help_text=_("the fewest pages that a binding holds, or the copies from which a step counts"),
    )  # fmt: skip
    most = forms.IntegerField(label=_("To"), required=False, min_value=1, max_value=9_999)
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def price_new(request: HttpRequest) -> HttpResponse:
    """Add a price of printing, or change one."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.set_print_prices")
    price_id = id_in(request.GET.get("price", ""))
    names = PrintPriceForm.base_fields
    row = queries.print_price(price_id=price_id, actor=actor) if price_id else None
    start = {name: getattr(row, name) for name in names} if row else {}
    form = PrintPriceForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        services.keep_print_price(PrintPriceDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("orders:print_prices")

    seen = {"title": gettext("Price of printing"), "back": reverse("orders:print_prices")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)
