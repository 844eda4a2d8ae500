"""An agent's own page: what rings, who calls and why, what to say, what to write down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.deeds import deeds_of
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.models import Call
from shuyou.callcenter.queries import CallDetail, CallRow
from shuyou.callcenter.services import FLOOR, CallDraft, Wish, WrapDraft, agent_topic
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to, id_in, listening
from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.registry import Fact, registry
from shuyou.kernel.usecase import asked_once
from shuyou.members import queries as members
from shuyou.members.queries import MemberRow
from shuyou.orders import queries as orders
from shuyou.orders.queries import OrderRow

LAST = 3
EVENTUALLY = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """What an agent sees of who calls."""

    member: MemberRow
    facts: tuple[Fact, ...]
    orders: tuple[OrderRow, ...]
    calls: tuple[CallRow, ...]


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show the agent's page."""
    return _desk(request, None)


@require_GET
def listen(request: HttpRequest) -> HttpResponse:
    """Have the page told when something about its agent, or the floor, changes."""
    actor = actor_of(request)
    actor.require("callcenter.see_floor")
    return listening([agent_topic(id_in(actor.id)), FLOOR, "again"])


@require_POST
def ask(request: HttpRequest, verb: str) -> HttpResponse:
    """Ask the switch for something; the page hears when it is done."""
    actor, sent = actor_of(request), request.POST
    wish = Wish(
        verb=verb,
        reason=sent.get("reason", "")[:20],
        queue=sent.get("queue", "")[:20],
        to_agent=id_in(sent.get("to_agent", "")),
        call=_uid(sent.get("call", "")),
    )
    try:
        services.ask_switch(wish, actor=actor, at=clock.now())
    except DomainError as refusal:
        if refusal.kind == Kind.FORBIDDEN:
            raise
        return _desk(request, refusal)
    if request.headers.get("X-Desk"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return go_to(request, reverse("callcenter:desk"))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text[:36])
    except ValueError:
        return None


@require_POST
def wrap(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep what an agent wrote down about a call."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    draft = WrapDraft(
        code=sent.get("code", "")[:20],
        outcome=sent.get("outcome", "")[:10],
        note=sent.get("note", "")[:2000],
        next_step=sent.get("next_step", "")[:400],
        was_upset="was_upset" in sent,
    )

    def act() -> None:
        services.wrap_call(draft, uid=uid, actor=actor, at=at)

    back = reverse("callcenter:day" if sent.get("from") == "call" else "callcenter:desk")
    return deed(request, act, url=back, said=gettext("Written down."), draw=_desk)


@require_POST
def name_caller(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say which member a caller is."""
    actor, at, number = actor_of(request), clock.now(), request.POST.get("number", "")[:20]

    def act() -> None:
        services.name_caller(uid=uid, number=number, actor=actor, at=at)

    return deed(request, act, url=reverse("callcenter:desk"), said="", draw=_desk)


@require_http_methods(["GET", "POST"])
def dial(request: HttpRequest, number: str) -> HttpResponse:
    """Call a member by the number on file."""
    actor = actor_of(request)
    actor.require("callcenter.answer")
    member_id = members.member_id_of(number=number)
    if request.method == "POST":
        try:
            services.call_out(CallDraft(member_id=member_id), actor=actor, at=clock.now())
        except DomainError as refusal:
            if refusal.kind == Kind.FORBIDDEN:
                raise
            messages.error(request, str(refusal))
            return go_to(request, reverse("console:member", args=[number]))
        return go_to(request, reverse("callcenter:desk"))
    row = members.member_rows(member_ids=[member_id])[0]
    return render(request, "callcenter/dial.html", {"member": row})


def _desk(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.workspace(actor=actor, at=at)
    with asked_once():
        caller = _caller(page.call, actor, at) if page and page.call else None
    seen = {
        "tabs": section_tabs("callcenter:desk", actor), "page": page, "seat": page.seat if page else None,
        "deeds": deeds_of(page) if page else (),
        "call": page.call if page else None, "caller": caller, "refusal": refusal, "sent": request.POST,
        "codes": queries.code_choices(actor=actor), "outcomes": Call.Outcome.choices,
        "cards": queries.desk_cards(call=page.call.row.uid, actor=actor) if page and page.call else (),
        "liking": _liking(page.call.member_id, actor, at) if page and page.call else None,
        "wanted": queries.wanted_of_call(call=page.call.row.uid, actor=actor) if page and page.call else None,
        "before": _before(request, page.call, actor, at) if page and page.call else (),
        "queues": queries.queue_choices(actor=actor), "may_set_up": actor.may("callcenter.set_up"),
    }  # fmt: skip
    return render(request, "callcenter/desk.html", seen, status=status_of(refusal))


def _liking(member_id: int, actor: Actor, at: datetime) -> tuple[str, object] | None:
    """Return what a reader likes and what to ask them next, with the template of whoever shows it elsewhere."""
    panels = registry.panels_for("member.right", actor) if member_id else []
    panel = next((one for one in panels if one.key == "preferences"), None)
    found = panel.load(member_id, actor, at) if panel else None
    return (panel.template, found) if panel and found else None


def _before(request: HttpRequest, call: CallDetail, actor: Actor, at: datetime) -> list[str]:
    """Draw what other packages know of what a caller did just before, where the reader allows it."""
    if not call.member_id:
        return []
    drawn = list[str]()
    for panel in registry.panels_for("call.caller", actor):
        loaded = panel.load(call.member_id, actor, at)
        if loaded is not None:
            drawn.append(render_to_string(panel.template, {"panel": loaded}, request))
    return drawn


def _caller(call: CallDetail, actor: Actor, at: datetime) -> Caller | None:
    member_id = call.member_id
    if not member_id:
        return None
    facts = tuple(
        one for source in registry.allowed(registry.facts, actor) for one in source.load(member_id, actor, at)
    )
    calls = queries.member_calls(member_id=member_id, before=call.row.started_at, limit=LAST, actor=actor)
    return Caller(
        member=members.member_rows(member_ids=[member_id])[0],
        facts=facts,
        orders=tuple(orders.member_orders(member_id=member_id, before=at + EVENTUALLY, limit=LAST, actor=actor))
        if actor.may("orders.view")
        else (),
        calls=tuple(calls),
    )
