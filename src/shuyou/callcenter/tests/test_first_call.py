"""From the first ring to the timeline, through the process that holds the switch."""

import asyncio
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.models import Agent, Call, CallStep, Queue, Spell
from shuyou.callcenter.services import Wish, WrapDraft, ask_switch, wrap_call
from shuyou.callcenter.tasks.running import Running, learn
from shuyou.callcenter.tests.factories import AT, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.members.tests.factories import MemberFactory, PhoneFactory


async def until(is_true: Callable[[], bool]) -> None:
    """Look again and again until something is true in the database."""
    for _ in range(300):
        if await asyncio.to_thread(is_true):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(await asyncio.to_thread(lambda: list(CallStep.objects.values_list("kind", "facts"))))


def state_is(who: Actor, state: str) -> Callable[[], bool]:
    """Return whether an agent does something."""
    return lambda: Agent.objects.get(pk=int(who.id)).state == state


async def answer_one(running: Running, switch: SimulatedSwitch, who: Actor) -> None:
    """Have a caller known by number come through the menu to an agent, and hang up after a while."""

    def ask(verb: str) -> None:
        ask_switch(Wish(verb=verb), actor=who, at=now())
        running.heard("order 0")

    await asyncio.to_thread(ask, "ready")
    await until(state_is(who, "ready"))
    switch.call_in(VirtualCaller(number="13800002046", called="4008000000", presses="0", patience=900, talks=10))
    await until(state_is(who, "ringing"))
    await asyncio.to_thread(ask, "pick_up")
    await until(state_is(who, "talking"))
    await until(state_is(who, "wrapping"))


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_calls_is_known_routed_answered_and_filed(tmp_path: Path) -> None:
    Queue.objects.update(opens=time.min, closes=time.max)
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    who = agent("he", extension="1001", skills={"club": 4})

    async def story() -> None:
        known = await asyncio.to_thread(learn, "main")
        switch = SimulatedSwitch("main", epoch=known.begun.epoch, pace=20)
        running = Running(switch, known, spool=tmp_path / "spool.jsonl")
        job = asyncio.ensure_future(running.run())
        await answer_one(running, switch, who)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    asyncio.run(story())

    call = Call.objects.get()
    assert (call.stage, call.member_id, call.known, call.cause) == ("over", member.pk, "number", "normal")
    assert (call.agent_id, call.queue and call.queue.code) == (int(who.id), "senior")
    assert ["level", "club 4"] in call.why
    assert call.sealed
    assert "2046" in call.shown
    assert "13800002046" not in call.sealed
    wrap_call(WrapDraft(code="order", outcome="solved", note="问物流"), uid=call.uid, actor=who, at=AT)
    call.refresh_from_db()
    assert (call.note, call.wrap_code and call.wrap_code.code) == ("问物流", "order")
    kinds = list(CallStep.objects.filter(call=call).order_by("pk").values_list("kind", flat=True))
    assert kinds[0] == "opened"
    assert kinds.count("ended") == 1
    assert Spell.objects.filter(agent=int(who.id), until=None).count() == 1
