"""The source as the architecture tests read it: packages, rooms, parsed modules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shuyou

SOURCE = Path(shuyou.__file__).parent
ROOT = SOURCE.parent.parent
OPEN = frozenset({"config", "kernel"})
"""Packages with modules of their own choosing: settings, and what everything stands on."""

FACES = frozenset({"console", "shop", "api", "demo"})
PACKAGES = tuple(sorted(path.parent.name for path in SOURCE.glob("*/__init__.py")))
DOMAINS = tuple(name for name in PACKAGES if name not in OPEN | FACES)


@cache
def _parts(path: Path) -> tuple[str, ...]:
    inside = path.relative_to(SOURCE).with_suffix("").parts
    return inside[:-1] if inside[-1] == "__init__" else inside


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the source: where it lies, what it says."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The names from the package down, such as `("members", "services", "merge")`."""
        return _parts(self.path)

    @property
    def package(self) -> str:
        """The package that the module belongs to; empty for the root."""
        return self.parts[0] if self.parts else ""

    @property
    def room(self) -> str:
        """The room that the module is in; empty for a package's own `__init__`."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def is_production(self) -> bool:
        """Whether the module is written by hand and runs outside tests."""
        return not {"tests", "migrations"} & set(self.parts)

    def at(self, node: ast.stmt | ast.expr, what: str) -> str:
        """Return a line that leads a reader to a fault."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}: {what}"

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Find every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Find every class."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Find every call with the last name of what is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield last_name(node.func), node


def last_name(node: ast.expr) -> str:
    """Return `c` of `a.b.c` and of `a.b.c(…)`; empty for what has no name."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the source."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        source = path.read_text("utf-8")
        found.append(Module(path, ast.parse(source, str(path)), source.count("\n")))
    return tuple(found)


def production() -> list[Module]:
    """Return the modules that are written by hand and run outside tests."""
    return [module for module in modules() if module.is_production]
