"""The models behind value: their card, their weights, and what other weights would do."""

from collections.abc import Iterable, Iterator, Mapping

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.insight.console.section import TABS
from shuyou.insight.queries import words
from shuyou.insight.queries.model import preview
from shuyou.insight.queries.pyramid import model_card
from shuyou.insight.rules.scales import DEFAULT, Factor
from shuyou.insight.services import note_value_export, publish_model, write_model
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, status_of


class WeightsForm(forms.Form):
    """Weights of the five factors in whole hundredths."""

    recency = forms.IntegerField(label=_("How lately"), min_value=0, max_value=100)
    frequency = forms.IntegerField(label=_("How often"), min_value=0, max_value=100)
    money = forms.IntegerField(label=_("How much money"), min_value=0, max_value=100)
    type = forms.IntegerField(label=_("Type of goods"), min_value=0, max_value=100)
    user = forms.IntegerField(label=_("Who uses it"), min_value=0, max_value=100)
    values_everybody = forms.BooleanField(
        label=_("Also value readers who said no to being profiled"), required=False,
        help_text=_("Otherwise they are left out of scores, tiers, segments and lists."),
    )  # fmt: skip
    note = forms.CharField(label=_("Why"), required=False, max_length=200)

    def weights(self) -> dict[str, int]:
        """Return the weights by factor."""
        return {str(factor): self.cleaned_data[str(factor)] for factor in Factor}


@require_http_methods(["GET", "POST"])
def models(request: HttpRequest) -> HttpResponseBase:
    """Show the card of the models; try other weights, or keep them as a draft."""
    if request.method != "POST":
        return _file(request) if request.GET.get("as") == "csv" else _page(request, None, None)
    form = WeightsForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None)
    if "try" in request.POST:
        return _page(request, form, None, is_tried=True)

    def keep() -> None:
        write_model(
            weights=form.weights(), note=form.cleaned_data["note"],
            values_everybody=form.cleaned_data["values_everybody"], actor=actor_of(request), at=clock.now(),
        )  # fmt: skip

    return deed(request, keep, url=reverse("insight:models"), said=gettext("The draft is kept."),
                draw=lambda again, why: _page(again, form, why))  # fmt: skip


def _file(request: HttpRequest) -> HttpResponseBase:
    """Send the card of the models as a file: each figure by its name in the card."""
    actor, at = actor_of(request), clock.now()
    card = model_card(actor=actor)
    note_value_export(wanted="models", actor=actor, at=at)
    return csv_download(
        f"models-{card.day}.csv", [gettext("Figure"), pgettext("of a parameter", "Value")], _flat(card.card)
    )


def _flat(found: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield the figures of a card one by one, each with the names that lead to it."""
    parts: Iterable[tuple[object, object]]
    if isinstance(found, Mapping):
        parts = found.items()
    elif isinstance(found, list | tuple):
        parts = enumerate(found, start=1)
    else:
        yield name, found
        return
    for key, part in parts:
        yield from _flat(part, f"{name}.{key}" if name else str(key))


def _page(
    request: HttpRequest, form: WeightsForm | None, refusal: DomainError | None, *, is_tried: bool = False
) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    card = model_card(actor=actor)
    weights = dict(card.force.weights) if card.force else {str(key): value for key, value in DEFAULT.weights.items()}
    tried = None
    if is_tried and form is not None:
        try:
            tried = preview(weights=form.weights(), at=at, actor=actor)
        except DomainError as problem:
            refusal = problem
    names = [words.TIERS[tier] for tier in range(1, 5)]
    seen = {
        "card": card, "figures": card.card, "tabs": tabs_of(TABS, "insight:models", actor),
        "form": form or WeightsForm(initial={**weights, "values_everybody": card.values_everybody}),
        "refusal": refusal, "tried": tried,
        "matrix": list(zip(names, tried.matrix, strict=True)) if tried else (),
        "weights": [(words.FACTORS[factor], weights[factor]) for factor in Factor],
        "may_export": actor.may("insight.export_values"), "may_write": actor.may("insight.write_model"),
        "may_publish": actor.may("insight.publish_model"),
        "tiers": names,
        "influences": _influences(card.card.get("test")),
        "sensitivity": _named(card.card.get("sensitivity")), "drift": _named(card.card.get("drift")),
    }  # fmt: skip
    is_wrong = form is not None and not form.is_valid()
    return render(request, "insight/models.html", seen, status=422 if is_wrong else status_of(refusal))


def _influences(test: object) -> list[tuple[object, object]]:
    told = test.get("corrected") if isinstance(test, dict) else None
    rows = told.get("influences", []) if isinstance(told, dict) else []
    return [(words.INFLUENCES.get(str(row[0]), row[0]), row) for row in rows]


def _named(rows: object) -> list[tuple[object, dict[str, object]]]:
    told = rows if isinstance(rows, list) else []
    return [(words.FACTORS[str(row["factor"])], row) for row in told if isinstance(row, dict)]


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft of the model into force."""
    return deed(
        request, lambda: publish_model(number=number, actor=actor_of(request), at=clock.now()),
        url=reverse("insight:models"), said=gettext("It decides from the next night on."),
        draw=lambda again, why: _page(again, None, why),
    )  # fmt: skip
