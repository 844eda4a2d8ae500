"""What Asterisk takes and answers over ARI, by the table of facts beside this file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "data" / "ari-table.txt"
_WHOLE: Final = {"int": int, "long": int, "double": float}
_PLAIN: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str, "Date": str, "int": int, "long": int, "double": (int, float), "boolean": bool, "object": dict,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """Something that may or must be there, and what it holds."""

    name: str
    kind: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """A request that is taken."""

    name: str
    path: re.Pattern[str]
    model: str
    codes: frozenset[int]
    fields: Mapping[str, Field]


class Refused(Exception):
    """A request that is refused, with the code and the words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}")
        self.status, self.words = status, words


def _fields(words: str) -> dict[str, Field]:
    found = {}
    for word in words.split():
        name, _, kind = word.partition(":")
        found[name.rstrip("!")] = Field(name.rstrip("!"), kind, name.endswith("!"))
    return found


def _read() -> tuple[dict[str, list[Operation]], dict[str, Mapping[str, Field]]]:
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    middle = lines.index("")
    taken: dict[str, list[Operation]] = {}
    for line in lines[:middle]:
        name, _, rest = line.partition(" = ")
        model, codes, fields = (rest + " ").split(";")
        method, path = name.split(" ")
        pattern = re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path))
        one = Operation(name, pattern, model.strip(), frozenset(map(int, codes.split())), _fields(fields))
        taken.setdefault(method, []).append(one)
    models: dict[str, Mapping[str, Field]] = {
        name: _fields(fields) for name, _, fields in (line.partition(" = ") for line in lines[middle + 1 :])
    }
    return taken, models


OPERATIONS, MODELS = _read()


def request_of(method: str, path: str, query: Mapping[str, str], body: object) -> tuple[Operation, dict[str, str]]:
    """
    Return what a request asks for, and the names in its path, still quoted.

    :raises Refused: nothing like it is taken, or something is missing, unknown, or of another kind.
    """
    for one in OPERATIONS.get(method, ()):
        if found := one.path.fullmatch(path):
            break
    else:
        raise Refused(404, f"Resource not found: {method} {path}")
    given = {**query, **(body if isinstance(body, dict) else {})}
    if unknown := given.keys() - one.fields.keys():
        raise Refused(400, f"{one.name} knows no {min(unknown)}")
    for name, field in one.fields.items():
        if name not in given:
            if field.is_needed:
                raise Refused(400, f"{name} must be specified")
        elif (field.kind == "body") == (name in query) or not _is_word(field.kind, given[name]):
            raise Refused(400, f"{name} of {one.name} cannot be {given[name]}")
    return one, found.groupdict()


def _is_word(kind: str, value: object) -> bool:
    if kind == "body":
        return isinstance(value, dict | list)
    if kind in _WHOLE:
        return re.fullmatch(r"-?\d+", str(value)) is not None
    if kind == "boolean":
        return value in ("true", "false")
    return kind == "string" or value in kind.split("|")


def faults_of(model: str, value: object) -> list[str]:
    """Return what is wrong with an answer or an event of a model."""
    if model.startswith("List["):
        rows = value if isinstance(value, list) else [None]
        return [fault for row in rows for fault in faults_of(model[5:-1], row)]
    if model in _PLAIN:
        return [] if isinstance(value, _PLAIN[model]) else [f"{value!r} is no {model}"]
    if model not in MODELS:
        return [] if str(value).replace(" ", "_") in model.split("|") else [f"{value!r} is none of {model}"]
    if not isinstance(value, dict):
        return [f"{value!r} is no {model}"]
    fields = MODELS[model]
    wrong = [f"{model} has no {name}" for name in value.keys() - fields.keys()]
    wrong += [f"{model} lacks {one.name}" for one in fields.values() if one.is_needed and one.name not in value]
    return wrong + [
        fault for name in value.keys() & fields.keys() for fault in faults_of(fields[name].kind, value[name])
    ]


def faults_of_event(said: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with an event: what each must have, and what its kind must have."""
    head = {"type", "timestamp", "application", "asterisk_id"}
    wrong = [f"an event lacks {name}" for name in head - said.keys()]
    rest = {name: value for name, value in said.items() if name not in head}
    return wrong + faults_of(str(said.get("type", "")), rest)


def trace() -> list[dict[str, Any]]:
    """Return the record of a real Asterisk."""
    path = TABLE.parent / "ari-trace.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
