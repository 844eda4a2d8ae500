"""Correcting a member: own data, contacts, what they allow, cards, stopping orders. Each part is a form of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final, TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, go_to, is_partial, moment_in
from shuyou.kernel.errors import DomainError, NotFound, problems_of
from shuyou.members import queries, services
from shuyou.members.console.forms import CONSENTS, MASKED, EditForm, NewMemberForm, put_refusals
from shuyou.members.errors import ChangedMeanwhile
from shuyou.members.queries import CardRow, KeptMember, MemberHead
from shuyou.members.rules import CONSENT_FIELDS

SHOWN: Final = {"phone": "phone", "email": "email", "address": "street", "birth": "birth_date"}
"""What can be shown in full before it is corrected, and the field of the form that shows it."""


class Parts(TypedDict):
    """What the parts of the page show."""

    member: MemberHead
    ticks: Sequence["Tick"]
    may_block: bool
    told: queries.ToldPage


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
    if request.method != "POST" and kept.number != number:  # merged
        return go_to(request, reverse("members:edit", args=[kept.number]))
    if request.method != "POST" and is_partial(request):
        return render(request, "members/edit.html#told", _parts(request, number, actor))
    if request.method != "POST":
        services.record_access(person_id=kept.member_id, part="edit", reason="", actor=actor, at=at)
        return _page(request, number, actor, form=EditForm.of(kept, actor))
    form = EditForm(request.POST)
    is_valid = form.is_valid()
    if not form.is_of(kept, actor):
        messages.error(request, gettext("This form was made for another member or another person. Nothing was saved."))
        return HttpResponseRedirect(reverse("members:edit", args=[kept.number]), status=HTTPStatus.SEE_OTHER)
    if request.POST.get("show") in SHOWN:
        return _page(request, number, actor, form=_opened(request.POST["show"], form, kept, actor, at))
    if not is_valid:
        return _page(request, number, actor, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    changes, seen = form.changes(kept)
    try:
        fields = services.edit_member(member_id=kept.member_id, changes=changes, seen=seen, actor=actor, at=at)
    except DomainError as refusal:
        is_conflict = any(isinstance(problem, ChangedMeanwhile) for problem in problems_of(refusal))
        if is_conflict:
            form = form.rebased(queries.kept_member(number=number, actor=actor), actor)
        for problem in problems_of(refusal):
            put_refusals(form, _unseen(problem))
        status = HTTPStatus.CONFLICT if is_conflict else STATUS[refusal.kind]
        return _page(request, number, actor, form=form, status=status, is_conflict=is_conflict)
    return _done(request, number, gettext("Saved.") if fields else _same(), back="console:member")


def _opened(what: str, form: EditForm, kept: KeptMember, actor: Actor, at: datetime) -> EditForm:
    """
    Return the form with one value in full, after writing down who saw it.

    :raises NotFound: there is no such value.
    """
    key = _key_of(what, kept, actor)
    if key is None:
        raise NotFound(what=_("contact"), key=what)
    services.reveal_contact(kind=what, contact_id=key, reason=gettext("To correct it"), actor=actor, at=at)
    return form.opened(SHOWN[what], kept)


def _key_of(what: str, kept: KeptMember, actor: Actor) -> int | None:
    match what:
        case "birth":
            return kept.member_id
        case "address":
            places = queries.member_addresses(member_id=kept.member_id, is_masked=True, actor=actor)
            return next((place.address_id for place in places if place.is_default), None)
    head = queries.member_head(number=kept.number, actor=actor)
    usual = (contact.contact_id for contact in head.contacts if contact.kind == what and contact.is_primary)
    return next(usual, None)


def _unseen(problem: DomainError) -> DomainError:
    """Return what is refused without the value that somebody else wrote, where that is masked."""
    field, now = problem.at_field, problem.params.get("now")
    if isinstance(problem, ChangedMeanwhile) and field in MASKED and now:
        return ChangedMeanwhile(field=field, now=queries.masked(field=field, value=str(now)))
    return problem


@require_POST
def contact_add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a phone number or an e-mail address."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        value = request.POST.get("contact", "")[:300].strip()
        services.add_contact(member_id=head.member_id, value=value, actor=actor, at=at)
        return gettext("Added.")

    return _part(request, number, "contacts", change)


@require_POST
def contact_remove(request: HttpRequest, number: str, kind: str, contact_id: int) -> HttpResponse:
    """Take a contact away."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        services.remove_contact(member_id=head.member_id, kind=kind, contact_id=contact_id, actor=actor, at=at)
        return gettext("Removed. The history below still knows it.")

    return _part(request, number, "contacts", change)


@require_POST
def contact_prefer(request: HttpRequest, number: str, kind: str, contact_id: int) -> HttpResponse:
    """Make a contact the usual one."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        services.prefer_contact(member_id=head.member_id, kind=kind, contact_id=contact_id, actor=actor, at=at)
        return gettext("This is the usual one now.")

    return _part(request, number, "contacts", change)


@require_POST
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the member allows now, a line for each word that is another one."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        ticks = _ticks(head)
        shown = set(request.POST.getlist("shown")) or {tick.name for tick in ticks if tick.is_granted}
        changed = [tick for tick in ticks if (tick.name in request.POST) != (tick.name in shown)]
        for tick in changed:
            purpose, channel = CONSENT_FIELDS[tick.name]
            services.record_consent(
                member_id=head.member_id,
                purpose=purpose,
                channel=channel,
                is_granted=tick.name in request.POST,
                actor=actor,
                at=at,
            )
        return gettext("Recorded.") if changed else _same()

    return _part(request, number, "consent", change)


@require_POST
def card_lost(request: HttpRequest, number: str) -> HttpResponse:
    """Stop a card that was lost."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        lost = _own_card(request, head)
        services.report_card_lost(number=lost.number, actor=actor, at=at)
        return gettext("Card %(card)s is reported lost.") % {"card": lost.printed}

    return _part(request, number, "cards", change)


@require_POST
def card_found(request: HttpRequest, number: str) -> HttpResponse:
    """Let a card that was lost and found open everything again."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        found = _own_card(request, head)
        services.take_back_loss(number=found.number, actor=actor, at=at)
        return gettext("The loss of card %(card)s is taken back.") % {"card": found.printed}

    return _part(request, number, "cards", change)


@require_POST
def card_replace(request: HttpRequest, number: str) -> HttpResponse:
    """Give a new card for an old one."""

    def change(head: MemberHead, actor: Actor, at: datetime) -> str:
        issued = services.replace_card(
            number=_own_card(request, head).number,
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
    seen = {"outcome": outcome, "sent": request.POST}
    if is_partial(request):
        return _fragments(request, part, {**_parts(request, number, actor), **seen}, outcome.status)
    form = EditForm.of(queries.kept_member(number=number, actor=actor), actor)
    return _page(request, number, actor, form=form, status=outcome.status, **seen)


def _page(
    request: HttpRequest,
    number: str,
    actor: Actor,
    *,
    form: EditForm,
    status: HTTPStatus = HTTPStatus.OK,
    **more: object,
) -> HttpResponse:
    return render(request, "members/edit.html", {**_parts(request, number, actor), "form": form, **more}, status=status)


def _fragments(request: HttpRequest, part: str, seen: Mapping[str, object], status: HTTPStatus) -> HttpResponse:
    """Draw a part of the page anew, and the history that tells what happened to it."""
    names = (part, "history_anew") if status == HTTPStatus.OK else (part,)
    drawn = (render_to_string(f"members/edit.html#{name}", seen, request) for name in names)
    return HttpResponse("".join(drawn), status=status)


def _parts(request: HttpRequest, number: str, actor: Actor) -> Parts:
    head = queries.member_head(number=number, actor=actor)
    before = moment_in(request.GET.get("before", ""))
    return {
        "member": head,
        "ticks": _ticks(head),
        "may_block": actor.may("members.block"),
        "told": queries.member_changes(member_id=head.member_id, before=before, actor=actor),
    }


def _same() -> str:
    return gettext("Nothing was another way.")


def _done(request: HttpRequest, number: str, said: str, *, back: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse(back, args=[number]), status=HTTPStatus.SEE_OTHER)


def _own_card(request: HttpRequest, head: MemberHead) -> CardRow:
    """
    Return one of the member's own cards.

    :raises NotFound: the card is not this member's.
    """
    asked = request.POST.get("card", "")
    own = next((card for card in head.cards if card.number == asked), None)
    if own is None:
        raise NotFound(what=_("card"), key=asked)
    return own


def _ticks(head: MemberHead) -> Sequence[Tick]:
    latest: Mapping[tuple[str, str], queries.ConsentRow] = {(row.purpose, row.channel): row for row in head.consents}
    ticks = []
    for name in CONSENTS:
        row = latest.get(CONSENT_FIELDS[name])
        label = str(NewMemberForm.base_fields[name].label)
        ticks.append(Tick(name, label, bool(row and row.is_granted), row.at if row else None))
    return ticks
