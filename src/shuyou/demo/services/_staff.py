"""The staff of the sample club: one for each role, with a password that everybody may know."""

from datetime import datetime

from django.contrib.auth.hashers import make_password

from shuyou.demo.rules.staff import PASSWORD, STAFF
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.services import StaffDraft, add_staff


def add_sample_staff(*, actor: Actor, at: datetime) -> dict[Role, int]:
    """Give every role an account unless it has one, and return the ids of the accounts."""
    known = dict(User.objects.filter(username__in=[one.username for one in STAFF]).values_list("username", "pk"))
    for one in STAFF:
        if one.username not in known:
            draft = StaffDraft(
                username=one.username,
                full_name=one.full_name,
                email=f"{one.username}@example.com",
                roles=(one.role,),
                language="zh-hans",
            )
            known[one.username] = add_staff(draft, actor=actor, at=at).user_id
    User.objects.filter(pk__in=known.values()).update(password=make_password(PASSWORD))
    return {one.role: known[one.username] for one in STAFF}


def add_colleague(username: str, full_name: str, *, actor: Actor, at: datetime) -> int:
    """Give somebody in the call center an account that nobody signs in to, unless there is one; return its id."""
    known = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if known is not None:
        return known
    draft = StaffDraft(
        username=username, full_name=full_name, email=f"{username}@example.com", roles=(Role.CALL_AGENT,),
        language="zh-hans",
    )  # fmt: skip
    return add_staff(draft, actor=actor, at=at).user_id
