"""Sales without a network that were refused: their list, and a page where a manager posts or drops one."""

from dataclasses import replace
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import clock_time, iso, money, points
from shuyou.orders.console import till_typed as typed
from shuyou.orders.console.tills import TABS, TillList
from shuyou.orders.errors import RequestKeyTaken
from shuyou.orders.models.till import RefusedSale, SalePayment
from shuyou.orders.queries.till_refused import RefusedFilter, RefusedRow, list_refused, refused_sale
from shuyou.orders.services import till as services

TONES: Final = {"waiting": "bad", "posted": "good", "dropped": ""}


class RefusedFilterForm(FilterForm):
    """Which refused sales the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Those that wait")), *RefusedSale.State.choices[1:], ("all", _("Any"))],
    )  # fmt: skip

    def wanted(self) -> RefusedFilter:
        """Return the filter."""
        state = self.given().get("state", "")
        return RefusedFilter(state={"": RefusedSale.State.WAITING, "all": ""}.get(state, state))


REFUSED: Final = TillList[RefusedRow](
    name="orders:till_refused",
    title=_("Sales refused"),
    permission="orders.see_tills",
    form=RefusedFilterForm,
    read=list_refused,
    columns=(
        Column(
            label=pgettext_lazy("till", "Slip"), text=lambda row: row.slip or str(row.refused_id), cls="n", sort="pk",
            url=lambda row: reverse("orders:till_refused_sale", args=[row.refused_id]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Why it was refused"), text=lambda row: row.why),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Taken"), text=lambda row: money(row.amount), cls="num"),
        Column(label=_("Till"), text=lambda row: row.till, cls="n"),
        Column(
            label=pgettext_lazy("when", "Refused"), cls="n",
            text=lambda row: f"{iso(clock.club_day(row.refused_at))} {clock_time(row.refused_at)}",
        ),
        Column(
            label=_("Order"), text=lambda row: row.order, cls="n",
            url=lambda row: reverse("orders:till_receipt", args=[row.order]) if row.order else "",
        ),
        Column(label=_("Why it was dropped"), text=lambda row: row.reason),
    ),
    empty=_("No sale waits that was refused."),
    advice=_("What a till sold without a network and the books refused stands here: the goods are gone."),
)  # fmt: skip


@require_GET
def refused(request: HttpRequest, refused_id: int) -> HttpResponse:
    """Show a refused sale as its till sent it."""
    return _page(request, refused_id, None)


@require_POST
def refused_deed(request: HttpRequest, refused_id: int, what: str) -> HttpResponse:
    """Post a refused sale, as its till would, or drop it for a reason."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.look_at_sales")

    def act() -> None:
        if what == "drop":
            services.drop_refused_sale(refused_id, reason=request.POST.get("reason", ""), actor=actor, at=at)
            return
        row = refused_sale(refused_id=refused_id, actor=actor).row
        draft = replace(typed.sale_of(row.till, row.body), refused=row.key)
        try:
            services.sell_at_till(draft, actor=actor, at=at)
        except RequestKeyTaken:  # the key says nothing about this sale: it goes under one of its own
            draft = replace(draft, request_key=uuid5(NAMESPACE_OID, str(row.key)))
            services.sell_at_till(draft, actor=actor, at=at)

    said = gettext("Dropped; it stays on the list.") if what == "drop" else gettext("Posted.")
    url = reverse("orders:till_refused")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _page(again, refused_id, why))


def _page(request: HttpRequest, refused_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    detail = refused_sale(refused_id=refused_id, actor=actor)
    labels = dict(SalePayment.Tender.choices)
    seen = {
        "row": detail.row, "lines": detail.lines, "tone": TONES[detail.row.state], "refusal": refusal,
        "tenders": [(labels.get(kind, kind), amount) for kind, amount in detail.tenders],
        "may_decide": detail.row.state == RefusedSale.State.WAITING and actor.may("orders.look_at_sales"),
        "is_own": detail.row.sent_by == actor.signature,
        "tabs": tabs_of(TABS, "orders:till_refused", actor), "sent": request.POST,
    }  # fmt: skip
    return render(request, "orders/till_refused.html", seen, status=status_of(refusal))
