"""Help while a new member is typed: what one field says about others. It fills what is empty, and nothing else."""

from collections.abc import Callable, Sequence
from functools import partial

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.adapters.phone_places import place_of_phone
from shuyou.members.rules import Place, phone_number, place
from shuyou.members.rules.postcodes import place_of_postcode

PARTS = ("province", "city", "district", "street", "postcode")
PHONES = ("home_phone", "phone")
"""A landline says more of a place than a mobile that may have moved."""


@require_POST
def typing_help(request: HttpRequest) -> JsonResponse:
    """Tell what follows from what is typed so far; nothing typed goes into an address of a page."""
    actor = actor_of(request)
    actor.require("members.edit")
    typed = {name: request.POST.get(name, "")[:400].strip() for name in (*PARTS, *PHONES)}
    phones = [digits for name in PHONES if (digits := _told(partial(phone_number, typed[name]), ""))]
    answer = JsonResponse({"fill": _found(typed, phones), "shared": _shared(typed, phones, actor)})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _found(typed: dict[str, str], phones: Sequence[str]) -> dict[str, str]:
    """Return fields that follow from others: a whole address in one line, else a postcode, else a phone."""
    whole = _told(lambda: _whole(typed), Place())
    if whole and (whole.street, whole.province) != (typed["street"], typed["province"]):
        return {part: getattr(whole, part) for part in PARTS if getattr(whole, part)}
    province, city = place_of_postcode(typed["postcode"])
    for digits in phones:
        if not province:
            province, city = place_of_phone(digits)
    return {part: text for part, text in (("province", province), ("city", city)) if text}


def _whole(typed: dict[str, str]) -> Place:
    """Return the address that stands in the field of the street, if the whole of it does."""
    return place(whole=typed["street"], postcode=typed["postcode"]) if typed["street"] else Place()


def _shared(typed: dict[str, str], phones: Sequence[str], actor: Actor) -> dict[str, object] | None:
    """Return the address of a colleague or an institution with the same phone at work; who saw it is written down."""
    if typed["street"] or not actor.may("members.see_contact"):
        return None
    found = queries.address_shared(phones=phones, actor=actor)
    if found is None:
        return None
    if found.person_id is not None:
        services.record_access(person_id=found.person_id, part="address", reason="", actor=actor, at=clock.now())
    parts = {part: getattr(found.place, part) for part in PARTS}
    said = gettext("%(name)s has this phone too: %(address)s") % {
        "name": found.whose,
        "address": "".join(parts[part] for part in ("province", "city", "district", "street")),
    }
    return {"text": said, "fill": parts}


def _told[T](rule: Callable[[], T], otherwise: T) -> T:
    try:
        return rule()
    except DomainError:
        return otherwise
