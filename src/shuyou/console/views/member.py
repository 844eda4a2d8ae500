"""The member page: who somebody is and everything between them and the club, put together from what packages offer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shuyou.console import queries
from shuyou.console.views.cards import Asking, cards, draw, find
from shuyou.console.views.story import drawn
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.addresses import address
from shuyou.kernel.doors import actor_of, is_partial, moment_in
from shuyou.kernel.registry import Fact, TimelineRow, registry
from shuyou.kernel.usecase import asked_once
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.members.queries import MemberHead

ERASED: Final = "erased"
"""The status of a member of whom nothing personal is left: their page says so, and offers nothing to be done."""

SLOTS: Final = ("member.next", "member.left", "member.right")


KNOWN_BY: Final = frozenset({"name", "card"})
"""How an address may say that the reader was recognised before the page opened."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done for the member on the page."""

    label: str
    icon: str
    url: str
    shortcut: str
    is_form: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day of the timeline; no heading if the stretch before has shown it."""

    at: datetime
    lines: SafeString
    is_headed: bool


@require_GET
def member(request: HttpRequest, number: str) -> HttpResponse:
    """Show the whole member on one screen; the timeline alone when only that is asked for."""
    actor, at = actor_of(request), clock.now()
    head = members.member_head(number=number, actor=actor)
    if head.number != number and not is_partial(request):
        messages.info(request, gettext("Member %(number)s was merged into this one.") % {"number": number})
        return redirect("console:member", head.number)
    if head.status == ERASED:
        return _erased(request, head, actor, at)
    if is_partial(request):
        part = "older" if "before" in request.GET else "story"
        return render(request, f"console/member.html#{part}", _story(request, head, actor, at))
    member_services.record_access(person_id=head.member_id, part="page", reason="", actor=actor, at=at)
    with asked_once():
        seen = {**_story(request, head, actor, at), **_page(request, head, actor, at)}
    return render(request, "console/member.html", seen)


@require_GET
def panel(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Draw one of the page's slow cards."""
    actor, at = actor_of(request), clock.now()
    head = members.member_head(number=number, actor=actor)
    offered = find(SLOTS, key, actor)
    if offered is None or head.status == ERASED:
        raise Http404
    asking = Asking(request=request, subject_id=head.member_id, actor=actor, at=at, extra={"member": head})
    return HttpResponse(draw(offered, asking).html)


def _erased(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> HttpResponse:
    """Show what is left of somebody who was erased: since when, why, and the figures that the books keep."""
    seen = {
        "member": head,
        "erasure": members.erasure_of(member_id=head.member_id, actor=actor),
        "facts": list(_facts(head.member_id, actor, at)),
        "may_answer": actor.may("members.answer_privacy"),
    }
    return render(request, "console/member_erased.html", seen)


def _page(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> Mapping[str, object]:
    asking = Asking(request=request, subject_id=head.member_id, actor=actor, at=at, extra={"member": head})

    def url_of(key: str) -> str:
        return address("console:member_panel", head.number, key)

    return {
        "member": head,
        **_days_of_life(head, clock.club_day(at)),
        "may_edit": actor.may("members.edit"),
        "deeds": list(_deeds(request, head, actor)),
        "facts": list(_facts(head.member_id, actor, at)),
        "next": cards("member.next", asking, url_of),
        "left": cards("member.left", asking, url_of),
        "right": cards("member.right", asking, url_of),
        "can_reveal": actor.may("members.see_contact"),
    }


def _days_of_life(head: MemberHead, today: date) -> Mapping[str, object]:
    """Return age, birthday and school of a day, and for how long somebody is a member."""
    birthday = head.birthday(today)
    return {
        "age_band": members.age_band(age=head.age(today)),
        "tenure": head.tenure(today),
        "birthday": birthday,
        "days_to_birthday": (birthday - today).days if birthday else None,
        "lunar": members.lunar_words(head.lunar_birthday),
        "grade": members.grade_words(first_grade_year=head.first_grade_year, today=today),
    }


def _facts(member_id: int, actor: Actor, at: datetime) -> Iterator[Fact]:
    for source in registry.allowed(registry.facts, actor):
        yield from source.load(member_id, actor, at)


def _deeds(request: HttpRequest, head: MemberHead, actor: Actor) -> Iterator[Deed]:
    known_by = request.GET.get("by", "")
    for action in registry.actions_for("member", actor):
        try:
            url = address(action.url_name, head.number)
        except NoReverseMatch:
            continue  # that package has no such page yet
        if action.is_form and known_by in KNOWN_BY:
            url = f"{url}?by={known_by}"
        yield Deed(str(action.label), action.icon, url, action.shortcut, action.is_form)


def _story(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> Mapping[str, object]:
    kind = request.GET.get("kind", "")
    before = moment_in(request.GET.get("before", "")) or at
    story = queries.timeline(member_id=head.member_id, before=before, kind=kind, actor=actor)
    days = list(_days(story.rows, headed=request.GET.get("day", "")))
    return {
        "member": head,
        "kinds": queries.timeline_kinds(actor=actor),
        "kind": kind,
        "days": days,
        "before": story.goes_on_before.isoformat() if story.goes_on_before else "",
        "last_day": clock.club_day(days[-1].at).isoformat() if days else "",
    }


def _days(rows: Sequence[TimelineRow], headed: str) -> Iterator[Day]:
    by_day: dict[str, list[TimelineRow]] = {}
    for row in rows:
        by_day.setdefault(clock.club_day(row.at).isoformat(), []).append(row)
    for name, lines in by_day.items():
        yield Day(lines[0].at, drawn(lines), is_headed=name != headed)
