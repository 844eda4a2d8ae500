"""What is asked of the sample club."""

from typing import NamedTuple

from django.utils.translation import gettext

from shuyou.demo.models import SampleClub
from shuyou.demo.rules.staff import PASSWORD, STAFF, SUPPLIER
from shuyou.kernel.models import User
from shuyou.kernel.permissions import ROLE_NAMES


class SignIn(NamedTuple):
    """How to sign in as one role."""

    role: str
    username: str
    password: str


def sign_ins() -> list[SignIn]:
    """Return a sign-in for every role of a loaded sample club, and for a supplier; nothing if there is none."""
    if not SampleClub.objects.filter(loaded_at__isnull=False).exists():
        return []
    active = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    staff = [SignIn(str(ROLE_NAMES[one.role]), one.username, PASSWORD) for one in STAFF if one.username in active]
    return [*staff, *(SignIn(gettext("Supplier"), name, PASSWORD) for name in (SUPPLIER,) if name in active)]
