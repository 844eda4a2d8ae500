"""Refusals: one class each, with a stable code, a sentence for the person and a remedy."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, ClassVar, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.permissions import ROLE_NAMES, Role, holding
from shuyou.kernel.text import listed, nested_marks


class Kind(StrEnum):
    """What a door does with a refusal; each door maps the kinds to its own answers once."""

    INVALID = "invalid"  # what was typed cannot be right
    CONFLICT = "conflict"  # right in itself, but the state of things forbids it now
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"


class DomainError(Exception):
    """A refusal. Nothing has been written when it reaches a door."""

    code: ClassVar[str] = "kernel.refused"
    kind: ClassVar[Kind] = Kind.CONFLICT
    text: ClassVar[str | Promise] = _("This cannot be done.")
    remedy: ClassVar[str | Promise] = ""
    field: ClassVar[str] = ""

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        between = "" if self.sentence.endswith("。") else " "
        return between.join(part for part in (self.sentence, self.advice) if part)

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return nested_marks(str(self.text) % self.params)

    @property
    def advice(self) -> str:
        """What to do about it; empty when the sentence says it already."""
        return str(self.remedy) % self.params

    @property
    def at_field(self) -> str:
        """Name of the field that the refusal is about, or the empty string."""
        return str(self.params.get("field", self.field))


class SeveralRefused(DomainError):
    """Everything that is wrong with one draft, so that it has to be corrected only once."""

    code = "kernel.several_refused"
    kind = Kind.INVALID

    def __init__(self, problems: Iterable[DomainError]) -> None:
        self.problems = tuple(problems)
        super().__init__()

    def __str__(self) -> str:
        return " ".join(map(str, self.problems))

    @property
    def sentence(self) -> str:
        """All that is wrong, in the reader's language."""
        return " ".join(problem.sentence for problem in self.problems)

    @property
    def advice(self) -> str:
        """Nothing beyond the sentences; each problem has its own."""
        return ""

    @property
    def at_field(self) -> str:
        """The first field that is wrong."""
        return self.problems[0].at_field


def problems_of(refusal: DomainError) -> tuple[DomainError, ...]:
    """Return the single refusals that a refusal is made of."""
    return refusal.problems if isinstance(refusal, SeveralRefused) else (refusal,)


def refuse(problems: Sequence[DomainError]) -> NoReturn:
    """
    Raise one problem as it is, or several as one.

    :raises DomainError: always.
    """
    raise problems[0] if len(problems) == 1 else SeveralRefused(problems)


class InvalidValue(DomainError):
    """A value that cannot be what it claims to be."""

    code = "kernel.invalid_value"
    kind = Kind.INVALID
    text = _("%(label)s “%(value)s” is not valid.")


class NotPermitted(DomainError):
    """The actor may not do this."""

    code = "kernel.not_permitted"
    kind = Kind.FORBIDDEN
    text = _("You may not do this.")
    remedy = _("An administrator can grant it.")

    @property
    def advice(self) -> str:
        """Who may do it, by the names of their roles, or who can change that."""
        roles = [role for role in holding(str(self.params.get("permission", ""))) if role != Role.ADMINISTRATOR]
        if not roles:
            return str(self.remedy)
        named = listed(str(ROLE_NAMES[role]) for role in roles)
        return gettext("%(roles)s may; an administrator can grant it.") % {"roles": named}


class OneStoreOnly(DomainError):
    """Whoever asks sees the matters of one store, and this is not one of them."""

    code = "kernel.one_store_only"
    kind = Kind.FORBIDDEN
    text = _("This is not about the store %(store)s alone.")
    remedy = _("Call with a token for all stores.")


class NotFound(DomainError):
    """No such thing, or none that the actor may see."""

    code = "kernel.not_found"
    kind = Kind.NOT_FOUND
    text = _("%(what)s %(key)s was not found.")
