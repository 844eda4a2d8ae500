"""A warning while a new member is typed: somebody like this is there already. It never stands in the way."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.members import queries
from shuyou.members.queries import Newcomer
from shuyou.members.rules import day, email_address, person_name, phone_number, short_text
from shuyou.members.rules.words import OLDEST


@require_POST
def alike(request: HttpRequest) -> HttpResponse:
    """Show the members whom the one that is being typed may be; nothing typed goes into an address."""
    actor = actor_of(request)
    actor.require("members.edit")
    found = queries.look_alikes(newcomer=_newcomer(request), actor=actor)
    return render(request, "members/look_alikes.html", {"found": found})


def _newcomer(request: HttpRequest) -> Newcomer:
    """Return what is typed so far; what is not finished yet says nothing."""
    typed, today = request.POST, clock.club_day(clock.now())
    mobile = _told(lambda: phone_number(typed.get("phone", "")[:60]), "")
    landline = _told(lambda: phone_number(typed.get("home_phone", "")[:60]), "")
    return Newcomer(
        name=_told(lambda: person_name(typed.get("name", "")[:200]), ""),
        phones=tuple(phone for phone in (mobile, landline) if phone),
        email=_told(lambda: email_address(typed.get("email", "")[:300]), ""),
        birth_date=_told(lambda: _day(typed.get("birth_date", "")[:40], today), None),
        city=_told(lambda: short_text(typed.get("city", "")[:60], field="city", limit=30), ""),
    )


def _day(text: str, today: date) -> date:
    return day(text, field="birth_date", first=OLDEST, last=today)


def _told[T](rule: Callable[[], T], otherwise: T) -> T:
    try:
        return rule()
    except DomainError:
        return otherwise
