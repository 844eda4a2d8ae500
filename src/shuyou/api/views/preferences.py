"""What members like: the fields that are asked for, what is known in them, and what members say."""

from typing import Annotated, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from shuyou.api.views.door import Call, needs, permit
from shuyou.api.views.shapes import Body, Key, Moment, Text
from shuyou.members import queries as members
from shuyou.members import services

router = Router(tags=["preferences"])


class Choice(Schema):
    """What may be said in a field."""

    code: str
    name: str


class FieldOut(Schema):
    """A field that members are asked."""

    code: str
    name: str
    group: str
    kind: str
    choices: list[Choice]


class PreferenceOut(Schema):
    """The word that counts in a field, whose it is, and how sure it is, of a hundred."""

    field: str
    name: str
    text: str
    source: str
    confidence: int
    at: Moment
    why: str


class PreferenceIn(Body):
    """What a member says in a field: codes or names of choices, words, a number, yes or no."""

    field: Key
    value: Annotated[list[Text], Field(min_length=1, max_length=60)]
    source: Literal["declared", "survey"] = "declared"


class Kept(Schema):
    """What was said is kept."""

    id: int


@router.get("/fields", response=list[FieldOut], **needs("members.view"))
def list_fields(request: Call) -> list[FieldOut]:
    """List the fields that are asked for; those that are retired are none of them."""
    permit(request, "members.view")
    return [
        FieldOut(
            code=row.code, name=row.name, group=row.group, kind=row.kind,
            choices=[Choice(code=code, name=name) for code, name in row.offered],
        )
        for row in members.attributes_in_use()
    ]  # fmt: skip


@router.get("/members/{number}/preferences", response=list[PreferenceOut], **needs("members.view"))
def get_preferences(request: Call, number: Key) -> list[PreferenceOut]:
    """Show what is known of a member's likings; who saw it is written down."""
    actor = permit(request, "members.view")
    member_id = members.member_head(number=number, actor=actor).member_id
    services.record_access(person_id=member_id, part="preferences", reason="", actor=actor, at=request.at)
    me = members.preferences_of(member_id=member_id, at=request.at, actor=actor)[0]
    return [
        PreferenceOut(
            field=one.attribute.code, name=one.attribute.name, text=one.counts.text, source=one.counts.source,
            confidence=one.counts.percent, at=one.counts.at, why=one.counts.why,
        )
        for one in me.known
    ]  # fmt: skip


@router.post(
    "/members/{number}/preferences", response={201: Kept}, **needs("members.view", "members.record_preferences")
)
def record_preference(request: Call, number: Key, body: PreferenceIn) -> Status[Kept]:
    """Keep what a member says; said again, it is the same row. A retired field is refused."""
    actor = permit(request, "members.view", "members.record_preferences")
    draft = services.NewPreference(
        person_id=members.member_head(number=number, actor=actor).member_id,
        attribute=body.field,
        value=body.value,
        source=body.source,
    )
    return Status(201, Kept(id=services.record_preference(draft, actor=actor, at=request.at)))
