"""Rewards that are more than points, given at the desk and taken back there."""

from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to
from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import money, points
from shuyou.kernel.uids import uuid7
from shuyou.loyalty.queries import rewards as loyalty
from shuyou.orders import services
from shuyou.orders.console.releases import reader_meant
from shuyou.orders.services import RewardWish
from shuyou.supply import queries as supply

TENDERS: Final = (("cash", _("Cash")), ("card", _("Card terminal")), ("transfer", _("Bank transfer")))


class GiveForm(forms.Form):
    """Who takes a reward, where it stands, and how money besides is paid."""

    reader = forms.CharField(
        label=_("Reader"), max_length=40, help_text=_("number, card, telephone or name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Where it stands"))
    tender = forms.ChoiceField(label=_("Tender"), choices=TENDERS)
    reference = forms.CharField(
        label=_("Number of the payment"), required=False, max_length=40, help_text=_("empty for cash")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: object, *, row: loyalty.RewardRow, actor: Actor) -> None:
        super().__init__(data, initial={"key": uuid7()})  # type: ignore[arg-type]
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [(str(one.place_id), one.name) for one in supply.places(actor=actor)]
        unasked = (*(() if row.item_id else ("place",)), *(() if row.cash else ("tender", "reference")))
        for name in unasked:
            del self.fields[name]

    def wish(self, uid: UUID, actor: Actor) -> RewardWish:
        """
        Return what was typed.

        :raises ReaderUnknown: the words mean no reader, or several.
        """
        typed = self.cleaned_data
        return RewardWish(
            reward=uid, member_id=reader_meant(typed["reader"], actor), key=typed["key"],
            place_id=int(typed["place"]) if "place" in typed else None, tender=typed.get("tender", "cash"),
            reference=typed.get("reference", ""),
        )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reward_give(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a reader a reward for points and what belongs to it besides."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.redeem")
    row, url = loyalty.reward_page(uid=uid, at=at, actor=actor).row, reverse("loyalty:reward", args=[uid])
    form = GiveForm(request.POST or None, row=row, actor=actor)

    def save() -> str:
        services.give_reward(form.wish(uid, actor), actor=actor, at=at)
        return url

    costs = gettext("%(points)s points") % {"points": points(row.points)}
    title = f"{row.name} · {costs}" + (f" + {money(row.cash)}" if row.cash else "")
    return saved(request, form, save, said=gettext("Taken; the points are spent."), seen={"title": title, "back": url})


@require_POST
def reward_back(request: HttpRequest, uid: UUID, number: str) -> HttpResponse:
    """Take a reward back, with the money, the article and the coupon that belong to it."""
    url = reverse("loyalty:reward", args=[uid])
    try:
        services.take_reward_back(number, actor=actor_of(request), at=clock.now())
    except DomainError as refusal:
        if refusal.kind == Kind.FORBIDDEN:
            raise
        messages.error(request, str(refusal))
        return go_to(request, url)
    messages.success(request, gettext("Given back; the points are there again."))
    return go_to(request, url)
