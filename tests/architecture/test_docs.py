"""What the pages say of the house is what the house is."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture import house

PAGES = sorted([*house.ROOT.glob("*.md"), *house.ROOT.glob("docs/**/*.md")])
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

    assert rows == {requirement.split(";")[0].strip() for requirement in project["dependencies"]}


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = house.ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text("utf-8")))

    assert listed == {page.name for page in folder.glob("*.md")} - {"README.md"}
