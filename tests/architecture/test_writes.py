"""How writes are written: use cases that say who may and when, no hidden side doors."""

import ast
from collections.abc import Iterator

import pytest

from shuyou.kernel import permissions
from tests.architecture import house
from tests.architecture.house import Module, last_name

SIGNALS_ALLOWED = frozenset({"post_migrate"})
HOOKS = frozenset({"save", "delete", "asave", "adelete", "clean", "full_clean", "validate_unique"})
TIMELESS_ROOMS = frozenset({"models", "services", "queries", "rules", "events", "errors"})
CLOCKS = frozenset({"now", "localtime", "localdate", "today", "utcnow"})
LEDGERS = frozenset({"loyalty", "payments", "supply"})

type Service = ast.FunctionDef | ast.AsyncFunctionDef


def use_cases() -> Iterator[tuple[Module, Service, ast.expr]]:
    """Find every function decorated as a use case, with its decorator."""
    for module in house.production():
        for function in module.functions():
            for decorator in function.decorator_list:
                if last_name(decorator) == "use_case":
                    yield module, function, decorator


def permission_of(decorator: ast.expr) -> str:
    """Return the permission named by a decorator, or the empty string."""
    if isinstance(decorator, ast.Call) and len(decorator.args) == 1:
        (argument,) = decorator.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
    return ""


def test_every_use_case_names_a_permission_that_roles_hold() -> None:
    nameless = [
        module.at(function, f"{function.name} needs {permission_of(decorator) or 'a literal permission'}")
        for module, function, decorator in use_cases()
        if permission_of(decorator) not in permissions.known()
    ]

    assert nameless == []


def test_every_use_case_is_told_who_and_when() -> None:
    wanted = {"actor": "Actor", "at": "datetime"}
    untold = [
        module.at(function, f"{function.name} takes {sorted(wanted)} by keyword")
        for module, function, _ in use_cases()
        if not wanted.items()
        <= {
            argument.arg: last_name(argument.annotation) if argument.annotation else ""
            for argument in function.args.kwonlyargs
        }.items()
    ]

    assert untold == []


def test_use_cases_live_in_services() -> None:
    elsewhere = [module.at(function, function.name) for module, function, _ in use_cases() if module.room != "services"]

    assert elsewhere == []


def test_the_house_has_use_cases() -> None:
    assert len(list(use_cases())) > 3


def test_every_permission_asked_for_is_granted_by_some_package() -> None:
    asked = {
        argument.value: module.at(argument, str(argument.value))
        for module in house.production()
        for name, call in module.calls()
        if name in ("may", "require", "query", "use_case")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }

    assert [place for permission, place in asked.items() if permission not in permissions.known()] == []


def test_only_post_migrate_is_listened_to() -> None:
    imported = [
        module.at(node, name.name)
        for module in house.production()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith((".signals", "django.dispatch"))
        for name in node.names
        if name.name not in SIGNALS_ALLOWED
    ]

    assert imported == []


def test_models_do_nothing_behind_a_write() -> None:
    hooks = [
        module.at(item, f"{declared.name}.{item.name}")
        for module in house.production()
        if module.room == "models"
        for declared in module.classes()
        for item in declared.body
        if isinstance(item, ast.FunctionDef) and item.name in HOOKS
    ]

    assert hooks == []


def test_only_doors_and_jobs_read_the_clock() -> None:
    readings = [
        module.at(call, name)
        for module in house.production()
        if module.room in TIMELESS_ROOMS and module.package != "kernel"
        for name, call in module.calls()
        if name in CLOCKS and isinstance(call.func, ast.Attribute)
    ]

    assert readings == []


@pytest.mark.parametrize("method", ["get_or_create", "update_or_create"])
def test_ledgers_say_what_they_add(method: str) -> None:
    guesses = [
        module.at(call, name)
        for module in house.production()
        if module.package in LEDGERS and module.room == "services"
        for name, call in module.calls()
        if name == method
    ]

    assert guesses == []


def test_joins_are_named() -> None:
    unnamed = [
        module.at(call, name)
        for module in house.production()
        for name, call in module.calls()
        if name == "select_related" and not call.args
    ]

    assert unnamed == []
