"""Erasing a person: nothing personal stays, the books do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.personal import Erased, erase_rows, reasons_against
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.privacy import ConfirmationWrong, NotYetDone, SamePersonApproves
from shuyou.members.events.privacy import PersonErased
from shuyou.members.models import Member, Person, PrivacyRequest
from shuyou.members.services._blank_files import files_blanked, files_under_way
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._legal_holds import holds_against
from shuyou.members.services._privacy_requests import Kind, Status, close_request, held_request
from shuyou.members.services._traces import family_of, sought_of, traces_of

_KNOWN_THROUGH = """
    SELECT p.id FROM members_person p
     WHERE p.id = ANY (%(family)s) AND p.erased_at IS NULL
       AND NOT EXISTS (SELECT FROM members_member m WHERE m.person_id = p.id)
       AND NOT EXISTS (SELECT FROM members_institutioncontact c WHERE c.person_id = p.id)
       AND NOT EXISTS (
           SELECT FROM members_relation r JOIN members_member m ON m.person_id IN (r.person_id, r.other_id)
            WHERE p.id IN (r.person_id, r.other_id) AND m.person_id <> ALL (%(people)s))
       AND NOT EXISTS (
           SELECT FROM members_householdperson h JOIN members_householdperson o ON o.household_id = h.household_id
             JOIN members_member m ON m.person_id = o.person_id
            WHERE h.person_id = p.id AND m.person_id <> ALL (%(people)s))
     ORDER BY p.id
"""
_HOLD_OTHERS = """
    SELECT FROM members_person p
     WHERE p.id = ANY (%(family)s) AND NOT EXISTS (SELECT FROM members_member m WHERE m.person_id = p.id)
     ORDER BY p.id FOR NO KEY UPDATE
"""


@use_case("members.erase")
def erase_person(*, uid: UUID, typed: str, actor: Actor, at: datetime) -> Erased:
    """
    Carry out a request to be erased: personal data go from every table of every package and from the files.

    The row of the person stays without a name, and with it every order, ledger and total. This cannot be undone, so it
    takes a second person and the member number typed. Whoever was merged into this member is erased with them, and who
    is no member and known through them alone, such as a child.

    :raises NotFound: there is no such request.
    :raises RequestClosed: it was answered before.
    :raises NotYetDone: it asks for something else.
    :raises SamePersonApproves: the actor recorded the request.
    :raises ConfirmationWrong: something else than the member number was typed.
    :raises DomainError: with every reason against it, such as a legal hold or parcels under way.
    """
    asked = PrivacyRequest.objects.filter(uid=uid).values_list("person_id", flat=True).first()
    if asked is None:
        raise NotFound(what=_("request"), key=uid)
    held = hold_member(member_id=asked, even_restricted=True)
    request = held_request(uid)
    if request.kind != Kind.ERASE:
        raise NotYetDone()
    if request.recorded_by == actor.signature:
        raise SamePersonApproves()
    if typed.strip() != held.number:
        raise ConfirmationWrong(value=typed, number=held.number)
    people = one_and_the_same(asked)
    if reasons := [*holds_against(people, at=at), *files_under_way(), *reasons_against(people)]:
        refuse(reasons)
    all_gone = [*people, *_known_through(people)]
    sought = sought_of(all_gone)
    traces = traces_of(all_gone, sought)
    with files_blanked(sought) as replaced:
        erased = erase_rows(people=all_gone, traces=traces, ground=f"request {request.pk}", replaced=replaced)
    Person.objects.filter(pk__in=all_gone).update(erased_at=at)
    close_request(request, status=Status.DONE, outcome=_outcome(erased), actor=actor, at=at)
    told = PersonErased(person_id=asked, absorbed=tuple(people[1:]), erasure_id=erased.erasure_id)
    publish(told, actor=actor, at=at)
    return erased


def reasons_not_to_erase(*, member_id: int, at: datetime) -> list[DomainError]:
    """Return what stands against erasing a member now, so that the page can say it beforehand."""
    people = one_and_the_same(member_id)
    return [*holds_against(people, at=at), *files_under_way(), *reasons_against(people)]


def one_and_the_same(person_id: int) -> Sequence[int]:
    """Return a person and all who were merged into them, however often; the person first."""
    found, waiting = [person_id], [person_id]
    while waiting:
        waiting = list(
            Member.objects.filter(merged_into__in=waiting)
            .exclude(pk__in=found)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found += waiting
    return found


def _known_through(people: Sequence[int]) -> Sequence[int]:
    """
    Return who is no member and has nobody else here: no relative or housemate who is one, no institution.

    They are held first, so that nobody makes one of them a child's guardian meanwhile.
    """
    meant = {"people": list(people), "family": list(family_of(people))}
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_OTHERS, meant)
        cursor.execute(_KNOWN_THROUGH, meant)
        return [row[0] for row in cursor.fetchall()]


def _outcome(erased: Erased) -> str:
    rows, files = sum(erased.removed.values()), erased.files
    told = _("Erased: %(removed)s rows removed, %(wiped)s emptied, %(files)s files. Record %(id)s.")
    wiped = sum(erased.wiped.values())
    return str(told) % {"removed": rows, "wiped": wiped, "files": files, "id": erased.erasure_id}
