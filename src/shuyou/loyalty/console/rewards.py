"""Rewards at the desk: the catalogue, one with who took it, one to write; those that were taken."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.money import ZERO
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.registry import registry
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.kernel.uids import uuid7
from shuyou.loyalty.console.program import ANY, DAY, TABS, ProgramList, reader_in
from shuyou.loyalty.errors import ArticleNotMeant
from shuyou.loyalty.models import Reward, RewardUse
from shuyou.loyalty.queries import rewards as queries
from shuyou.loyalty.queries.clubs import clubs_to_choose
from shuyou.loyalty.queries.rewards import RewardFilter, RewardRow, RewardUseFilter, RewardUseRow
from shuyou.loyalty.services import rewards as services
from shuyou.loyalty.services.rewards import RewardDraft
from shuyou.members import queries as members

USE_TONES: Final = {"taken": "good", "undone": ""}


class RewardFilterForm(FilterForm):
    """Which rewards the list shows."""

    words = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Reward.Kind.choices])
    within = forms.IntegerField(label=_("At most so many points"), required=False, min_value=1, max_value=10**8)
    holds = forms.BooleanField(label=_("Can be taken now"), required=False)

    def wanted(self) -> RewardFilter:
        """Return the filter."""
        given = dict(self.given())
        return RewardFilter(holds_on=club_day(clock.now()) if given.pop("holds", None) else None, **given)


class RewardUseFilterForm(FilterForm):
    """Which rewards that were taken the list shows."""

    number = forms.CharField(label=_("Number of the slip"), required=False, max_length=20)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *RewardUse.State.choices])
    since = forms.DateField(label=_("Taken since"), required=False, widget=forms.DateInput(attrs=DAY))

    def wanted(self) -> RewardUseFilter:
        """Return the filter."""
        return RewardUseFilter(**self.given())


def _state(row: RewardRow) -> str:
    return gettext("Can be taken") if row.holds(club_day(clock.now())) else gettext("Closed")


REWARDS: Final = ProgramList[RewardRow](
    name="loyalty:rewards",
    title=_("Rewards"),
    permission="loyalty.view",
    form=RewardFilterForm,
    read=queries.list_rewards,
    columns=(
        Column(
            label=_("Reward"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("loyalty:reward", args=[row.uid]),
        ),
        Column(
            label=_("State"), text=_state,
            tone=lambda row: "good" if row.holds(club_day(clock.now())) else "",
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Points"), text=lambda row: points(row.points), cls="num", sort="points"),
        Column(label=_("and money"), text=lambda row: money(row.cash) if row.cash else "", cls="num"),
        Column(label=_("Taken"), text=lambda row: points(row.taken), cls="num", sort="taken"),
        Column(label=_("Left"), text=lambda row: "" if row.left is None else points(row.left), cls="num"),
        Column(label=_("Until"), text=lambda row: iso(row.valid_to), cls="n", sort="valid_to"),
    ),
    empty=_("Nothing can be had for points yet."),
    advice=_("Write the first reward: a bookmark, a voucher, a seat at a reading."),
    buttons=(Button(label=_("New reward"), url_name="loyalty:reward_new", permission="loyalty.keep_rewards", key="N"),),
)  # fmt: skip

USES: Final = ProgramList[RewardUseRow](
    name="loyalty:reward_uses",
    title=_("Rewards that were taken"),
    permission="loyalty.view",
    form=RewardUseFilterForm,
    read=queries.list_reward_uses,
    columns=(
        Column(label=_("Slip"), text=lambda row: row.number, cls="n", sort="pk"),
        Column(
            label=_("Reward"), text=lambda row: row.reward,
            url=lambda row: reverse("loyalty:reward", args=[row.reward_uid]),
        ),
        Column(
            label=_("Reader"), text=lambda row: row.member_name, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("Points"), text=lambda row: points(row.points), cls="num", sort="points"),
        Column(label=_("and money"), text=lambda row: money(row.cash) if row.cash else "", cls="num"),
        Column(label=_("Coupon"), text=lambda row: row.voucher, cls="n"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: USE_TONES[row.state]),
        Column(label=_("When"), text=lambda row: iso(club_day(row.taken_at)), cls="n"),
    ),
    empty=_("Nobody took a reward yet."),
    advice=_("Open a reward and name the reader who wants it."),
)  # fmt: skip


class RewardForm(forms.Form):
    """A reward, as typed."""

    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Reward.Kind.choices)
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=10**7)
    cash = forms.DecimalField(
        label=_("and money"), required=False, min_value=Decimal(0), max_digits=8, decimal_places=2,
        help_text=_("what is paid besides; empty: nothing"),
    )  # fmt: skip
    article = forms.CharField(
        label=_("Article"), required=False, max_length=30,
        help_text=_("ISBN or number of goods that go from stock; empty: it lies at the desk"),
    )  # fmt: skip
    campaign = forms.ChoiceField(
        label=_("Coupon of"), required=False, help_text=_("what a voucher makes; none: a slip of paper")
    )
    stock = forms.IntegerField(
        label=_("How many there are"), required=False, min_value=0, max_value=10**6,
        help_text=_("empty: as many as are asked for"),
    )  # fmt: skip
    most_per_member = forms.IntegerField(
        label=_("Times for each reader"), required=False, min_value=1, max_value=999, help_text=_("empty: any number")
    )
    tiers = forms.MultipleChoiceField(label=_("Tiers"), required=False, help_text=_("none: all readers"))
    clubs = forms.MultipleChoiceField(label=_("Clubs"), required=False, help_text=_("none: whether in a club or not"))
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    valid_to = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    undo_days = forms.IntegerField(label=_("Days in which it can be given back"), min_value=0, max_value=365, initial=7)
    detail = forms.CharField(
        label=_("What it is"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)
    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def draft(self) -> RewardDraft:
        """Return the reward as typed."""
        typed = dict(self.cleaned_data)
        code, campaign = typed.pop("article").strip(), typed.pop("campaign")
        typed |= {"tiers": tuple(typed["tiers"]), "clubs": tuple(typed["clubs"]), "cash": typed["cash"] or ZERO}
        del typed["key"]
        return RewardDraft(
            **typed, item_id=_article(code) if code else None, campaign=UUID(campaign) if campaign else None
        )


def _article(code: str) -> int:
    found = catalog.items_by_code(code=code, limit=2)
    if len(found) != 1:
        raise ArticleNotMeant(value=code)
    return found[0].item_id


@require_http_methods(["GET", "POST"])
def reward_new(request: HttpRequest) -> HttpResponse:
    """Write a reward."""
    return _written(request, None)


@require_http_methods(["GET", "POST"])
def reward_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a reward."""
    return _written(request, uid)


@require_http_methods(["GET", "POST"])
def reward(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a reward; give it to a reader for points."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, uid, None)

    def take() -> None:
        member_id = reader_in(request.POST.get("reader", ""), actor)
        services.take_reward(uid, member_id=member_id, key=key_or_new(request), actor=actor, at=at)

    url, said = reverse("loyalty:reward", args=[uid]), gettext("Taken; the points are spent.")
    return deed(request, take, url=url, said=said, draw=_redrawn(uid))


@require_POST
def reward_back(request: HttpRequest, uid: UUID, number: str) -> HttpResponse:
    """Take a reward back, and give its points back."""
    actor, at = actor_of(request), clock.now()
    url, said = reverse("loyalty:reward", args=[uid]), gettext("Given back; the points are there again.")
    return deed(
        request, lambda: services.give_reward_back(number, actor=actor, at=at), url=url, said=said, draw=_redrawn(uid)
    )


def _redrawn(uid: UUID) -> Callable[[HttpRequest, DomainError | None], HttpResponse]:
    return lambda again, why: _page(again, uid, why)


def _written(request: HttpRequest, uid: UUID | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_rewards")
    initial, url = {"key": uuid7()}, reverse("loyalty:rewards")
    if uid:
        row = queries.reward_page(uid=uid, at=at, actor=actor).row
        articles = catalog.item_rows(item_ids=[row.item_id] if row.item_id else [])
        beside = {"article": articles[0].isbn if articles else "", "campaign": str(row.campaign or "")}
        initial, url = (
            {name: getattr(row, name) for name in RewardForm.base_fields if name not in ("key", *beside)} | beside,
            reverse("loyalty:reward", args=[uid]),
        )
    form = RewardForm(request.POST if request.method == "POST" else None, initial=initial)
    tiers, clubs, campaign = form.fields["tiers"], form.fields["clubs"], form.fields["campaign"]
    assert isinstance(tiers, forms.MultipleChoiceField)
    assert isinstance(clubs, forms.MultipleChoiceField)
    assert isinstance(campaign, forms.ChoiceField)
    tiers.choices = [(tier.code, tier.name) for tier in members.tiers()]
    clubs.choices = clubs_to_choose(actor=actor)
    campaign.choices = [("", "—"), *registry.choices_of(services.VOUCHERS, actor)]

    def save() -> str:
        kept = services.keep_reward(form.draft(), uid=uid, key=form.cleaned_data["key"], actor=actor, at=at)
        return reverse("loyalty:reward", args=[kept])

    return saved(request, form, save, said=gettext("Saved."), seen={"title": gettext("Reward"), "back": url})


def _page(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.reward_page(uid=uid, at=at, actor=actor)
    tiers = {tier.code: tier.name for tier in members.tiers()}
    seen = {
        "page": page,
        "row": page.row,
        "holds": page.row.holds(club_day(at)),
        "tiers": [tiers.get(one, one) for one in page.row.tiers],
        "clubs": [name for code, name in clubs_to_choose(actor=actor) if code in page.row.clubs],
        "key": uuid7(),
        "tabs": tabs_of(TABS, "loyalty:rewards", actor),
        "campaign": dict(registry.choices_of(services.VOUCHERS, actor)).get(str(page.row.campaign), ""),
        "may_take": actor.may("loyalty.redeem"),
        "may_keep": actor.may("loyalty.keep_rewards"),
        "typed": request.POST.get("reader", "")[:40],
        "refusal": refusal,
    }
    return render(request, "loyalty/reward.html", seen, status=status_of(refusal))
