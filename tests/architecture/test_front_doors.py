"""Across packages there are front doors only: services, queries, events, errors."""

import ast
from collections.abc import Iterator
from functools import cache

import grimp
import pytest

from tests.architecture import house

FRONT_DOORS = frozenset({"services", "queries", "events", "errors"})
NEVER_CROSSES = frozenset({"HttpRequest", "HttpResponse", "QuerySet", "Any", "dict"})


@cache
def graph() -> grimp.ImportGraph:
    """Return who imports whom."""
    return grimp.build_graph("shuyou", cache_dir=None)


def parts(module: str) -> list[str]:
    """Return the names of a module below `shuyou`."""
    return module.split(".")[1:]


def is_front_door(importer: list[str], imported: list[str]) -> bool:
    """Tell whether a module of another package may be imported from here."""
    package, *inside = imported
    if package == "kernel" or importer[0] == "config":
        return True
    if "tests" in importer and (inside[:1] == ["models"] or inside[:2] == ["tests", "factories"]):
        return True  # tests set the scene, and look whether rows have moved
    if importer[0] == "api" and inside[:1] == ["api"]:
        return True  # the API's root mounts the routers of the packages
    is_private = any(name.startswith("_") for name in inside)
    return bool(inside) and inside[0] in FRONT_DOORS and not is_private


def test_packages_import_each_other_by_the_front_door() -> None:
    trespasses = [
        f"{importer} imports {imported}"
        for importer in sorted(graph().modules)
        for imported in sorted(graph().find_modules_directly_imported_by(importer))
        if parts(importer)[:1] != parts(imported)[:1]
        and parts(importer)
        and parts(imported)
        and not is_front_door(parts(importer), parts(imported))
    ]

    assert trespasses == []


@pytest.mark.parametrize(
    ("importer", "imported", "is_open"),
    [
        ("shuyou.orders.services.place", "shuyou.supply.services", True),
        ("shuyou.orders.services.place", "shuyou.supply.services.reserve", True),
        ("shuyou.orders.services.place", "shuyou.supply.services._reserve", False),
        ("shuyou.orders.services.place", "shuyou.supply.models", False),
        ("shuyou.orders.services.place", "shuyou.supply", False),
        ("shuyou.orders.tests.test_place", "shuyou.supply.tests.factories", True),
        ("shuyou.orders.tests.test_place", "shuyou.supply.models", True),
        ("shuyou.orders.tests.test_place", "shuyou.supply.rules", False),
        ("shuyou.orders.panels", "shuyou.supply.tests.factories", False),
        ("shuyou.console.views", "shuyou.members.panels", False),
        ("shuyou.api.root", "shuyou.members.api", True),
        ("shuyou.shop.views", "shuyou.members.api", False),
    ],
)
def test_what_a_front_door_is(importer: str, imported: str, *, is_open: bool) -> None:
    assert is_front_door(parts(importer), parts(imported)) is is_open


def names_in(annotation: ast.expr | None) -> set[str]:
    """Return the last names used in an annotation, quoted ones too."""
    if annotation is None:
        return set()
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return names_in(ast.parse(annotation.value, mode="eval").body)
    return {house.last_name(node) for node in ast.walk(annotation) if isinstance(node, ast.expr)}


def models() -> set[str]:
    """Return the names of all models."""
    return {
        declared.name
        for module in house.production()
        if module.room == "models"
        for declared in module.classes()
        if any(house.last_name(base).endswith(("Model", "User")) for base in declared.bases)
    }


@cache
def exported(package: str, room: str) -> set[str]:
    """Return the names that a front door lists in `__all__`; it lists those it takes from private modules."""
    return {
        name.value
        for module in house.production()
        if module.parts == (package, room)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and house.last_name(node.targets[0]) == "__all__"
        for name in ast.walk(node.value)
        if isinstance(name, ast.Constant) and isinstance(name.value, str)
    }


@cache
def doors() -> tuple[tuple[house.Module, ast.FunctionDef], ...]:
    """Return every service and query that other packages can call."""
    return tuple(_doors())


def _doors() -> Iterator[tuple[house.Module, ast.FunctionDef]]:
    for module in house.production():
        if module.package not in house.DOMAINS or module.room not in ("services", "queries"):
            continue
        is_private = any(part.startswith("_") for part in module.parts)
        listed = exported(module.package, module.room)
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef):
                is_listed = node.name in listed
                if is_listed or not (is_private or node.name.startswith("_")):
                    yield module, node


def test_only_ids_and_frozen_rows_cross_a_front_door() -> None:
    forbidden = NEVER_CROSSES | models()
    crossing = [
        module.at(function, f"{function.name} lets {', '.join(sorted(found))} through")
        for module, function in doors()
        if (found := forbidden & names_in(function.returns))
    ]

    assert crossing == []


def test_services_and_queries_of_other_packages_are_called_by_keyword() -> None:
    loose = [
        module.at(function, f"{function.name} takes {[argument.arg for argument in given]} by position")
        for module, function in doors()
        if len(given := function.args.args) > 1
    ]

    assert loose == []


def test_the_doors_are_found() -> None:
    assert len(doors()) > 10
