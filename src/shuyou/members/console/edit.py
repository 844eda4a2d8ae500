"""Correcting a member: own data, word on what we may do, cards, and stopping orders. Each part is a form of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.forms import CONSENTS, NewMemberForm, PersonForm, put_refusals
from shuyou.members.queries import MemberHead
from shuyou.members.rules import CONSENT_FIELDS


@dataclass(frozen=True, slots=True)
class Tick:
    """One question of consent, with the latest word on it."""

    name: str
    label: str
    is_granted: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a change to one part of the page."""

    part: str = ""
    refusal: DomainError | None = None
    said: str = ""

    @property
    def status(self) -> HTTPStatus:
        """The status that the answer has."""
        return STATUS[self.refusal.kind] if self.refusal else HTTPStatus.OK


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form, or keep what was changed."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.edit")
    kept = queries.kept_member(number=number, actor=actor)
    if request.method != "POST":
        services.record_access(person_id=kept.member_id, part="edit", reason="", actor=actor, at=at)
        form = PersonForm(initial=PersonForm.of(kept))
        return render(request, "members/edit.html", {**_parts(number, actor), "form": form})
    form, status = PersonForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            fields = services.edit_member(member_id=kept.member_id, changes=form.changes(kept), actor=actor, at=at)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            said = gettext("Saved.") if fields else gettext("Nothing was another way.")
            return _done(request, number, said, back="console:member")
    return render(request, "members/edit.html", {**_parts(number, actor), "form": form}, status=status)


@require_POST
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the member allows now, a line for each word that is another one."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        changed = [tick for tick in _ticks(head) if (tick.name in request.POST) != tick.is_granted]
        for tick in changed:
            purpose, channel = CONSENT_FIELDS[tick.name]
            services.record_consent(
                member_id=head.member_id,
                purpose=purpose,
                channel=channel,
                is_granted=not tick.is_granted,
                actor=actor,
                at=at,
            )
        return gettext("Recorded.") if changed else gettext("Nothing was another way.")

    return _part(request, number, "consent", change)


@require_POST
def card_lost(request: HttpRequest, number: str) -> HttpResponse:
    """Stop a card that was lost."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        services.report_card_lost(number=_own_card(request, head), actor=actor, at=at)
        return gettext("The card opens nothing any more.")

    return _part(request, number, "cards", change)


@require_POST
def card_replace(request: HttpRequest, number: str) -> HttpResponse:
    """Give a new card for an old one."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        issued = services.replace_card(
            number=_own_card(request, head),
            new_number=request.POST.get("new_number", "")[:40].strip(),
            actor=actor,
            at=at,
        )
        return gettext("The new card is %(card)s.") % {"card": issued.number}

    return _part(request, number, "cards", change)


@require_POST
def block(request: HttpRequest, number: str) -> HttpResponse:
    """Stop the member's orders."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        reason = request.POST.get("reason", "")[:400]
        services.block_member(member_id=head.member_id, reason=reason, actor=actor, at=at)
        return gettext("Orders are stopped.")

    return _part(request, number, "block", change)


@require_POST
def unblock(request: HttpRequest, number: str) -> HttpResponse:
    """Let the member order again."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        services.unblock_member(member_id=head.member_id, actor=actor, at=at)
        return gettext("The member may order again.")

    return _part(request, number, "block", change)


def _part(
    request: HttpRequest, number: str, part: str, change: Callable[[MemberHead, Actor, datetime], str]
) -> HttpResponse:
    """Change one part of the page: the others, and what is typed in them, stay as they are."""
    actor = actor_of(request)
    head = queries.member_head(number=number, actor=actor)
    try:
        said = change(head, actor, clock.now())
    except NotFound:
        raise
    except DomainError as refusal:
        outcome = Outcome(part=part, refusal=refusal)
    else:
        if not is_partial(request):
            return _done(request, number, said, back="members:edit")
        outcome = Outcome(part=part, said=said)
    seen = {**_parts(number, actor), "outcome": outcome, "sent": request.POST}
    if is_partial(request):
        return render(request, f"members/edit.html#{part}", seen, status=outcome.status)
    kept = queries.kept_member(number=number, actor=actor)
    form = PersonForm(initial=PersonForm.of(kept))
    return render(request, "members/edit.html", {**seen, "form": form}, status=outcome.status)


def _parts(number: str, actor: Actor) -> Mapping[str, object]:
    head = queries.member_head(number=number, actor=actor)
    return {"member": head, "ticks": _ticks(head), "may_block": actor.may("members.block")}


def _done(request: HttpRequest, number: str, said: str, *, back: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse(back, args=[number]), status=HTTPStatus.SEE_OTHER)


def _own_card(request: HttpRequest, head: MemberHead) -> str:
    """
    Return the number of one of the member's own cards.

    :raises NotFound: the card is not this member's.
    """
    asked = request.POST.get("card", "")
    if not any(card.number == asked for card in head.cards):
        raise NotFound(what="card", key=asked)
    return asked


def _ticks(head: MemberHead) -> Sequence[Tick]:
    latest: Mapping[tuple[str, str], queries.ConsentRow] = {(row.purpose, row.channel): row for row in head.consents}
    ticks = []
    for name in CONSENTS:
        row = latest.get(CONSENT_FIELDS[name])
        label = str(NewMemberForm.base_fields[name].label)
        ticks.append(Tick(name, label, bool(row and row.is_granted), row.at if row else None))
    return ticks
