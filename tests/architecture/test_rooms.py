"""The same rooms in every package; a new name is a decision about all of them, made in docs/design.md."""

from pathlib import Path

import pytest

from tests.architecture import house

ROOMS = frozenset(
    "models events errors rules queries services subscribers tasks ports adapters imports exports lake panels personal "
    "console api templates locale migrations management apps tests urls".split()
)
FACE_ROOMS = ROOMS | {"views", "forms", "static", "templatetags", "middleware", "context"}
MORE = {"demo": FACE_ROOMS | {"data"}}
NEVER = frozenset({"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "base", "lib"})
VAGUE_VERBS = ("do_", "handle_", "process_")
HOOKS = frozenset({"process_view", "process_exception", "process_template_response"})
"""Names that Django calls middleware by."""


def rooms(package: str) -> set[str]:
    """Return the names of a package's modules and folders."""
    return {
        path.stem
        for path in (house.SOURCE / package).iterdir()
        if path.name not in ("__init__.py", "__pycache__") and (path.is_dir() or path.suffix == ".py")
    }


def allowed(package: str) -> frozenset[str]:
    """Return the names that a package may use."""
    return MORE.get(package, FACE_ROOMS if package in house.FACES else ROOMS)


@pytest.mark.parametrize("package", sorted(house.FACES.union(house.DOMAINS)))
def test_a_package_has_only_rooms_of_the_house(package: str) -> None:
    assert rooms(package) <= allowed(package)


def test_commands_are_all_that_management_holds() -> None:
    beside = [
        module.path.relative_to(house.ROOT)
        for module in house.modules()
        if module.package not in house.OPEN
        and module.room == "management"
        and module.parts[2:3] not in ((), ("commands",))
    ]

    assert beside == []


def test_no_module_is_a_drawer() -> None:
    drawers = [module.path.relative_to(house.ROOT) for module in house.modules() if NEVER & set(module.parts)]

    assert drawers == []


def test_functions_are_named_by_what_they_do() -> None:
    vague = [
        module.at(function, function.name)
        for module in house.production()
        for function in module.functions()
        if function.name.lstrip("_").startswith(VAGUE_VERBS) and function.name not in HOOKS
    ]

    assert vague == []


def test_every_folder_of_python_is_a_package() -> None:
    bare = {
        path.parent.relative_to(house.ROOT)
        for top in (house.SOURCE, house.ROOT / "tests")
        for path in top.rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    }

    assert bare == set[Path]()
