"""Limited editions at the desk: the list, one with its readers and copies, a new one; words to be sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.registry import Clue
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.specials import PAYMENTS, going_home
from shuyou.orders.console.warehouse import TABS, WarehouseList
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.errors.releases import ReaderUnknown
from shuyou.orders.models import Channel, Notice, Release
from shuyou.orders.queries import NoticeFilter, NoticeRow, ReleaseFilter, ReleaseRow
from shuyou.orders.services import ClaimGoing, ReleaseDraft

TONES: Final = {"draft": "warn", "open": "good", "closed": ""}
COPY_TONES: Final = {"held": "info", "claimed": "good", "lapsed": "warn", "given_up": ""}
NOTICE_TONES: Final = {"waiting": "warn", "sent": "good", "dropped": ""}
WHY: Final = {
    "series": _("bought of the series"), "author": _("bought of the author"), "class": _("buys such books"),
    "interest": _("likes it"), "asked": _("asked for it"),
}  # fmt: skip
CHANNELS: Final = (*Channel.choices, ("wechat", _("WeChat")), ("letter", _("Letter")))
THREE_YEARS: Final = timedelta(days=3 * 365)
MOMENT: Final = "%Y-%m-%dT%H:%M"


class ReleaseFilterForm(FilterForm):
    """Which limited editions the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Release.State.choices])

    def wanted(self) -> ReleaseFilter:
        """Return the filter."""
        return ReleaseFilter(**self.given())


class NoticeFilterForm(FilterForm):
    """Which words the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Notice.State.choices])

    def wanted(self) -> NoticeFilter:
        """Return the filter."""
        return NoticeFilter(**self.given())


RELEASES: Final = WarehouseList[ReleaseRow](
    name="orders:releases",
    title=_("Limited editions"),
    permission="orders.view",
    form=ReleaseFilterForm,
    read=queries.list_releases,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:release", args=[row.number]),
        ),
        Column(label=_("Title"), text=lambda row: row.title),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Set aside"), text=lambda row: points(row.held), cls="num"),
        Column(label=_("Ordered"), text=lambda row: points(row.claimed), cls="num"),
        Column(label=_("Still free"), text=lambda row: points(row.free), cls="num"),
        Column(label=_("In the queue"), text=lambda row: points(row.queued), cls="num"),
        Column(label=_("For all from"), text=lambda row: iso(row.all_from), cls="n"),
    ),
    empty=_("No limited edition was given out yet."),
    advice=_("Numbered copies are given out one by one, to higher tiers first."),
    buttons=(
        Button(label=_("To send"), url_name="orders:notices", permission="orders.place", icon="mail"),
        Button(
            label=_("New limited edition"), url_name="orders:release_new", permission="orders.keep_releases", key="N"
        ),
    ),
)  # fmt: skip

NOTICES: Final = WarehouseList[NoticeRow](
    name="orders:notices",
    title=_("To send"),
    permission="orders.place",
    form=NoticeFilterForm,
    read=queries.list_notices,
    columns=(
        Column(
            label=_("Reader"), text=lambda row: row.to, names="members.export",
            url=lambda row: reverse("orders:notice", args=[row.notice_id]),
        ),
        Column(label=_("Channel"), text=lambda row: dict(CHANNELS).get(row.channel, row.channel)),
        Column(label=_("Text"), text=lambda row: row.text[:80]),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: NOTICE_TONES[row.state]),
        Column(label=pgettext_lazy("when", "Written"), text=lambda row: iso(row.made_at), cls="n", sort="pk"),
    ),
    empty=_("Nothing waits to be sent."),
    advice=_("Replies to messages and notices of limited editions come here until a channel sends them."),
)  # fmt: skip


class ReleaseForm(forms.Form):
    """A limited edition, as typed."""

    title = forms.CharField(
        label=_("Title"), max_length=80, help_text=_("ISBN or words of the title"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    copies = forms.IntegerField(
        label=_("Copies"), min_value=0, max_value=2000, initial=0, help_text=_("0: the numbers noted at the title")
    )
    most_per_member = forms.IntegerField(label=_("Copies for each reader"), min_value=1, max_value=99, initial=1)
    first_tier = forms.ChoiceField(label=_("Who chooses first"))
    first_from = forms.DateTimeField(
        label=_("First readers from"), widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    )
    all_from = forms.DateTimeField(
        label=_("For all from"), widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    )
    hold_hours = forms.IntegerField(label=_("Hours a copy is set aside"), min_value=1, max_value=720, initial=48)

    def offer_tiers(self) -> None:
        """Offer the tiers, the highest first."""
        field = self.fields["first_tier"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (tier.code, gettext("%(tier)s and above") % {"tier": tier.name}) for tier in reversed(members.tiers())
        ]


@require_http_methods(["GET", "POST"])
def release_new(request: HttpRequest) -> HttpResponse:
    """Write a limited edition down."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.keep_releases")
    local = at.astimezone(club_zone()).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    start = {"first_from": local + timedelta(days=1), "all_from": local + timedelta(days=3)}
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial=start)
    form.offer_tiers()

    def save() -> str:
        typed = dict(form.cleaned_data)
        draft = ReleaseDraft(item_id=_title_meant(typed.pop("title")), **typed)
        return reverse("orders:release", args=[services.write_release(draft, actor=actor, at=at)])

    seen = {"title": gettext("New limited edition"), "back": reverse("orders:releases")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_GET
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Show a limited edition with its readers and copies."""
    return _page(request, number, None)


@require_POST
def release_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Gather or tell its readers, open or close it, or ask for a copy for a reader."""
    actor, at = actor_of(request), clock.now()
    said = gettext("Saved.")
    deeds: dict[str, Callable[[], object]] = {
        "gather": lambda: services.gather_readers(number, since=at - THREE_YEARS, actor=actor, at=at),
        "tell": lambda: services.tell_readers(number, actor=actor, at=at),
        "open": lambda: services.move_release(number, is_open=True, actor=actor, at=at),
        "close": lambda: services.move_release(number, is_open=False, actor=actor, at=at),
        "ask": lambda: services.ask_for_copy(
            number, member_id=reader_meant(request.POST.get("reader", ""), actor), actor=actor, at=at
        ),
    }
    if what not in deeds:
        raise Http404
    url = reverse("orders:release", args=[number])
    return deed(request, deeds[what], url=url, said=said, draw=lambda again, why: _page(again, number, why))


@require_POST
def copy_deed(request: HttpRequest, number: str, reservation_id: int, what: str) -> HttpResponse:
    """Make the order of a copy that is set aside, or let go of it."""
    actor, at = actor_of(request), clock.now()
    if what not in ("claim", "free"):
        raise Http404

    def act() -> None:
        if what == "claim":
            row = next(
                (one for one in queries.release_reservations(number=number, actor=actor)
                 if one.reservation_id == reservation_id), None,
            )  # fmt: skip
            payment = request.POST.get("payment", "")
            member_id = members.member_id_of(number=row.member_number) if row else 0
            going = ClaimGoing(
                payment=payment if payment in PAYMENTS else PAYMENTS[0],
                destination=going_home(member_id, actor) if row else None,
            )
            services.claim_copy(reservation_id, going=going, actor=actor, at=at)
        else:
            services.free_copy(reservation_id, actor=actor, at=at)

    url = reverse("orders:release", args=[number])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, number, why))


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show words for a reader, and note that they were sent or are not to be."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _notice_page(request, notice_id, None)
    is_sent = request.POST.get("do") == "sent"
    return deed(
        request,
        lambda: services.finish_notice(notice_id, is_sent=is_sent, actor=actor, at=at),
        url=reverse("orders:notices"),
        said=gettext("Noted."),
        draw=lambda again, why: _notice_page(again, notice_id, why),
    )


def _notice_page(request: HttpRequest, notice_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.notice_detail(notice_id=notice_id, actor=actor)
    seen = {
        "notice": row,
        "channel": dict(CHANNELS).get(row.channel, row.channel),
        "tone": NOTICE_TONES[row.state],
        "tabs": tabs_of(TABS, "orders:releases", actor),
        "refusal": refusal,
    }
    return render(request, "orders/notice.html", seen, status=status_of(refusal))


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    row = queries.release_detail(number=number, actor=actor)
    readers = queries.release_readers(number=number, actor=actor)
    seen = {
        "release": row,
        "tone": TONES[row.state],
        "tabs": tabs_of(TABS, "orders:releases", actor),
        "readers": [(one, [(WHY.get(why, why), count) for why, count in one.reasons.items()]) for one in readers],
        "queue": queries.release_readers(number=number, is_queue=True, actor=actor),
        "copies": [
            (one, COPY_TONES[one.state]) for one in queries.release_reservations(number=number, actor=actor)
        ],
        "first_tier": next((tier.name for tier in members.tiers() if tier.code == row.first_tier), row.first_tier),
        "is_first": row.first_from <= at < row.all_from,
        "payments": [(one.value, one.label) for one in PAYMENTS],
        "may_keep": actor.may("orders.keep_releases"),
        "may_place": actor.may("orders.place"),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "orders/release.html", seen, status=status_of(refusal))


def _title_meant(clue: str) -> int:
    found = catalog.search_titles(text=clue, limit=2)
    if len(found) != 1:
        raise UnknownTitle(value=clue, field="title")
    return found[0].item_id


def reader_meant(clue: str, actor: Actor) -> int:
    """
    Return the id of the one reader that words mean.

    :raises ReaderUnknown: they mean none, or several.
    """
    found = members.find_members(clue=Clue.of(clue[:40]), actor=actor, limit=2) if clue.strip() else []
    if len(found) != 1:
        raise ReaderUnknown(value=clue[:40])
    return found[0].row.member_id
