"""Telling a person all that is kept about them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.history import Cell
from shuyou.kernel.personal import ToldTable, rows_about
from shuyou.kernel.usecase import use_case
from shuyou.members.events.privacy import PersonalDataTold
from shuyou.members.exports.personal_pdf import draw_pdf
from shuyou.members.models import Member, Person, PrivacyRequest
from shuyou.members.services._erase_person import one_and_the_same
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._privacy_requests import Kind, Status, close_request
from shuyou.members.services._reveal_contact import record_access
from shuyou.members.services._traces import sought_of, traces_of

FORMAT = "shuyou.personal-data/1"
FORMATS = {"json": "application/json", "pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """A copy of everything kept about a person: the file, and by which digest it is known later."""

    name: str
    media_type: str
    content: bytes
    digest: str


def tell_personal_data(*, member_id: int, form: str, actor: Actor, at: datetime) -> PersonalCopy:
    """
    Return all that every package keeps about a member: `json` for machines, or `pdf` to read in the present language.

    It is written down who took it; an open request for a copy is done by it. Nothing is drawn in a transaction.

    :raises NotPermitted: the actor does not answer readers about their data.
    :raises NotFound: there is no such member.
    :raises InvalidValue: it is neither JSON nor PDF.
    """
    actor.require("members.answer_privacy")
    if form not in FORMATS:
        raise InvalidValue(label=gettext("Format"), value=form)
    member = Member.objects.select_related("person").filter(pk=member_id).first()
    if member is None:
        raise NotFound(what=gettext("member"), key=member_id)
    people = one_and_the_same(member_id)
    tables = list(rows_about(people, traces_of(people, sought_of(people))))
    content = _as_json(member.person, tables, at) if form == "json" else draw_pdf(member.person.name, tables, at)
    digest = hashlib.sha256(content).hexdigest()
    _note_copy(member_id=member_id, form=form, digest=digest, actor=actor, at=at)
    return PersonalCopy(f"personal-data-{member.number}.{form}", FORMATS[form], content, digest)


@use_case("members.answer_privacy")
def _note_copy(*, member_id: int, form: str, digest: str, actor: Actor, at: datetime) -> None:
    """Write down who takes a copy; an open request for one is done by it."""
    hold_member(member_id=member_id, even_restricted=True)
    record_access(person_id=member_id, part="copy", reason=f"{form} {digest[:12]}", actor=actor, at=at)
    request = (
        PrivacyRequest.objects.select_for_update(no_key=True)
        .filter(person_id=member_id, kind=Kind.EXPORT, status=Status.OPEN)
        .first()
    )
    if request is not None:
        outcome = gettext("Copy handed over: %(form)s, SHA-256 %(digest)s.") % {"form": form, "digest": digest}
        close_request(request, status=Status.DONE, outcome=outcome, actor=actor, at=at)
    publish(PersonalDataTold(person_id=member_id, format=form, digest=digest), actor=actor, at=at)


def _as_json(person: Person, tables: list[ToldTable], at: datetime) -> bytes:
    told: Mapping[str, Cell] = {
        "format": FORMAT,
        "person": str(person.uid),
        "made_at": at.isoformat(),
        "tables": [
            {
                "name": told.table.name,
                "label": str(told.table.label),
                "rows": [dict(row) for row in told.rows],
            }
            for told in tables
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
