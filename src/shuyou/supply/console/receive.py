"""Receiving copies of one title."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.supply import services
from shuyou.supply.console.forms import ReceiveForm
from shuyou.supply.queries import MAIN
from shuyou.supply.services import Delivery, DeliveryLine


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put copies of a title on the shelf, as a layer with its terms."""
    actor = actor_of(request)
    actor.require("supply.receive")
    item = catalog.item_rows(item_ids=[catalog.item_id_of(uid=uid)])[0]
    if request.method != "POST":
        form = ReceiveForm(initial={"list_price": item.list_price, "terms": "returnable"})
        return render(request, "supply/receive.html", {"form": form, "item": item})
    form, status = ReceiveForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            received = services.receive_delivery(_delivery(form, item), actor=actor, at=clock.now())
        except DomainError as refusal:
            form.add_error(refusal.at_field if refusal.at_field in form.fields else None, str(refusal))
            status = STATUS[refusal.kind]
        else:
            messages.success(request, _said(received.layers, form.cleaned_data["copies"]))
            return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)
    return render(request, "supply/receive.html", {"form": form, "item": item}, status=status)


def _said(layers: int, copies: int) -> str:
    if not layers:
        return gettext("This delivery note was received before; nothing was added.")
    return ngettext("%(copies)s copy received.", "%(copies)s copies received.", copies) % {"copies": copies}


def _delivery(form: ReceiveForm, item: ItemRow) -> Delivery:
    typed = form.cleaned_data
    line = DeliveryLine(item.item_id, typed["copies"], typed["list_price"], typed["percent"] / 100)
    return Delivery(
        source=f"delivery:{typed['note'].strip()}:{item.item_id}",
        warehouse=MAIN,
        supplier=typed["supplier"],
        terms=typed["terms"],
        lines=[line],
        return_by=typed["return_by"],
    )
