"""Who may do what: nobody anything that was not granted."""

import pytest
from django.db import connection, transaction

from shuyou.kernel import permissions
from shuyou.kernel.actor import MEMBER, STAFF, TOKEN, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.kernel.usecase import step, use_case


def staff(*roles: Role) -> Actor:
    return Actor(STAFF, "1", "test", frozenset(roles))


def test_an_unknown_permission_is_held_by_nobody() -> None:
    assert not staff(*Role).may("kernel.no_such_thing")


@pytest.mark.parametrize("code", ["orders.place", "members.edit", "supply.receive", "kernel.manage_staff"])
def test_administrators_hold_every_permission(code: str) -> None:
    assert staff(Role.ADMINISTRATOR).may(code)


@pytest.mark.parametrize("actor", [staff(), Actor(MEMBER, "7", "web"), Actor(TOKEN, "7", "api")])
def test_without_role_or_scope_nothing_is_allowed(actor: Actor) -> None:
    assert [code for code in permissions.known() if actor.may(code)] == []


def test_a_token_may_what_its_scopes_say() -> None:
    token = Actor(TOKEN, "7", "api", scopes=frozenset({"orders.view"}))

    assert (token.may("orders.view"), token.may("orders.place")) == (True, False)


def test_a_use_case_refuses_before_it_begins() -> None:
    called = []

    @use_case("kernel.manage_staff")
    def change(*, actor: Actor) -> None:
        called.append(actor)

    with pytest.raises(NotPermitted) as refusal:
        change(actor=staff(Role.MANAGER))

    assert (refusal.value.params, called) == ({"permission": "kernel.manage_staff"}, [])


@pytest.mark.django_db(transaction=True)
def test_a_step_refuses_to_run_alone() -> None:
    @step
    def part() -> bool:
        return connection.in_atomic_block

    with pytest.raises(transaction.TransactionManagementError):
        part()
    with transaction.atomic():
        assert part()


@pytest.mark.django_db(transaction=True)
def test_a_use_case_refuses_to_be_part_of_another() -> None:
    @use_case("kernel.manage_staff")
    def change(*, actor: Actor) -> None:
        """Change nothing."""

    with pytest.raises(RuntimeError), transaction.atomic():
        change(actor=Actor.job("test"))
