"""Who does something: every service and every query about people is told."""

from dataclasses import dataclass, field
from typing import Final, Self

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import permissions
from shuyou.kernel.errors import NotFound, NotPermitted, OneStoreOnly
from shuyou.kernel.permissions import Role

STAFF, MEMBER, SYSTEM, TOKEN, SUPPLIER = "staff", "member", "system", "token", "supplier"
SIGNED: Final = 80
"""Characters of the columns that keep who did something."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts: a kind (staff, member, system, token, supplier), an id of that kind, and the door used."""

    kind: str
    id: str
    via: str
    roles: frozenset[Role] = field(default=frozenset())
    scopes: frozenset[str] = field(default=frozenset())
    store: str = ""
    """The code of the one store whose matters a token sees; empty: those of all."""

    @classmethod
    def job(cls, name: str) -> Self:
        """Return the system acting through a named job."""
        return cls(SYSTEM, name, "job")

    @property
    def signature(self) -> str:
        """Return who acts as rows keep it, such as `staff:7`."""
        return f"{self.kind}:{self.id}"[:SIGNED]

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds a permission. The system holds all; tokens, suppliers, members their scopes."""
        if self.kind == SYSTEM:
            return True
        if self.kind in (TOKEN, SUPPLIER, MEMBER):
            return permission in self.scopes
        return self.kind == STAFF and not self.roles.isdisjoint(permissions.holders(permission))

    def require_own(self, member_id: int | None) -> None:
        """
        Pass unless this is a member and the matter is somebody else's: for them it does not exist.

        :raises NotFound: it is another member's, or nobody's.
        """
        if self.kind == MEMBER and str(member_id) != self.id:
            raise NotFound(what=_("member"), key=member_id)

    def require_all_stores(self) -> None:
        """
        Pass unless this sees one store only: what belongs to no store is not for it.

        :raises OneStoreOnly: it sees one store only.
        """
        if self.store:
            raise OneStoreOnly(store=self.store)

    def require(self, permission: str) -> None:
        """
        Pass if the actor holds the permission.

        :raises NotPermitted: it does not.
        """
        if not self.may(permission):
            raise NotPermitted(permission=permission)
