"""Menus by telephone: walked key by key, and never lost in, whatever is pressed."""

from collections.abc import Mapping, Sequence
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.rules.ivr import (
    ENDS,
    Begin,
    CallBack,
    Connect,
    Found,
    HangUp,
    IvrEvent,
    IvrState,
    Listen,
    LookUp,
    Pressed,
    Silence,
    Speak,
    TakeMessage,
    ToQueue,
    faults,
    step,
)

NODES = import_module("shuyou.callcenter.migrations.0002_first_day").NODES
FIRST = {"start": "hours", "nodes": NODES}
QUEUES = frozenset({"club", "senior", "sales", "papers", "finance", "letters"})
YES = Found(is_found=True)


def walked(graph: Mapping[str, object], events: Sequence[IvrEvent]) -> tuple[IvrState, list[object]]:
    """Return where events lead, and the last commands."""
    state, commands = IvrState(), list[object]()
    for event in events:
        done = step(graph, state, event)
        state, commands = done.state, list(done.commands) or commands
    return state, commands


def test_the_first_menu_is_sound() -> None:
    assert faults(FIRST, QUEUES) == []


def test_a_caller_comes_through_the_menu_to_the_line_for_seniors() -> None:
    state, commands = walked(FIRST, [Begin(), YES, YES, Pressed("0"), YES])

    assert commands == [ToQueue("senior")]
    assert state.path == ("hours", "hello", "who", "menu", "senior", "senior_line")


def test_what_was_found_is_said_and_the_menu_comes_again() -> None:
    found = Found(is_found=True, words={"zh": "您有 5 积分。", "en": "You have 5 points."})
    _, commands = walked(FIRST, [Begin(), YES, YES, Pressed("3"), found])

    assert next(one.text for one in commands if isinstance(one, Speak)) == "您有 5 积分。"
    assert isinstance(commands[-1], Listen)


def test_digits_are_collected_until_they_are_enough() -> None:
    card = [Pressed(digit) for digit in "66880001"]
    no = Found(is_found=False)
    state, commands = walked(FIRST, [Begin(), YES, no, Pressed("3"), no, *card, Pressed("#"), *map(Pressed, "2046")])

    assert commands == [LookUp("card", state.values)]
    assert (state.values["card"], state.values["code"]) == ("66880001", "2046")


def test_silence_leads_on_after_some_tries() -> None:
    state, commands = walked(FIRST, [Begin(), YES, YES, Silence(), Silence(), Silence()])

    assert isinstance(commands[-1], LookUp)
    assert state.path[-1] == "senior"


def test_night_offers_a_message() -> None:
    _, commands = walked(FIRST, [Begin(), Found(is_found=False), Pressed("1")])

    assert commands == [TakeMessage("letters")]


events = st.one_of(
    st.sampled_from("0123456789*#").map(Pressed), st.just(Silence()), st.booleans().map(lambda one: Found(is_found=one))
)


@given(happened=st.lists(events, max_size=40))
def test_whatever_a_caller_does_they_are_waited_for_or_brought_somewhere(happened: list[IvrEvent]) -> None:
    state = IvrState()
    for event in [Begin(), *happened]:
        done = step(FIRST, state, event)
        state = done.state
        assert not done.commands or isinstance(done.commands[-1], (Listen, LookUp, *ENDS))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"menu": {"kind": "menu", "text": {"zh": "请按键"}}}, "no_edges"),
        ({"menu": {"kind": "menu", "edges": {"1": "nowhere"}, "text": {"zh": "请按键"}}}, "unknown_target"),
        ({"club_line": {"kind": "queue", "queue": "none"}}, "unknown_queue"),
        ({"hello": {"kind": "sing", "next": "who"}}, "unknown_kind"),
        ({"lost": {"kind": "hangup"}}, "unreached"),
        ({"bye": {"kind": "transfer", "number": "call me"}}, "no_number"),
        ({"points": {"kind": "lookup", "what": "weather", "next": "menu"}}, "unknown_lookup"),
        ({"menu": {**NODES["menu"], "tries": "three"}}, "no_figure"),
    ],
)
def test_a_graph_that_callers_would_get_lost_in_is_told_by_node(change: dict[str, object], code: str) -> None:
    found = faults({"start": "hours", "nodes": {**NODES, **change}}, QUEUES)

    assert code in {fault.code for fault in found}
    assert {fault.node for fault in found} <= set(NODES) | set(change)


def test_nodes_that_only_speak_in_a_circle_are_found() -> None:
    nodes = {name: {"kind": "say", "text": {"zh": "你好"}, "next": other} for name, other in (("a", "b"), ("b", "a"))}

    assert {fault.code for fault in faults({"start": "a", "nodes": nodes}, QUEUES)} == {"circle"}
    assert walked({"start": "a", "nodes": nodes}, [Begin()])[1][-1] == HangUp()


@pytest.mark.parametrize(
    ("node", "command"),
    [
        ({"kind": "callback", "queue": "club"}, CallBack("club")),
        ({"kind": "transfer", "number": "95588"}, Connect("95588")),
        ({"kind": "queue", "queue": "club", "bonus": 20}, ToQueue("club", 20)),
    ],
)
def test_ends_say_where_to(node: dict[str, object], command: object) -> None:
    assert walked({"start": "x", "nodes": {"x": node}}, [Begin()])[1] == [command]
