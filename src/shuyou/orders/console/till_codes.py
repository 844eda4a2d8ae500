"""Payment codes at the till: the provider is asked for the money before the sale is posted."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shuyou.kernel.actor import Actor
from shuyou.members import queries as members
from shuyou.orders.console import till_typed as typed
from shuyou.orders.console.till import Answer, answered
from shuyou.orders.errors.till import TillTaken
from shuyou.orders.queries import till as till_queries
from shuyou.orders.queries.till import TillRow
from shuyou.orders.services import till as services
from shuyou.payments import services as payments
from shuyou.payments.services import CodeDraft, Collected


@require_POST
@answered
def collect(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Ask a provider for money by the code on a reader's telephone; the same key asks how it stands."""
    till = _own_till(code, actor)
    body = typed.body_of(request)
    number = typed.text_of(body, "member")
    draft = CodeDraft(
        key=typed.key_of({"key": body.get("part")}), provider=typed.text_of(body, "kind"),
        code="".join(typed.text_of(body, "code").split()), source=services.sale_source(typed.key_of(body)),
        amount=typed.money_of(body, "amount"), title=gettext("Books"), place=till.store_code,
        member_id=members.member_id_of(number=number) if number else None,
    )  # fmt: skip
    return _said(payments.collect(draft, actor=actor, at=at))


@require_POST
@answered
def ask(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Say how money stands that was asked for by a code."""
    _own_till(code, actor)
    number = typed.text_of(typed.body_of(request), "number")
    return _said(payments.ask_about_code(number=number, actor=actor, at=at))


@require_POST
@answered
def call_off(request: HttpRequest, code: str, actor: Actor, at: datetime) -> Answer:
    """Have money asked for by a code never be paid; what was paid goes back. The key will do if no number was told."""
    _own_till(code, actor)
    body = typed.body_of(request)
    number = typed.text_of(body, "number")
    key = None if number else typed.key_of({"key": body.get("part")})
    return {"is_over": payments.call_code_off(number=number, key=key, actor=actor, at=at)}


def _own_till(code: str, actor: Actor) -> TillRow:
    """
    Return the till, whose drawer the actor has.

    :raises TillTaken: somebody else has it, or nobody.
    """
    till = till_queries.till_of(code=code, actor=actor)
    if str(till.clerk_id) != actor.id:
        raise TillTaken(till=code, name=till.clerk)
    return till


def _said(collected: Collected) -> Answer:
    return {"number": collected.number, "state": collected.state, "why": collected.why}
