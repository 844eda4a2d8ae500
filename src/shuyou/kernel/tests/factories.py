"""Makes staff for tests."""

import factory

from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role


class StaffFactory(factory.django.DjangoModelFactory[User]):
    """A call-center agent who reads Chinese."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"staff{n}")
    full_name = "何思远"
    roles = factory.LazyFunction(lambda: [Role.CALL_AGENT.value])
    language = "zh-hans"
    is_staff = True


def staff_with(*roles: Role) -> User:
    """Return a member of staff who wears the given hats."""
    return StaffFactory.create(roles=[role.value for role in roles])
