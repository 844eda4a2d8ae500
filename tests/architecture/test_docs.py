"""What the pages say of the house is what the house is."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from shuyou.config import cli
from tests.architecture import house

PAGES = sorted([*house.ROOT.glob("*.md"), *house.ROOT.glob("docs/**/*.md")])
CODE = re.compile(r"```(?:sh)?\n(.*?)```|`([^`\n]+)`", re.DOTALL)
VARIABLE = re.compile(r"SHUYOU_[A-Z_]+")
INTERNAL_VARIABLES = re.compile("SHUYOU_(PARENT|REQUEST_ID|TEST_.*)")
"""Set by one part of ours for another, or by developers."""

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)")


def layers_in_contract() -> list[set[str]]:
    """Return the steps of the import contract, top first."""
    settings = tomllib.loads((house.ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    return [set(re.findall(r"\w+", step)) for step in contract["layers"]]


def layers_in_design() -> list[set[str]]:
    """Return the steps drawn in the design page, top first."""
    page = (house.ROOT / "docs" / "design.md").read_text("utf-8")
    drawn = page.split("**Who may import whom**", 1)[1].split("```", 2)[1]
    return [set(re.findall(r"\w+", line)) for line in drawn.strip().splitlines()]


def test_the_design_draws_the_steps_that_are_enforced() -> None:
    assert layers_in_design() == layers_in_contract()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(house.ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]

    assert broken == []


def test_every_dependency_has_its_row_with_licence_and_pin() -> None:
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (house.ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
    rows = set(re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE))

    extras = [one for wanted in project["optional-dependencies"].values() for one in wanted]
    assert rows == {requirement.split(";")[0].strip() for requirement in [*project["dependencies"], *extras]}


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = house.ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text("utf-8")))

    assert listed == {page.name for page in folder.glob("*.md")} - {"README.md"}


def words_after(command: str) -> dict[str, set[str]]:
    """Return the words that follow a command in code on any page, with the pages; planned ones are left out."""
    found: dict[str, set[str]] = {}
    for page in PAGES:
        text = re.sub(r"\*\(?Planned.*?\)?\*", "", page.read_text("utf-8"), flags=re.DOTALL | re.IGNORECASE)
        for word in re.findall(rf"{command} ([a-z]\w*)", "\n".join(map("".join, CODE.findall(text)))):
            found.setdefault(word, set()).add(page.name)
    return found


def test_commands_on_the_pages_exist() -> None:
    known = {command.name for command in cli.COMMANDS}

    assert {word: pages for word, pages in words_after("shuyou").items() if word not in known} == {}


def test_management_commands_on_the_pages_exist() -> None:
    known = get_commands()

    assert {word: pages for word, pages in words_after("shuyou manage").items() if word not in known} == {}


def test_targets_of_make_on_the_pages_exist() -> None:
    known = set(re.findall(r"^(\w+):", (house.ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert {word: pages for word, pages in words_after("make").items() if word not in known} == {}


def test_the_operator_guide_knows_every_variable() -> None:
    names = {
        node.value
        for module in house.production()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value)
    }
    page = (house.ROOT / "docs" / "operator-guide.md").read_text("utf-8")

    settings = {name for name in names if not INTERNAL_VARIABLES.fullmatch(name)}
    assert settings <= set(re.findall(r"`(SHUYOU_\w+)`", page))
    assert len(settings) > 10
