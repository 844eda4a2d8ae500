"""Themed clubs at the desk: the list, one with its figures and readers, one to write, and those of a reader."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Bar, Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import points
from shuyou.loyalty.console.program import TABS, ProgramList, form_of, reader_in
from shuyou.loyalty.queries import clubs as queries
from shuyou.loyalty.queries.clubs import ClubFilter, ClubRow
from shuyou.loyalty.services.clubs import MOST_WELCOME, ClubDraft, join_club, keep_club, leave_club, segments_for
from shuyou.members import queries as members


class ClubFilterForm(FilterForm):
    """Which clubs the list shows."""

    words = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=40)

    def wanted(self) -> ClubFilter:
        """Return the filter."""
        return ClubFilter(**self.given())


CLUBS: Final = ProgramList[ClubRow](
    name="loyalty:clubs",
    title=_("Themed clubs"),
    permission="loyalty.view",
    form=ClubFilterForm,
    read=queries.list_clubs,
    columns=(
        Column(
            label=_("Club"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("loyalty:club", args=[row.code]),
        ),
        Column(
            label=_("State"), text=lambda row: gettext("Open") if row.is_active else gettext("Closed"),
            tone=lambda row: "good" if row.is_active else "",
        ),
        Column(label=_("Readers in it"), text=lambda row: points(row.members), cls="num"),
        Column(label=_("Points of welcome"), text=lambda row: points(row.welcome), cls="num", sort="welcome"),
    ),
    empty=_("There is no club yet."),
    advice=_("Begin one for readers who share something, such as young parents."),
    buttons=(Button(label=_("New club"), url_name="loyalty:club_new", permission="loyalty.keep_program", key="N"),),
)  # fmt: skip


class ClubForm(forms.Form):
    """A club as typed; a code that is there already changes its club."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=60)
    segment = forms.ChoiceField(
        label=_("Who may join"), required=False, help_text=_("a view of readers, or a tag; none: everybody")
    )
    welcome = forms.IntegerField(label=_("Points of welcome"), min_value=0, max_value=MOST_WELCOME, initial=0)
    detail = forms.CharField(
        label=_("What it is"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_active = forms.BooleanField(label=_("It is open"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def club_new(request: HttpRequest) -> HttpResponse:
    """Write a club, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    code = request.GET.get("code", "")[:20]
    row = queries.club_page(code=code, at=at, actor=actor).row if code else None
    form = form_of(ClubForm, request, row)
    segment = form.fields["segment"]
    assert isinstance(segment, forms.ChoiceField)
    segment.choices = [("", gettext("all readers")), *segments_for(actor)]

    def save() -> str:
        return reverse("loyalty:club", args=[keep_club(ClubDraft(**form.cleaned_data), actor=actor, at=at)])

    seen = {"title": gettext("Themed club"), "back": reverse("loyalty:clubs")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def club(request: HttpRequest, code: str) -> HttpResponse:
    """Show a club with its figures and readers; take a reader into it."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, code, None)

    def join() -> None:
        join_club(code, member_id=reader_in(request.POST.get("reader", ""), actor), actor=actor, at=at)

    url = reverse("loyalty:club", args=[code])
    return deed(request, join, url=url, said=gettext("They are in."), draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.club_page(code=code, at=at, actor=actor)
    seen = {
        "page": page,
        "row": page.row,
        "segment": dict(segments_for(actor)).get(page.row.segment, page.row.segment),
        "bars": [Bar(month, points(count), count) for month, count in page.months],
        "longest": max((count for _month, count in page.months), default=0),
        "tabs": tabs_of(TABS, "loyalty:clubs", actor),
        "may_join": actor.may("loyalty.redeem") and page.row.is_active,
        "may_keep": actor.may("loyalty.keep_program"),
        "typed": request.POST.get("reader", "")[:40],
        "refusal": refusal,
    }
    return render(request, "loyalty/club.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def member_clubs(request: HttpRequest, number: str) -> HttpResponse:
    """Show the clubs of a reader and those that they may join; take them in, or let them leave."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.view")
    head = members.member_head(number=number, actor=actor)
    code, url = request.POST.get("club", "")[:20], reverse("loyalty:member_clubs", args=[number])
    leaves = "leave" in request.POST

    def move() -> None:
        (leave_club if leaves else join_club)(code, member_id=head.member_id, actor=actor, at=at)

    def draw(again: HttpRequest, refusal: DomainError | None) -> HttpResponse:
        clubs = queries.clubs_of_reader(member_id=head.member_id, at=at, actor=actor)
        seen = {"head": head, "clubs": clubs, "may_join": actor.may("loyalty.redeem"), "refusal": refusal}
        return render(again, "loyalty/member_clubs.html", seen, status=status_of(refusal))

    if request.method != "POST":
        return draw(request, None)
    said = gettext("They left; their points stay theirs.") if leaves else gettext("They are in.")
    return deed(request, move, url=url, said=said, draw=draw)
