"""Where our prices stand: baskets, one with its days and the titles that are dearer here, prices of others noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import saved
from shuyou.orders import queries, services
from shuyou.orders.console.promotion_forms import words_of
from shuyou.orders.console.promotions import TABS
from shuyou.orders.services import FRESH, BasketDraft, Noted, RivalDraft

KEPT_SUFFIXES: Final = (".csv", ".xlsx", ".txt")


class BasketForm(forms.Form):
    """A basket of titles, as typed."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    price_list = forms.ChoiceField(label=_("Our price list"))
    titles = forms.CharField(
        label=_("ISBN of the titles"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("one to a line, or parted by commas"),
    )  # fmt: skip


class RivalForm(forms.Form):
    """A price of somebody else, or a table of them."""

    isbn = forms.CharField(label=_("ISBN"), max_length=40, required=False)
    rival = forms.CharField(label=_("Who asks it"), max_length=40, required=False)
    price = forms.CharField(label=_("Price"), max_length=12, required=False)
    file = forms.FileField(
        label=_("Or a table"), required=False, help_text=_("CSV or XLSX with ISBN, 商家, 价格 and 日期")
    )


@require_GET
def market(request: HttpRequest) -> HttpResponse:
    """Show every basket and where it stands."""
    actor = actor_of(request)
    seen = {
        "baskets": queries.price_baskets(actor=actor),
        "tabs": tabs_of(TABS, "orders:market", actor),
        "may_compare": actor.may("orders.compare_prices"),
    }
    return render(request, "orders/market.html", seen)


@require_GET
def basket(request: HttpRequest, code: str) -> HttpResponse:
    """Show a basket: its days, and its titles, those that are dearer here first."""
    actor, today = actor_of(request), club_day(clock.now())
    titles = queries.compared_titles(code=code, since=today - FRESH, until=today, actor=actor)
    days = queries.basket_days(code=code, actor=actor)
    seen = {
        "basket": next(one for one in queries.price_baskets(actor=actor) if one.code == code),
        "titles": titles,
        "dearer": sum(one.gap > 0 for one in titles),
        "days": days,
        "longest": max((day.stands.index for day in days), default=0),
        "tabs": tabs_of(TABS, "orders:market", actor),
        "may_compare": actor.may("orders.compare_prices"),
    }
    return render(request, "orders/basket.html", seen)


@require_http_methods(["GET", "POST"])
def basket_new(request: HttpRequest) -> HttpResponse:
    """Write a basket of titles, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.compare_prices")
    form = BasketForm(request.POST if request.method == "POST" else None)
    choice = form.fields["price_list"]
    assert isinstance(choice, forms.ChoiceField)
    choice.choices = [(one.code, one.name) for one in catalog.price_lists() if one.kind == "tier"]

    def save() -> str:
        typed = form.cleaned_data
        draft = BasketDraft(
            code=typed["code"], name=typed["name"], price_list=typed["price_list"],
            titles=tuple(words_of(typed["titles"].replace("\n", ","))),
        )  # fmt: skip
        code = services.keep_basket(draft, actor=actor, at=at)
        services.measure_baskets(actor=actor, at=at)
        return reverse("orders:basket", args=[code])

    seen = {"title": gettext("Basket of titles"), "back": reverse("orders:market")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def rival_prices(request: HttpRequest) -> HttpResponse:
    """Note a price of somebody else, or a table of them; what cannot be read is said line by line."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.compare_prices")
    form = RivalForm(request.POST or None, request.FILES or None)
    noted: list[Noted] = []

    def save() -> str:
        typed = form.cleaned_data
        if typed["file"]:
            with _on_disk(typed["file"]) as path:
                noted.append(services.note_rival_file(path, actor=actor, at=at))
        else:
            draft = RivalDraft(isbn=typed["isbn"], rival=typed["rival"], price=typed["price"])
            noted.append(services.note_rival_prices([draft], actor=actor, at=at))
            for fault in noted[0].faults:
                raise fault.why
        services.measure_baskets(actor=actor, at=at)
        for fault in noted[0].faults:
            messages.warning(request, gettext("Line %(line)s: %(why)s") % {"line": fault.line, "why": fault.why})
        said = ngettext("%(count)s price noted.", "%(count)s prices noted.", noted[0].prices)
        messages.info(request, said % {"count": noted[0].prices})
        return reverse("orders:market")

    seen = {"title": gettext("Prices of others"), "back": reverse("orders:market")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@contextmanager
def _on_disk(sent: "UploadedFile[bytes]") -> Iterator[Path]:
    """Lend a file as it was sent, on the disk for as long as it is read."""
    suffix = Path(sent.name or "").suffix.lower()
    with NamedTemporaryFile(suffix=suffix if suffix in KEPT_SUFFIXES else ".csv") as file:
        for part in sent.chunks():
            file.write(part)
        file.flush()
        yield Path(file.name)
