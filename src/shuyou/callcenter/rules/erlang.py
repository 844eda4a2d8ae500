"""Erlang's formulas: how many agents or lines so many calls need. Loads are in erlangs, times in seconds."""

from dataclasses import dataclass
from math import ceil, exp, log


@dataclass(frozen=True, slots=True)
class Service:
    """What callers of a queue can expect."""

    waits: float
    """The share of callers who have to wait."""
    mean_wait: float
    """Seconds that a caller waits on average, counting those who do not."""
    in_time: float
    """The share of callers answered within the time that was asked about."""
    gives_up: float = 0
    """The share of callers who hang up before they are answered."""
    occupancy: float = 0
    """The share of their time that agents are busy."""


def blocked(load: float, lines: int) -> float:
    """Return the share of calls that find every line taken (Erlang B)."""
    share = 1.0
    for line in range(1, lines + 1):
        share = load * share / (line + load * share)
    return share


def waiting(load: float, agents: int) -> float:
    """Return the share of callers who wait if nobody ever gives up (Erlang C)."""
    if load >= agents:
        return 1.0
    share = blocked(load, agents)
    return share / (1 - load / agents * (1 - share))


def patient(*, rate: float, handling: float, agents: int, within: float) -> Service:
    """Return what callers can expect who never give up (Erlang C): `rate` a second, `handling` seconds each."""
    load = rate * handling
    if load >= agents:
        return Service(1.0, float("inf"), 0.0, 0.0, 1.0)
    waits = waiting(load, agents)
    spare = (agents - load) / handling
    return Service(waits, waits / spare, 1 - waits * exp(-spare * within), 0.0, load / agents)


def _stays(*, rate: float, busy: float, patience: float, within: float) -> float:
    """
    Return the share of callers who have to wait and are answered in time, in spite of those who give up (Erlang A).

    A caller who never gave up would wait x with the density exp(rate patience (1 - exp(-x / patience)) - busy x).
    """
    step = min(patience, 1 / busy, max(within, 0.1)) / 10
    peak = patience * log(rate / busy) if rate > busy else 0.0
    top = rate * patience * (1 - exp(-peak / patience)) - busy * peak
    place, whole, part = step / 2, 0.0, 0.0
    while True:
        weight = exp(rate * patience * (1 - exp(-place / patience)) - busy * place - top)
        whole += weight
        part += weight * exp(-place / patience) if place <= within else 0.0
        if place > max(peak, within) and weight < 1e-9:
            return part / whole
        place += step


def impatient(*, rate: float, handling: float, agents: int, patience: float, within: float = 0) -> Service:
    """
    Return what callers can expect who give up after `patience` seconds on average (Erlang A, exponential patience).

    The states of the birth and death process are summed up until they no longer matter.
    """
    weights, weight = [1.0], 1.0
    busy, state = agents / handling, 0
    while True:
        state += 1
        death = state / handling if state <= agents else busy + (state - agents) / patience
        weight *= rate / death
        weights.append(weight)
        if state > agents and weight < 1e-12 * max(weights):
            break
        if weight > 1e200:
            weights, weight = [one / 1e200 for one in weights], weight / 1e200
    total = sum(weights)
    queue = sum((state - agents) * one for state, one in enumerate(weights) if state > agents) / total
    waits = sum(one for state, one in enumerate(weights) if state >= agents) / total
    gives_up = queue / patience / rate
    in_time = 1 - waits + waits * _stays(rate=rate, busy=busy, patience=patience, within=within)
    return Service(waits, queue / rate, in_time, gives_up, rate * (1 - gives_up) * handling / agents)


def agents_needed(*, rate: float, handling: float, within: float, share: float) -> int:
    """Return the fewest agents with whom such a share of callers is answered in time."""
    agents = max(1, ceil(rate * handling))
    while patient(rate=rate, handling=handling, agents=agents, within=within).in_time < share:
        agents += 1
    return agents


def lines_needed(*, load: float, loss: float) -> int:
    """Return the fewest lines with which no more than such a share of calls finds them all taken."""
    lines = max(1, int(load))
    while blocked(load, lines) > loss:
        lines += 1
    return lines


def rostered(agents: int, shrinkage: float) -> int:
    """Return how many agents to roster so that so many sit there in spite of breaks, training and illness."""
    return ceil(agents / (1 - shrinkage))
