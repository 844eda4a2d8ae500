"""What delivery costs: the rules in their order, and one to add or change."""

from dataclasses import asdict

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import saved
from shuyou.orders import queries, services
from shuyou.orders.console.promotion_forms import words_of
from shuyou.orders.console.promotions import TABS
from shuyou.orders.models import Channel
from shuyou.orders.services import DeliveryDraft


class DeliveryForm(forms.Form):
    """A rule of what delivery costs, as typed; a code that is there already changes its rule."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=60)
    rank = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, initial=1)
    areas = forms.CharField(
        label=_("Areas"), required=False, max_length=2000, help_text=_("how addresses begin; empty: everywhere")
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    fee = forms.DecimalField(label=_("Fee"), min_value=0, max_digits=8, decimal_places=2)
    free_from = forms.DecimalField(label=_("Free from"), required=False, min_value=0, max_digits=8, decimal_places=2)
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest) -> HttpResponse:
    """Show what delivery costs, or keep a rule."""
    actor = actor_of(request)
    rules = queries.delivery_rules(actor=actor)
    if request.method == "POST":
        actor.require("orders.set_delivery")
    chosen = next((rule for rule in rules if rule.code == request.GET.get("code")), None)
    form = DeliveryForm(request.POST if request.method == "POST" else None, initial=_initial(chosen))

    def save() -> str:
        typed = form.cleaned_data
        draft = DeliveryDraft(
            code=typed["code"], name_zh=typed["name_zh"], name_en=typed["name_en"], rank=typed["rank"],
            areas=tuple(words_of(typed["areas"])), channels=tuple(typed["channels"]), fee=typed["fee"],
            free_from=typed["free_from"], is_active=typed["is_active"],
        )  # fmt: skip
        services.keep_delivery_rule(draft, actor=actor, at=clock.now())
        return reverse("orders:delivery_rules")

    seen = {
        "rules": rules, "tabs": tabs_of(TABS, "orders:delivery_rules", actor), "chosen": chosen,
        "may_set": actor.may("orders.set_delivery"),
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="orders/delivery_rules.html")


def _initial(rule: queries.DeliveryRow | None) -> dict[str, object]:
    if rule is None:
        return {}
    return {**asdict(rule), "areas": ", ".join(rule.areas)}
