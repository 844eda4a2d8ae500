"""Which features have a test that shows them: read from the marks on tests, without running anything."""

import ast
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

TABLE = Path("docs", "features.tsv")
NOT_RUN = frozenset({"skip", "xfail"})


class UnreadableClaim(Exception):
    """A mark that claims no feature of the table, or stands where it marks no test."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of the feature table."""

    id: str
    package: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A test that says it shows a feature."""

    feature: str
    test: str


def features(root: Path) -> list[Feature]:
    """Return the feature table of a checkout, in its order."""
    with (root / TABLE).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Feature(row["id"], row["package"], row["feature"]) for row in rows]


def claims(root: Path) -> list[Claim]:
    """
    Return every claim made by a test of a checkout; a test that is not run claims nothing.

    :raises UnreadableClaim: a mark names no feature of the table or marks no test.
    """
    known = {feature.id for feature in features(root)}
    found: list[Claim] = []
    for path in _test_files(root):
        place = path.relative_to(root).as_posix()
        source = path.read_text("utf-8")
        if "mark.feature" in source:
            found += claims_in(source, place)
    for claim in found:
        if claim.feature not in known:
            message = f"{claim.test} claims {claim.feature}, which is not in {TABLE}"
            raise UnreadableClaim(message)
    return sorted(set(found))


def tests_by_feature(of: Iterable[Claim]) -> dict[str, list[str]]:
    """Return the tests that claim each feature."""
    tests: dict[str, list[str]] = defaultdict(list)
    for claim in of:
        tests[claim.feature].append(claim.test)
    return tests


def claims_in(source: str, place: str) -> list[Claim]:
    """
    Return the claims made in one test module.

    :raises UnreadableClaim: a mark stands where it marks no test, or its ids are not literals.
    """
    tree = ast.parse(source, place)
    found: list[Claim] = []
    placed: set[ast.expr] = set()
    for name, marks in _marked_tests(tree):
        placed.update(marks)
        if not any(_mark_name(mark) in NOT_RUN for mark in marks):
            found += [Claim(id_, f"{place}::{name}") for mark in marks for id_ in _claimed_ids(mark, place)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _mark_name(node) == "feature" and node not in placed:
            message = f"{place}:{node.lineno}: the feature mark belongs on a test, a class of tests or pytestmark"
            raise UnreadableClaim(message)
    return found


def _test_files(root: Path) -> Iterator[Path]:
    yield from sorted(root.glob("src/shuyou/**/tests/**/test_*.py"))
    yield from sorted(root.glob("tests/**/test_*.py"))


def _marked_tests(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Find every test with the marks that hold for it: its own, its class's and its module's."""
    outer = _pytestmark(tree.body)
    for node in tree.body:
        if _is_test(node):
            yield node.name, outer + node.decorator_list
        elif isinstance(node, ast.ClassDef):
            marks = outer + node.decorator_list + _pytestmark(node.body)
            for inner in filter(_is_test, node.body):
                yield f"{node.name}::{inner.name}", marks + inner.decorator_list


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef | ast.AsyncFunctionDef]:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")


def _pytestmark(body: list[ast.stmt]) -> list[ast.expr]:
    for node in body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets):
            return node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
    return []


def _mark_name(mark: ast.expr) -> str:
    """Return `x` of `pytest.mark.x` and `pytest.mark.x(…)`, or the empty string for any other expression."""
    named = mark.func if isinstance(mark, ast.Call) else mark
    if isinstance(named, ast.Attribute) and isinstance(named.value, ast.Attribute) and named.value.attr == "mark":
        return named.attr
    return ""


def _claimed_ids(mark: ast.expr, place: str) -> Iterator[str]:
    if not isinstance(mark, ast.Call) or _mark_name(mark) != "feature":
        return
    for argument in mark.args:
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            message = f"{place}:{mark.lineno}: write the ids of features as plain strings"
            raise UnreadableClaim(message)
        yield argument.value
