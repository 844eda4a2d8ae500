"""Two members who are one: whom to keep, what comes together, the merges so far, and undoing one."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.registry import Clue
from shuyou.members import queries, services
from shuyou.members.errors.merging import LaterMergeStands, MergeUndone, SameMember
from shuyou.members.queries import MemberHead, MemberRow

MOST_HITS: Final = 9
LONGEST_CLUE: Final = 80


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """Look for the member who is the same as this one; what is typed stays out of the address."""
    actor = actor_of(request)
    actor.require("members.merge")
    head = queries.member_head(number=number, actor=actor)
    typed = request.POST.get("other", "")[:LONGEST_CLUE].strip()
    found = _found(typed, head, actor) if typed else []
    if len(found) == 1:
        return redirect("members:merge", head.number, found[0].number)
    twins = queries.member_rows(member_ids=queries.twins(member_id=head.member_id, actor=actor))
    seen = {"member": head, "typed": typed, "found": found, "twins": twins}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" and not found else HTTPStatus.OK
    return render(request, "members/merge_choose.html", seen, status=status)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, number: str, other: str) -> HttpResponse:
    """Show what comes together if the first is kept, and merge the two."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.merge")
    kept_id, absorbed_id = queries.member_id_of(number=number), queries.member_id_of(number=other)
    refusal: DomainError | None = None
    if kept_id == absorbed_id:  # merged meanwhile, most likely
        messages.info(request, SameMember(number=number).sentence)
        return redirect("console:member", queries.member_rows(member_ids=[kept_id])[0].number)
    if request.method == "POST":
        reason = request.POST.get("reason", "")[:400]
        try:
            merged = services.merge_members(kept_id=kept_id, absorbed_id=absorbed_id, reason=reason, actor=actor, at=at)
        except NotFound:
            raise
        except DomainError as problem:
            refusal = problem
        else:
            messages.success(request, merged_words(merged.merge_id, actor))
            return _gone_to("console:member", number)
    preview = queries.merge_preview(kept_id=kept_id, absorbed_id=absorbed_id, at=at, actor=actor)
    seen = {"preview": preview, "refusal": refusal, "sent": request.POST}
    return render(request, "members/merge.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_GET
def merges(request: HttpRequest, number: str) -> HttpResponse:
    """List the merges that a member took part in."""
    actor = actor_of(request)
    head = queries.member_head(number=number, actor=actor)
    rows = queries.member_merges(member_id=head.member_id, actor=actor)
    return render(request, "members/merges.html", {"member": head, "rows": rows, **_may(actor)})


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Show what undoing a merge would do, and do it."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.merge")
    preview = queries.undo_preview(uid=uid, at=at, actor=actor)
    if number not in (preview.merge.kept_number, preview.merge.absorbed_number):
        raise Http404
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            services.undo_merge(merge_id=preview.merge.merge_id, actor=actor, at=at)
        except (LaterMergeStands, MergeUndone) as problem:
            refusal = problem
        else:
            said = gettext("Member %(number)s is a member of their own again.")
            messages.success(request, said % {"number": preview.merge.absorbed_number})
            return _gone_to("members:merges", preview.merge.kept_number)
    seen = {"preview": preview, "refusal": refusal}
    return render(request, "members/merge_undo.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def merged_words(merge_id: int, actor: Actor) -> SafeString:
    """Return what is said of a merge just done, with the way to undo it."""
    row = queries.merge_row(merge_id=merge_id, actor=actor)
    said = gettext("Member %(absorbed)s is merged into member %(kept)s.")
    return format_html(
        '{} <a class="link" href="{}" data-key="Z" data-key-label="{}">{}</a>',
        said % {"absorbed": row.absorbed_number, "kept": row.kept_number},
        reverse("members:merge_undo", args=[row.kept_number, row.uid]),
        gettext("Undo the merge"),
        gettext("Undo"),
    )


def _found(typed: str, head: MemberHead, actor: Actor) -> Sequence[MemberRow]:
    """Return the other members whom a clue may mean."""
    found = queries.find_members(clue=Clue.of(typed), actor=actor, limit=MOST_HITS)
    return [one.row for one in found if one.row.member_id != head.member_id]


def _may(actor: Actor) -> Mapping[str, bool]:
    return {"may_merge": actor.may("members.merge")}


def _gone_to(name: str, number: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[number]), status=HTTPStatus.SEE_OTHER)
