"""Which features have a test that shows them: read from the marks on tests, without running anything."""

import ast
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

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


type Test = ast.FunctionDef | ast.AsyncFunctionDef


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
    used: set[ast.expr] = set()
    found: list[Claim] = []
    for test, name, marks in _marked_tests(tree):
        used |= set(marks)
        if not any(_mark_name(mark) in NOT_RUN for mark in marks):
            ids = [feature for mark in marks if _mark_name(mark) == "feature" for feature in _ids(mark, place)]
            found += [Claim(feature, f"{place}::{name}") for feature in ids if test.name.startswith("test")]
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and _mark_name(node) == "feature" and node not in used:
            message = f"{place}:{node.lineno}: the feature mark belongs on a test, a class of tests or pytestmark"
            raise UnreadableClaim(message)
    return found


def _marked_tests(tree: ast.Module) -> Iterator[tuple[Test, str, list[ast.expr]]]:
    module_marks = _pytestmark(tree.body)
    for node in tree.body:
        if isinstance(node, Test.__value__):
            yield node, node.name, module_marks + _decorators(node)
        elif isinstance(node, ast.ClassDef):
            class_marks = module_marks + _decorators(node) + _pytestmark(node.body)
            for inner in node.body:
                if isinstance(inner, Test.__value__):
                    yield inner, f"{node.name}::{inner.name}", class_marks + _decorators(inner)


def _decorators(node: Test | ast.ClassDef) -> list[ast.expr]:
    return [mark for decorator in node.decorator_list for mark in _mark_nodes(decorator)]


def _pytestmark(body: list[ast.stmt]) -> list[ast.expr]:
    for node in body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets):
            marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
            return [found for mark in marks for found in _mark_nodes(mark)]
    return []


def _mark_nodes(node: ast.expr) -> list[ast.expr]:
    """Return a mark as it stands: the call and, if it has one, the bare attribute inside it."""
    return [node, node.func] if isinstance(node, ast.Call) else [node]


def _mark_name(node: ast.expr) -> str:
    """Return `x` of `pytest.mark.x`, or the empty string for any other expression."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "mark":
        return node.attr
    return ""


def _ids(mark: ast.expr, place: str) -> list[str]:
    raise NotImplementedError
