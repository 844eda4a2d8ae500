"""Campaigns of coupons: the list, one with what it brought and its coupons, beginning one, sheets, withdrawal."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import decoded
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.registry import registry
from shuyou.kernel.slips import Slip, draw_slips
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.kernel.uids import uuid7
from shuyou.loyalty.errors import ReaderNotMeant
from shuyou.members import queries as members
from shuyou.orders import queries, services, tasks
from shuyou.orders.console.promotion_forms import words_of
from shuyou.orders.console.promotions import TABS, PromotionList
from shuyou.orders.models import CouponBatch
from shuyou.orders.queries import SHEET, CampaignFilter
from shuyou.orders.rules import coupon_code
from shuyou.orders.services import CampaignDraft

STATES: Final = {"making": _("being made"), "made": _("in use"), "stopped": _("withdrawn")}
TONES: Final = {"making": "warn", "made": "good", "stopped": "bad"}
To = CouponBatch.To
MOST_BYTES: Final = 2_000_000
"""Of a file of numbers."""
TOLD: Final = 20
"""Words without a reader that are named."""


class CampaignFilterForm(FilterForm):
    """Which campaigns the list shows."""

    word = forms.CharField(label=_("Name or promotion"), required=False, max_length=40)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *STATES.items()])

    def wanted(self) -> CampaignFilter:
        """Return the filter."""
        return CampaignFilter(**self.given())


LIST: Final = PromotionList(
    name="orders:campaigns",
    title=_("Coupon campaigns"),
    permission="orders.see_promotions",
    form=CampaignFilterForm,
    read=queries.list_campaigns,
    columns=(
        Column(
            label=pgettext_lazy("of a thing", "Name"),
            text=lambda row: row.name,
            url=lambda row: reverse("orders:campaign", args=[row.uid]),
        ),
        Column(label=_("Promotion"), text=lambda row: row.promotion),
        Column(label=_("State"), text=lambda row: STATES[row.state], tone=lambda row: TONES[row.state]),
        Column(label=_("For"), text=lambda row: row.shared_code or row.to_label),
        Column(label=_("Coupons"), text=lambda row: points(row.coupons), cls="num"),
        Column(label=_("Orders per coupon"), text=lambda row: points(row.most_uses), cls="num"),
        Column(label=_("Last day"), text=lambda row: iso(row.ends_at) if row.ends_at else "", cls="n", sort="ends_at"),
        Column(label=_("Made on"), text=lambda row: iso(row.made_at), cls="n", sort="pk"),
    ),
    empty=_("No campaigns yet."),
    advice=_("Begin one: choose a promotion that asks for a coupon, and whom it goes to."),
    buttons=(
        Button(label=_("New campaign"), url_name="orders:campaign_new", permission="orders.write_promotions", key="N"),
    ),
)


class CampaignForm(forms.Form):
    """A campaign as typed."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    promotion = forms.ChoiceField(label=_("What it opens"))
    to = forms.ChoiceField(label=_("Whom it goes to"), choices=To.choices)
    count = forms.IntegerField(label=_("How many codes"), required=False, min_value=0, max_value=5_000_000)
    shared_code = forms.CharField(
        label=_("Or one code for all"), required=False, max_length=20, help_text=_("such as SPRING26")
    )
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    numbers = forms.CharField(
        label=_("Member numbers"), required=False, max_length=2_000_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    file = forms.FileField(label=_("Or a file with member numbers"), required=False)
    hold_out = forms.IntegerField(
        label=_("Percent who get none, to compare"), required=False, min_value=0, max_value=50, initial=0
    )
    most_uses = forms.IntegerField(label=_("Orders per coupon"), min_value=1, max_value=1_000_000, initial=1)
    remind_days = forms.IntegerField(
        label=_("Days before the end to remind"), required=False, min_value=0, max_value=90, initial=0
    )
    starts_on = forms.DateField(label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    key = forms.UUIDField(widget=forms.HiddenInput(), required=False, initial=uuid7)

    def __init__(self, data: object, files: object, *, actor: Actor) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        self.unknown: list[str] = []
        promotion, segment = self.fields["promotion"], self.fields["segment"]
        assert isinstance(promotion, forms.ChoiceField)
        assert isinstance(segment, forms.ChoiceField)
        promotion.choices = list(queries.promotions_by_coupon())
        segment.choices = [
            ("", "—"),
            *(
                (f"{source.kind}:{key}", name)
                for source in sorted(registry.segments, key=lambda one: one.order)
                for key, name in source.choices(actor)
            ),
        ]

    def draft(self) -> CampaignDraft:
        """Return the campaign as typed."""
        typed = self.cleaned_data
        same = ("name", "promotion", "to", "shared_code", "segment", "most_uses")
        texts = (typed["numbers"], self._of_file())
        numbers = {word for text in texts for each in words_of(text) for word in each.split()}
        found = members.members_named(words=numbers) if typed["to"] == To.NUMBERS else {}
        self.unknown = sorted(word for word, ids in found.items() if not ids)
        return CampaignDraft(
            **{name: typed[name] for name in same}, count=typed["count"] or 0, hold_out=typed["hold_out"] or 0,
            remind_days=typed["remind_days"] or 0, member_ids=sorted({one for ids in found.values() for one in ids}),
            starts_at=clock.day_start(typed["starts_on"]) if typed["starts_on"] else None,
            ends_at=datetime.combine(typed["ends_on"], time.max, clock.club_zone()) if typed["ends_on"] else None,
        )  # fmt: skip

    def _of_file(self) -> str:
        sent = self.cleaned_data["file"]
        return decoded(sent.read(MOST_BYTES), name=sent.name) if sent else ""


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    actor = actor_of(request)
    actor.require("orders.write_promotions")
    form = CampaignForm(request.POST or None, request.FILES or None, actor=actor)

    def save() -> str:
        key = form.cleaned_data["key"]
        uid = services.begin_campaign(form.draft(), key=key, actor=actor, at=clock.now())
        if form.unknown:
            messages.warning(request, str(ReaderNotMeant(value=" ".join(form.unknown[:TOLD])[:300])))
        tasks.make_coupons.defer(uid=str(uid))
        return reverse("orders:campaign", args=[uid])

    seen = {"title": gettext("New campaign"), "back": reverse("orders:campaigns")}
    return saved(request, form, save, said=gettext("Begun: its coupons are being made."), seen=seen)


@require_GET
def campaign(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a campaign: what it gave and brought, and its coupons."""
    return _page(request, uid, None)


def _page(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    row = queries.campaign(uid=uid, actor=actor)
    may_write, code = actor.may("orders.write_promotions"), coupon_code(request.GET.get("code", ""))
    after = id_in(request.GET.get("after", ""))
    seen = {
        "tabs": tabs_of(TABS, "orders:campaigns", actor), "row": row, "refusal": refusal, "may_write": may_write,
        "state": STATES[row.state], "tone": TONES[row.state], "code": code, "sheet": SHEET,
        "figures": queries.campaign_figures(uid=uid, at=at, actor=actor),
        "coupons": queries.campaign_coupons(uid=uid, code=code, after=after, actor=actor) if may_write else None,
    }  # fmt: skip
    return render(request, "orders/campaign.html", seen, status=status_of(refusal))


@require_POST
def campaign_deed(request: HttpRequest, uid: UUID, what: str) -> HttpResponse:
    """Withdraw a campaign, let it go on, block one coupon, or go on making coupons."""
    actor, at, typed = actor_of(request), clock.now(), request.POST
    reason = typed.get("reason", "")[:400]
    deeds: Mapping[str, tuple[Callable[[], object], str]] = {
        "stop": (lambda: services.stop_campaign(uid=uid, reason=reason, actor=actor, at=at), gettext("Withdrawn.")),
        "resume": (lambda: services.resume_campaign(uid=uid, actor=actor, at=at), gettext("It goes on.")),
        "block": (
            lambda: services.block_coupon(code=typed.get("code", "")[:40], reason=reason, actor=actor, at=at),
            gettext("Blocked."),
        ),
        "make": (lambda: tasks.make_coupons.defer(uid=str(uid)), gettext("It goes on.")),
    }
    act, said = deeds.get(what, (lambda: None, ""))
    actor.require("orders.write_promotions")
    url = reverse("orders:campaign", args=[uid])
    return deed(request, act, url=url, said=said, draw=lambda again, why: _page(again, uid, why))


@require_GET
def campaign_sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send coupons as sheets to print."""
    actor, at = actor_of(request), clock.now()
    row = queries.campaign(uid=uid, actor=actor)
    page = queries.campaign_coupons(uid=uid, after=id_in(request.GET.get("after", "")), limit=SHEET, actor=actor)
    services.note_promotions_export(what="coupon-sheet", wanted=str(uid), actor=actor, at=at)
    kept = queries.promotion_detail(code=row.promotion_code, actor=actor)
    codes = [one.code for one in page.rows if not one.is_blocked and one.uses < one.most_uses]
    until = gettext("Good until %(day)s") % {"day": iso(row.ends_at)} if row.ends_at else ""
    slips = [Slip(title=row.promotion, terms=kept.newest.sentences, code=code, beside=until) for code in codes]
    drawn = draw_slips(slips, title=row.promotion)
    return HttpResponse(drawn, headers={"Content-Type": "application/pdf", "Content-Disposition": "inline"})


@require_GET
def campaign_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Send all coupons of a campaign as a file."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.write_promotions")
    services.note_promotions_export(what="coupons", wanted=str(uid), actor=actor, at=at)

    def rows() -> object:
        after = 0
        while True:
            page = queries.campaign_coupons(uid=uid, after=after, limit=5_000, actor=actor)
            yield from ([one.code, one.owner, one.uses, one.most_uses] for one in page.rows)
            if not (after := page.next_after):
                return

    header = [gettext("Coupon"), gettext("Member number"), gettext("Used"), gettext("At most")]
    return csv_download(f"coupons-{uid}.csv", header, rows())  # type: ignore[arg-type]
