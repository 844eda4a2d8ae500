"""
Rows of the call center that need no telephone: routing decisions, and a rehearsed day beside Erlang's formulas.

A decision is a caller who comes or an agent who gets free, in a room of 300 agents with ten skills each of forty and
500 callers who wait. The rehearsal brings millions of virtual callers through the same router.
"""

import random
import time
from typing import Final

from benchmarks.figures import Outcome, medians, percentile, repeat
from benchmarks.stage import Stage
from shuyou.callcenter.rules import erlang
from shuyou.callcenter.rules.rehearsal import Flow, rehearse
from shuyou.callcenter.rules.routing import FreeAgent, QueueTerms, Router, Waiting

AGENTS: Final = 300
SKILLS: Final = 40
OF_EACH: Final = 10
WAITING: Final = 500
DECISIONS: Final = 20_000
OURS: Final = "ours"
SLOWEST: Final = "slowest percent, µs"
HANDLING: Final = 200.0
CALLS: Final = 3_000_000
CASES: Final = ((4, 0.012, 0.0), (20, 0.1, 60.0))
"""Agents, callers a second and seconds of patience (0: without end); few who wait long, so that chance evens out."""


def route(_stage: Stage) -> Outcome:
    """Decisions a second, each run with callers and agents of its own chance."""
    chance = random.Random(20261123)

    def sample() -> dict[str, float]:
        times = _decide(chance)
        return {OURS: DECISIONS / sum(times), SLOWEST: percentile(times, 0.99) * 1_000_000}

    samples = repeat(sample)
    beside = medians(samples)
    del beside[OURS]
    scale = f"{AGENTS} agents, {OF_EACH} skills each, {WAITING} waiting"
    return Outcome(runs=[one[OURS] for one in samples], beside=beside, scale=scale)


def _decide(chance: random.Random) -> list[float]:
    codes = [f"s{number}" for number in range(SKILLS)]
    router = Router([QueueTerms(code=code, skill=code) for code in codes])
    agents = [
        FreeAgent(number, {code: chance.randint(1, 5) for code in chance.sample(codes, OF_EACH)})
        for number in range(AGENTS)
    ]
    now, came = 0.0, 0
    for came in range(WAITING):
        router.arrive(Waiting(f"{came}", chance.choice(codes), now, bonus=chance.choice((0, 20, 60))), now)
        now += 0.1
    times = []
    for turn in range(DECISIONS // 2):
        came += 1
        now += 0.05
        caller = Waiting(f"{came}", chance.choice(codes), now, bonus=chance.choice((0, 20, 60)))
        agent = agents[turn % AGENTS]
        router.occupy(agent.agent)
        started = time.perf_counter()
        router.arrive(caller, now)
        between = time.perf_counter()
        router.free(agent, now)
        times += [between - started, time.perf_counter() - between]
    return times


def compare_erlang(stage: Stage) -> Outcome:
    """The largest deviation from Erlang C and A of callers who wait, how long, and who give up, in percent."""
    calls = round(CALLS * min(stage.scale, 1.0))
    found: dict[str, float] = {}
    for agents, pace, patience in CASES:
        found |= _deviations(agents, pace, patience, calls)
    largest = max(found.values())
    return Outcome(runs=[largest], beside=found, scale=f"{calls:,} callers for each", is_full=stage.scale >= 1)


def _deviations(agents: int, pace: float, patience: float, calls: int) -> dict[str, float]:
    terms = QueueTerms(code="a", skill="a", widens=((0, 1),))
    flow = Flow(queue="a", rate=pace, talks=HANDLING, patience=patience)
    room = [FreeAgent(number, {"a": 3}) for number in range(agents)]
    tally = rehearse([terms], [flow], room, calls=calls, chance=random.Random(11)).tallies["a"]
    if patience:
        right = erlang.impatient(rate=pace, handling=HANDLING, agents=agents, patience=patience)
        return {
            "Erlang A, who wait": _off(tally.share_waiting, right.waits),
            "Erlang A, how long": _off(tally.mean_wait, right.mean_wait),
            "Erlang A, who give up": _off(tally.share_lost, right.gives_up),
        }
    right = erlang.patient(rate=pace, handling=HANDLING, agents=agents, within=20)
    return {
        "Erlang C, who wait": _off(tally.share_waiting, right.waits),
        "Erlang C, how long": _off(tally.mean_wait, right.mean_wait),
    }


def _off(found: float, right: float) -> float:
    return 100 * abs(found / right - 1)
