"""Erasing a person: nothing personal stays, the books do."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote, quote_plus
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.personal import Erased, erase_rows, reasons_against
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.privacy import ConfirmationWrong, NotYetDone, SamePersonApproves
from shuyou.members.events.privacy import PersonErased
from shuyou.members.models import Card, Email, Member, Person, Phone, PrivacyRequest
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._legal_holds import holds_against
from shuyou.members.services._privacy_requests import Kind, Status, close_request, held_request, signature


@use_case("members.erase")
def erase_person(*, uid: UUID, typed: str, actor: Actor, at: datetime) -> Erased:
    """
    Carry out a request to be erased: personal data go from every table of every package and from the files.

    The row of the person stays without a name, and with it every order, ledger and total. This cannot be undone, so it
    takes a second person and the member number typed. Whoever was merged into this member is erased with them.

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
    if request.recorded_by == signature(actor):
        raise SamePersonApproves()
    if typed.strip() != held.number:
        raise ConfirmationWrong(value=typed, number=held.number)
    people = one_and_the_same(asked)
    if reasons := [*holds_against(people, at=at), *reasons_against(people)]:
        refuse(reasons)
    erased = erase_rows(people=people, clues=_clues(people), names=_names(people), ground=f"request {request.pk}")
    Person.objects.filter(pk__in=people).update(erased_at=at)
    close_request(request, status=Status.DONE, outcome=_outcome(erased), actor=actor, at=at)
    told = PersonErased(person_id=asked, absorbed=tuple(people[1:]), erasure_id=erased.erasure_id)
    publish(told, actor=actor, at=at)
    return erased


def reasons_not_to_erase(*, member_id: int, at: datetime) -> list[DomainError]:
    """Return what stands against erasing a member now, so that the page can say it beforehand."""
    people = one_and_the_same(member_id)
    return [*holds_against(people, at=at), *reasons_against(people)]


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


def _clues(people: Sequence[int]) -> Iterable[str]:
    """Return everything by which only these persons can be meant, as it is kept and as an address writes it."""
    others = Phone.objects.exclude(person_id__in=people)
    phones = set(Phone.objects.filter(person_id__in=people).values_list("digits", flat=True))
    phones -= set(others.filter(digits__in=phones).values_list("digits", flat=True))
    emails = set(Email.objects.filter(person_id__in=people).values_list("address", flat=True))
    emails -= set(
        Email.objects.exclude(person_id__in=people).filter(address__in=emails).values_list("address", flat=True)
    )
    cards = set(Card.objects.filter(member_id__in=people).values_list("number", flat=True))
    return _as_written({*phones, *emails, *cards})


def _names(people: Sequence[int]) -> Iterable[str]:
    names = Person.objects.filter(pk__in=people).values_list("name", "pinyin").order_by("pk")
    return _as_written({word for pair in names for word in pair if len(word) > 1})


def _as_written(words: Iterable[str]) -> Iterable[str]:
    return sorted({form for word in words for form in (word, quote(word), quote_plus(word))})


def _outcome(erased: Erased) -> str:
    rows, files = sum(erased.removed.values()), erased.files
    told = _("Erased: %(removed)s rows removed, %(wiped)s emptied, %(files)s files. Record %(id)s.")
    wiped = sum(erased.wiped.values())
    return str(told) % {"removed": rows, "wiped": wiped, "files": files, "id": erased.erasure_id}
