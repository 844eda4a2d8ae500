"""
Menus by telephone as data: a graph of nodes, walked one step at a time by a pure function.

The same graph runs on the switch, on the page where it is tried out, and in tests. `step` takes what happened and
answers what is to be done; it waits by saying `Listen` or `LookUp` and ends with one of `ENDS`.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

type Node = Mapping[str, object]
type Graph = Mapping[str, object]
type Words = Mapping[str, str]

LONGEST_WALK: Final = 100
"""Steps without waiting for anybody after which a graph is taken to run in a circle."""
LEADS: Final = ("next", "else")
"""The words of a node that lead on, besides its keys."""
KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
"""The keys of a telephone, as they lie on it."""
SCORES: Final = ("1", "2", "3", "4", "5")
USUAL_SECONDS: Final = 6.0
USUAL_TRIES: Final = 3
LAST_CALL: Final[Words] = {"zh": "没有听到您的选择，再见。", "en": "We did not hear your choice. Goodbye."}
SPOKEN: Final[Mapping[str, str]] = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "yes": "1", "no": "2",
}  # fmt: skip
"""Words that can be said instead of pressing a key."""
QUESTION: Final = frozenset({"1", "2"})
"""Keys of a menu that is a question: yes and no."""
AGAIN: Final[Words] = {"zh": "没有听清，请再按一次。", "en": "Sorry, please press again."}


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrState:
    """Where a caller is in the graph."""

    node: str = ""
    tries: int = 0
    typed: str = ""
    language: str = "zh"
    values: Mapping[str, str] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    is_done: bool = False


# --- what happened


@dataclass(frozen=True, slots=True)
class Begin:
    """The caller is on the line."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The caller pressed a key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller pressed nothing for as long as was listened."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up: whether there is an answer, in words, and what is known from now on."""

    is_found: bool
    words: Words = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


type IvrEvent = Begin | Pressed | Silence | Found


# --- what is to be done


@dataclass(frozen=True, slots=True)
class Speak:
    """Say something."""

    words: Words
    language: str

    @property
    def text(self) -> str:
        """The words in the caller's language, or in whatever there is."""
        return self.words.get(self.language) or next(iter(self.words.values()), "")


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for keys, as long after the last word; or for one of some words."""

    seconds: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookUp:
    """Find something out and say `Found`."""

    what: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ToQueue:
    """Bring the caller to a queue."""

    queue: str
    bonus: float = 0


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Record what the caller says, for a queue."""

    queue: str


@dataclass(frozen=True, slots=True)
class CallBack:
    """Keep the caller's place in a queue and call them back."""

    queue: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Bring the caller to a number out there; where nobody answers, to a queue."""

    number: str
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Keep how satisfied the caller says they are, from 1 to 5."""

    score: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call."""


type IvrCommand = Speak | Listen | LookUp | Score | ToQueue | TakeMessage | CallBack | Connect | HangUp
ENDS: Final = (ToQueue, TakeMessage, CallBack, Connect, HangUp)


@dataclass(frozen=True, slots=True)
class Step:
    """Where the caller is now, and what is to be done."""

    state: IvrState
    commands: tuple[IvrCommand, ...]


def step(graph: Graph, state: IvrState, event: IvrEvent) -> Step:
    """Return where what happened leads, and what is to be done next."""
    if state.is_done:
        return Step(state, ())
    if isinstance(event, Begin):
        return _walk(graph, state, _text(graph, "start"), ())
    node = _table(_table(graph.get("nodes")).get(state.node))
    if isinstance(event, Found):
        return _found(graph, state, node, event)
    if isinstance(event, Silence):
        return _not_understood(graph, state, node)
    return _pressed(graph, state, node, event.digit)


def _walk(
    graph: Graph, state: IvrState, name: str, said: tuple[IvrCommand, ...]
) -> Step:  # one node after another until somebody has to be waited for
    commands = list(said)
    for _ in range(LONGEST_WALK):
        node = _table(_table(graph.get("nodes")).get(name))
        if not node:
            break
        state = replace(state, node=name, tries=0, typed="", path=(*state.path, name))
        if language := _text(node, "language"):
            state = replace(state, language=language)
        if words := _words(node):
            commands.append(Speak(words, state.language))
        kind = _text(node, "kind")
        if kind == "say":
            name = _text(node, "next")
            continue
        if kind in ("menu", "collect", "survey"):
            return Step(state, (*commands, _listen(node)))
        if kind in ("lookup", "identify", "hours"):
            what = kind if kind != "lookup" else _text(node, "what")
            asked = {**state.values, "queue": _text(node, "queue")} if kind == "hours" else state.values
            return Step(state, (*commands, LookUp(what, asked)))
        return Step(replace(state, is_done=True), (*commands, _end(kind, node)))
    return Step(replace(state, is_done=True), (*commands, HangUp()))


def _listen(node: Node) -> Listen:
    return Listen(_number(node, "seconds", USUAL_SECONDS), spoken_words(node))


def spoken_words(node: Node) -> tuple[str, ...]:
    """Return the words that a node takes for keys: figures it has a use for, yes and no where it asks a question."""
    if not node.get("hears"):
        return ()
    keys = frozenset(SCORES) if _text(node, "kind") == "survey" else frozenset(_table(node.get("edges")))
    is_question = keys <= QUESTION
    return tuple(word for word, key in SPOKEN.items() if key in keys and (is_question or word not in ("yes", "no")))


def _end(kind: str, node: Node) -> IvrCommand:
    queue = _text(node, "queue")
    if kind == "queue":
        return ToQueue(queue, _number(node, "bonus", 0))
    if kind == "voicemail":
        return TakeMessage(queue)
    if kind == "callback":
        return CallBack(queue)
    if kind == "transfer":
        return Connect(_text(node, "number"), queue)
    return HangUp()


def _found(graph: Graph, state: IvrState, node: Node, event: Found) -> Step:
    state = replace(state, values={**state.values, **event.values})
    said = (Speak(event.words, state.language),) if event.words else ()
    name = _text(node, "next") if event.is_found else _text(node, "else") or _text(node, "next")
    return _walk(graph, state, name, said)


def _pressed(graph: Graph, state: IvrState, node: Node, digit: str) -> Step:
    kind, end = _text(node, "kind"), _text(node, "end") or "#"
    if kind == "menu":
        edges = _table(node.get("edges"))
        if digit in edges:
            return _walk(graph, state, str(edges[digit]), ())
        return _not_understood(graph, state, node)
    if kind == "survey":
        if digit in SCORES:
            return _walk(graph, state, _text(node, "next"), (Score(int(digit)),))
        return _not_understood(graph, state, node)
    if kind != "collect":
        return Step(state, ())
    typed = state.typed if digit == end else state.typed + digit
    wanted = int(_number(node, "digits", 0))
    is_whole = digit == end or (wanted and len(typed) >= wanted)
    if not is_whole:
        return Step(replace(state, typed=typed), (_listen(node),))
    if len(typed) < int(_number(node, "least", 1)):
        return _not_understood(graph, state, node)
    known = {**state.values, _text(node, "name") or "typed": typed}
    return _walk(graph, replace(state, values=known), _text(node, "next"), ())


def _not_understood(graph: Graph, state: IvrState, node: Node) -> Step:
    tries = state.tries + 1
    if tries < int(_number(node, "tries", USUAL_TRIES)):
        words = [Speak(AGAIN, state.language)]
        if text := _words(node):
            words.append(Speak(text, state.language))
        return Step(replace(state, tries=tries, typed=""), (*words, _listen(node)))
    if other := _text(node, "else"):
        return _walk(graph, state, other, ())
    return Step(replace(state, is_done=True), (Speak(LAST_CALL, state.language), HangUp()))


def _text(node: Node, key: str) -> str:
    return str(node.get(key) or "")


def _number(node: Node, key: str, usual: float) -> float:
    value = node.get(key)
    return float(value) if isinstance(value, int | float) else usual


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _words(node: Node) -> Words:
    return {language: str(text) for language, text in _table(node.get("text")).items() if text}


# --- is a graph sound


KINDS: Final = (
    "say", "menu", "collect", "survey", "identify", "lookup", "hours", "queue", "voicemail", "callback", "transfer",
    "hangup",
)  # fmt: skip
LOOKUPS: Final = ("order", "points", "remittance", "news", "card", "store_hours", "senior")


@dataclass(frozen=True, slots=True)
class GraphFault:
    """What is wrong with a graph: at which node, what, and with which value."""

    node: str
    code: str
    value: str = ""


def targets(node: Node) -> Iterator[str]:
    """Find the nodes that a node leads to."""
    yield from (_text(node, key) for key in LEADS if node.get(key))
    yield from map(str, _table(node.get("edges")).values())


def faults(graph: Graph, queues: frozenset[str]) -> list[GraphFault]:
    """Return what keeps a graph from being used; nothing: it is sound."""
    nodes = {str(name): _table(node) for name, node in _table(graph.get("nodes")).items()}
    if not nodes:
        return [GraphFault("", "empty")]
    start = _text(graph, "start")
    found = [] if start in nodes else [GraphFault("", "no_start", start)]
    for name, node in nodes.items():
        found += _faults_of(name, node, frozenset(nodes), queues)
    if not found:
        reached = _reached(nodes, start)
        found += [GraphFault(name, "unreached") for name in nodes if name not in reached]
        found += [GraphFault(name, "circle") for name in _circles(nodes)]
    return found


def _faults_of(name: str, node: Node, names: frozenset[str], queues: frozenset[str]) -> Iterator[GraphFault]:
    kind = _text(node, "kind")
    if kind not in KINDS:
        yield GraphFault(name, "unknown_kind", kind)
        return
    yield from (GraphFault(name, "unknown_target", target) for target in targets(node) if target not in names)
    for key in ("seconds", "tries", "digits", "least", "bonus"):
        if key in node and not isinstance(node[key], int | float):
            yield GraphFault(name, "no_figure", key)
    if kind == "menu" and not _table(node.get("edges")):
        yield GraphFault(name, "no_edges")
    if kind in ("say", "collect", "survey", "identify", "lookup", "hours") and not node.get("next"):
        yield GraphFault(name, "no_next")
    if kind == "lookup" and node.get("what") not in LOOKUPS:
        yield GraphFault(name, "unknown_lookup", _text(node, "what"))
    is_to_queue = kind in ("queue", "voicemail", "callback") or node.get("queue")
    if is_to_queue and node.get("queue") not in queues:
        yield GraphFault(name, "unknown_queue", _text(node, "queue"))
    if kind == "transfer" and not _text(node, "number").isdigit():
        yield GraphFault(name, "no_number", _text(node, "number"))
    if kind in ("say", "menu", "collect", "survey") and not _words(node):
        yield GraphFault(name, "no_words")


def in_order(graph: Graph) -> list[str]:
    """Return the names of all nodes as callers come to them, those that nothing leads to last."""
    nodes = {str(name): _table(node) for name, node in _table(graph.get("nodes")).items()}
    start = _text(graph, "start")
    walked = _reached(nodes, start) if start in nodes else []
    return [*(name for name in walked if name in nodes), *(name for name in nodes if name not in walked)]


def _reached(nodes: Mapping[str, Node], start: str) -> list[str]:
    seen = dict.fromkeys([start])
    ahead = deque([start])
    while ahead:
        for target in targets(nodes.get(ahead.popleft(), {})):
            if target not in seen:
                seen[target] = None
                ahead.append(target)
    return list(seen)


def _circles(nodes: Mapping[str, Node]) -> Iterator[str]:
    """Find nodes that only speak and lead back to themselves without listening to anybody."""
    for name in nodes:
        place, seen = name, set[str]()
        while place in nodes and _text(nodes[place], "kind") == "say" and place not in seen:
            seen.add(place)
            place = _text(nodes[place], "next")
        if place == name and seen:
            yield name
