"""A new member: everything typed stays until all of it is right."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.forms import NewMemberForm, put_refusals
from shuyou.members.errors import AlreadyMember
from shuyou.members.queries import MemberRow
from shuyou.members.rules.cards import is_own

CLUE_KEY = "one_touch.clue"
"""Where the session keeps what somebody typed into the one-touch box in vain."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a new member."""
    actor = actor_of(request)
    actor.require("members.edit")
    if request.method != "POST":
        clue = str(request.session.pop(CLUE_KEY, ""))
        form = NewMemberForm(initial={**_guess(clue), "key": uuid4()})
        form.fields["name"].widget.attrs["autofocus"] = True
        return render(request, "members/new.html", {"form": form})
    form, status, known = NewMemberForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY, None
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.register_member(
                form.draft(),
                request_key=str(typed["key"] or ""),
                is_confirmed=typed["is_confirmed"],
                actor=actor,
                at=clock.now(),
            )
        except DomainError as refusal:
            put_refusals(form, refusal)
            status, known = STATUS[refusal.kind], known_member(refusal)
        else:
            if not made.is_repeat:
                messages.success(request, gettext("Member %(number)s is entered.") % {"number": made.number})
            return HttpResponseRedirect(reverse("console:member", args=[made.number]), status=HTTPStatus.SEE_OTHER)
    return render(request, "members/new.html", {"form": form, "known": known}, status=status)


def known_member(refusal: DomainError) -> MemberRow | None:
    """Return the member that the new one may be."""
    if not isinstance(refusal, AlreadyMember):
        return None
    return queries.member_rows(member_ids=[refusal.params["member_id"]])[0]


def _guess(clue: str) -> dict[str, str]:
    """Return the field that a clue nobody answered to belongs into."""
    bare = clue.replace(" ", "").replace("-", "")
    if "@" in clue:
        return {"email": clue}
    if is_own(bare):
        return {"card": clue}
    if bare.removeprefix("+").isdigit():
        return {"home_phone" if bare.startswith("0") and not bare.startswith("00") else "phone": clue}
    return {"name": clue} if clue else {}
