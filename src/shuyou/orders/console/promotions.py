"""Promotions: the list, one with its versions and coupons, writing terms, trying baskets out, and what they cost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, csv_download, go_to, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.pages import deed, put_refusals
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.promotion_forms import CouponsForm, PromotionForm, TryForm, kind_choices
from shuyou.orders.console.typed import coupon_codes
from shuyou.orders.models import Promotion
from shuyou.orders.queries import KINDS, PromotionFilter, WhatIf
from shuyou.orders.queries._points_foreseen import points_foreseen
from shuyou.orders.rules import Kind, PricedBasket, Rule
from shuyou.orders.services import CouponsDraft
from shuyou.supply import queries as supply

TONES: Final = {"draft": "", "live": "good", "paused": "warn", "ended": ""}
LANGUAGES: Final = (("zh-hans", "中文"), ("en", "English"))
TABS: Final[tuple[TabPlace, ...]] = (
    (_("Promotions"), "orders:promotions", "orders.see_promotions"),
    (_("Coupon campaigns"), "orders:campaigns", "orders.see_promotions"),
    (_("Try a basket"), "orders:promotion_try", "members.view"),
    (_("What they cost"), "orders:promotion_report", "orders.see_promotions"),
    (_("Delivery fees"), "orders:delivery_rules", "orders.see_promotions"),
    (_("Where our prices stand"), "orders:market", "orders.see_promotions"),
    (_("Offers of partners"), "orders:partners", "orders.view"),
)


class PromotionFilterForm(FilterForm):
    """Which promotions the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Promotion.State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    word = forms.CharField(label=_("Name or code"), required=False, max_length=40)

    def offer(self, actor: Actor) -> None:
        """Offer the kinds."""
        self.choose("kind", [("", _("Any")), *kind_choices()])

    def wanted(self) -> PromotionFilter:
        """Return the filter."""
        return PromotionFilter(**self.given())


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionList[R](lists.ListPage[R]):
    """A list of the section of promotions."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("orders.write_promotions")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_promotions_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)


LIST: Final = PromotionList(
    name="orders:promotions",
    title=_("Promotions"),
    permission="orders.see_promotions",
    form=PromotionFilterForm,
    read=queries.list_promotions,
    columns=(
        Column(
            label=pgettext_lazy("of a thing", "Name"),
            text=lambda row: row.name,
            url=lambda row: reverse("orders:promotion", args=[row.code]),
        ),
        Column(label=_("Code"), text=lambda row: row.code, cls="n", sort="code"),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("To publish"), text=lambda row: _("waits") if row.waits else ""),
        Column(label=_("First day"), text=lambda row: iso(row.starts_at), cls="n"),
        Column(label=_("Last day"), text=lambda row: iso(row.ends_at), cls="n"),
        Column(label=_("Orders"), text=lambda row: points(row.uses), cls="num"),
        Column(label=_("Given away"), text=lambda row: money(row.spent), cls="num"),
        Column(label=_("Budget"), text=lambda row: money(row.budget), cls="num"),
        Column(label=_("Begun"), text=lambda row: iso(row.made_at), cls="n", sort="pk"),
    ),
    empty=_("No promotions yet."),
    advice=_("Begin one: it costs nothing until somebody publishes it."),
    buttons=(
        Button(
            label=_("New promotion"), url_name="orders:promotion_new", permission="orders.write_promotions", key="N"
        ),
    ),
)


@require_http_methods(["GET", "POST"])
def promotion_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, then write the terms of a promotion."""
    actor = actor_of(request)
    actor.require("orders.write_promotions")
    kind = request.GET.get("kind", "")
    if kind not in set(Kind):
        seen = {"kinds": kind_choices(), "tabs": tabs_of(TABS, "orders:promotions", actor)}
        return render(request, "orders/promotion_kinds.html", seen)
    form = PromotionForm(request.POST if request.method == "POST" else None, kind=Kind(kind))

    def save() -> str:
        draft = form.draft()
        return services.add_promotion(draft, actor=actor, at=clock.now()) if draft else ""

    title = gettext("New promotion: %(kind)s") % {"kind": KINDS[Kind(kind)]}
    return _written(request, form, save, title=title, back=reverse("orders:promotions"))


@require_http_methods(["GET", "POST"])
def promotion_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Write the terms of a promotion's next version."""
    actor = actor_of(request)
    actor.require("orders.write_promotions")
    kept = queries.promotion_detail(code=code, actor=actor)
    form = PromotionForm(request.POST if request.method == "POST" else None, kind=kept.newest.rule.kind, kept=kept)

    def save() -> str:
        draft = form.draft(code)
        if draft:
            services.change_promotion(draft, actor=actor, at=clock.now())
        return code if draft else ""

    back = reverse("orders:promotion", args=[code])
    return _written(request, form, save, title=gettext("Terms of %(name)s") % {"name": kept.row.name}, back=back)


def _written(request: HttpRequest, form: PromotionForm, save: Any, *, title: str, back: str) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, form, title, back, HTTPStatus.OK)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            code = save()
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            if code:
                messages.success(request, gettext("Written down. Read it once more, then publish it."))
                return go_to(request, reverse("orders:promotion", args=[code]))
    return _form_page(request, form, title, back, status)


def _form_page(request: HttpRequest, form: PromotionForm, title: str, back: str, status: HTTPStatus) -> HttpResponse:
    seen = {"form": form, "title": title, "back": back}
    return render(request, "orders/promotion_form.html", seen, status=status)


@require_GET
def promotion(request: HttpRequest, code: str) -> HttpResponse:
    """Show a promotion."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, refusal: DomainError | None = None, coupons: CouponsForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    kept = queries.promotion_detail(code=code, actor=actor)
    uses = queries.promotion_uses(code=code, actor=actor, after=_after(request))
    seen = {
        "kept": kept, "row": kept.row, "tone": TONES[kept.row.state], "refusal": refusal, "uses": uses,
        "languages": [(label, _in_language(language, kept.newest.rule)) for language, label in LANGUAGES],
        "coupons": coupons or CouponsForm(), "may_write": actor.may("orders.write_promotions"),
        "may_publish": actor.may("orders.publish_promotions"), "may_open_order": actor.may("orders.view"),
        "tabs": tabs_of(TABS, "orders:promotions", actor),
    }  # fmt: skip
    has_errors = refusal is not None or (coupons is not None and bool(coupons.errors))
    status = STATUS[refusal.kind] if refusal else HTTPStatus.UNPROCESSABLE_ENTITY if has_errors else HTTPStatus.OK
    return render(request, "orders/promotion.html", seen, status=status)


def _in_language(language: str, rule: Rule) -> list[str]:
    with translation.override(language):
        return queries.said(rule)


def _after(request: HttpRequest) -> int:
    return id_in(request.GET.get("after", ""))


@require_POST
def promotion_deed(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Publish a promotion's newest version, pause it, have it go on, or end it."""
    actor, at = actor_of(request), clock.now()
    states = {"pause": "paused", "resume": "live", "end": "ended"}

    def act() -> None:
        if what == "publish":
            services.publish_promotion(code, actor=actor, at=at)
        elif what in states:
            services.switch_promotion(code, state=states[what], actor=actor, at=at)

    said = {
        "publish": gettext("Published: it holds from its first day on."), "pause": gettext("Paused."),
        "resume": gettext("It goes on."), "end": gettext("Ended for good."),
    }  # fmt: skip
    url = reverse("orders:promotion", args=[code])
    return deed(request, act, url=url, said=said.get(what, ""), draw=lambda again, why: _page(again, code, why))


@require_POST
def coupons_make(request: HttpRequest, code: str) -> HttpResponse:
    """Make coupons that open a promotion."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.write_promotions")
    form = CouponsForm(request.POST)
    if not form.is_valid():
        return _page(request, code, coupons=form)
    typed = form.cleaned_data

    def act() -> None:
        last = typed["ends_on"]
        draft = CouponsDraft(
            code=code, count=typed["count"] or 0, most_uses=typed["most_uses"],
            member_ids=[members.member_id_of(number=number) for number in form.numbers_typed()],
            ends_at=datetime.combine(last, time.max, clock.club_zone()) if last else None,
        )  # fmt: skip
        services.make_coupons(draft, actor=actor, at=at)

    url = reverse("orders:promotion", args=[code])
    said = gettext("The coupons are made; take them as a file.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _page(again, code, why, form))


@require_GET
def coupons_file(request: HttpRequest, code: str, batch_id: int) -> HttpResponseBase:
    """Send the coupons of a batch as a file, with how often each was used."""
    actor, at = actor_of(request), clock.now()
    rows = queries.batch_coupons(code=code, batch_id=batch_id, actor=actor)
    services.note_promotions_export(what="coupons", wanted=f"{code}/{batch_id}", actor=actor, at=at)
    header = [gettext("Coupon"), gettext("Member number"), gettext("Used"), gettext("At most")]
    return csv_download(f"coupons-{code}-{batch_id}.csv", header, rows)


@require_http_methods(["GET", "POST"])
def promotion_try(request: HttpRequest) -> HttpResponse:
    """Try a basket out: what it comes to, and for every promotion why it counts or not."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.see_promotions")
    actor.require("members.view")
    places = supply.places(actor=actor) if actor.may("supply.view") else []
    stores = [(place.code, place.name) for place in places if place.kind == "store"]
    typed = request.POST if request.method == "POST" else None
    form = TryForm(typed, initial={"on": clock.club_day(at)}, stores=stores)
    seen: dict[str, Any] = {"form": form, "tabs": tabs_of(TABS, "orders:promotion_try", actor)}
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and (copies := form.copies()) and not form.errors:
            try:
                asked = _asked(form, copies, at)
                seen["basket"], seen["tried"] = queries.what_if(asked=asked, actor=actor)
                seen |= _points(asked, seen["basket"], actor)
                status = HTTPStatus.OK
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
    return render(request, "orders/promotion_try.html", seen, status=status)


def _points(asked: WhatIf, basket: PricedBasket, actor: Actor) -> dict[str, Any]:
    """Return what the basket would earn, and where its reader stands, for who may see points."""
    if not actor.may("loyalty.view"):
        return {}
    awards = points_foreseen(asked=asked, basket=basket, actor=actor)
    member_id = members.member_head(number=asked.member_number, actor=actor).member_id
    return {
        "awards": awards, "earned": sum(award.points for award in awards),
        "progress": loyalty.tier_progress(member_id=member_id, at=asked.at, actor=actor),
    }  # fmt: skip


def _asked(form: TryForm, copies: dict[int, int], at: datetime) -> WhatIf:
    typed = form.cleaned_data
    day = typed["on"]
    moment = at if day in (None, clock.club_day(at)) else datetime.combine(day, time(12), clock.club_zone())
    return WhatIf(
        member_number=typed["member"].strip(), copies=copies, channel=typed["channel"], at=moment,
        coupons=coupon_codes(typed["coupon"]), store=typed["store"],
    )  # fmt: skip


class SpanForm(forms.Form):
    """The days that a report is about."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@require_GET
def promotion_report(request: HttpRequest) -> HttpResponseBase:
    """Show what promotions brought and cost in a span, on the page or as a file."""
    actor, at = actor_of(request), clock.now()
    form = SpanForm(request.GET)
    typed = form.cleaned_data if form.is_valid() else {}
    today = clock.club_day(at)
    since, until = typed.get("since") or today - timedelta(days=30), typed.get("until") or today
    rows = queries.promotion_report(
        since=clock.day_start(since), until=clock.day_start(until + timedelta(days=1)), actor=actor
    )
    if request.GET.get("as") == "csv":
        services.note_promotions_export(what="report", wanted=f"{since}/{until}", actor=actor, at=at)
        return csv_download(f"promotions-{since}-{until}.csv", _heads(), _cells(rows))
    seen = {
        "form": SpanForm(initial={"since": since.isoformat(), "until": until.isoformat()}), "rows": rows,
        "heads": _heads(), "longest": max((row.cost for row in rows), default=0), "since": since, "until": until,
        "tabs": tabs_of(TABS, "orders:promotion_report", actor), "total": sum(row.cost for row in rows),
    }  # fmt: skip
    return render(request, "orders/promotion_report.html", seen)


def _heads() -> list[str]:
    return [
        gettext("Promotion"), gettext("Kind"), gettext("Orders"), gettext("Members"), gettext("First orders"),
        gettext("Given away"), gettext("Per order"), gettext("Turnover of these orders"), gettext("Budget"),
    ]  # fmt: skip


def _cells(rows: Sequence[queries.ReportRow]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield (
            f"{row.name} ({row.code})", row.kind_label, row.orders, row.members, row.newcomers, row.cost,
            row.per_order.quantize(row.cost), row.turnover, row.budget or "",
        )  # fmt: skip
