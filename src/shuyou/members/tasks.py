"""What members has done at night: cards whose time is over open nothing; people are looked for who joined twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app
from shuyou.members import queries, services


@app.periodic(cron="12 0 * * *")
@app.task(queue="maintenance", queueing_lock="expire_cards")
def expire_cards(timestamp: int) -> int:
    """Let the cards whose last day was yesterday expire, batch by batch; return how many."""
    actor, at = Actor.job("members.expire_cards"), clock.now()
    expired = 0
    while batch := services.expire_cards(actor=actor, at=at):
        expired += batch
    return expired


@app.periodic(cron="20 1 * * 1-6", periodic_id="new")
@app.task(queue="maintenance", queueing_lock="match_people")
def match_new_people(timestamp: int) -> int:
    """Look whether those who joined since the last search were there before; return how many pairs are new."""
    return _match("new")


@app.periodic(cron="20 1 * * 0", periodic_id="whole")
@app.task(queue="maintenance", queueing_lock="match_people")
def match_all_people(timestamp: int) -> int:
    """Look through the whole base for people who are there twice; return how many pairs are new."""
    return _match("whole")


@app.task(queue="lists", lock="members.change_many")
def change_many(change_id: int) -> int:
    """Do a change of many members part by part, and return how many it touched; started again, it goes on."""
    return _in_parts(services.change_some, change_id)


@app.task(queue="lists", lock="members.change_many")
def undo_many(change_id: int) -> int:
    """Undo a change of many members part by part, and return how many were looked at."""
    return _in_parts(services.undo_some, change_id)


def _in_parts(step: Callable[..., int], change_id: int) -> int:
    actor, people = Actor.job("members.change_many"), 0
    while part := step(change_id=change_id, actor=actor, at=clock.now()):
        people += part
    return people


@app.periodic(cron="15 2 * * *")
@app.task(queue="maintenance", queueing_lock="let_data_go")
def let_data_go(timestamp: int) -> int:
    """Let data go that are older than their rules allow, batch by batch; return how many rows."""
    actor, at = Actor.job("members.let_data_go"), clock.now()
    rows = 0
    for part in queries.kept_parts(at=at, actor=actor):
        while part.is_active and (batch := services.let_next_go(part=part.part, actor=actor, at=at)):
            rows += batch
    return rows


@app.periodic(cron="10 3 * * *")
@app.task(queue="maintenance", queueing_lock="measure_members")
def measure_members(timestamp: int) -> int:
    """Put right by what members are listed: a year's purchases leave the year unsaid; return how many had changed."""
    actor, changed, after = Actor.job("members.measure"), 0, 0
    while (batch := services.measure_next(after=after, actor=actor, at=clock.now())).last_id:
        changed, after = changed + batch.people, batch.last_id
    return changed


@app.periodic(cron="40 2 * * 1-6", periodic_id="new")
@app.task(queue="maintenance", queueing_lock="derive_interests")
def derive_new_interests(timestamp: int) -> int:
    """Work out what those like for whom somebody bought in the last two days; return how many words are new."""
    return _derive(clock.now() - timedelta(days=2))


@app.periodic(cron="40 2 * * 0", periodic_id="whole")
@app.task(queue="maintenance", queueing_lock="derive_interests")
def derive_all_interests(timestamp: int) -> int:
    """Work out what everybody likes, since families and years change too; return how many words are new."""
    return _derive(None)


def _derive(since: datetime | None) -> int:
    actor, at, words, after = Actor.job("members.derive_interests"), clock.now(), 0, 0
    while (batch := services.derive_interests(since=since, after=after, actor=actor, at=at)).last_id:
        words, after = words + batch.words, batch.last_id
    return words


@app.task(queue="maintenance", queueing_lock="match_people")
def match_people(scope: str) -> int:
    """Look for people who are there twice since somebody asked; return how many pairs are new."""
    return _match(scope)


def _match(scope: str) -> int:
    """Search, and merge who is one without doubt if the club wants that; return how many pairs are new."""
    found = services.match_people(scope=scope, actor=Actor.job("members.match_people"), at=clock.now())
    services.merge_automatically(actor=Actor.job("members.merge_automatically"), at=clock.now())
    return found.new


@app.task(queue="lists", lock="members.take_in")
def take_in(intake_id: int) -> None:
    """Read a file that was handed in."""
    services.take_in(intake_id=intake_id, actor=Actor.job("members.take_in"), at=clock.now())


@app.task(queue="lists", lock="members.take_in")
def undo_intake(intake_id: int) -> int:
    """Take a file back, and return how many people went."""
    try:
        return services.undo_intake(intake_id=intake_id, actor=Actor.job("members.undo_intake"), at=clock.now()).removed
    except Exception as problem:
        services.give_undoing_up(intake_id=intake_id, problem=problem)
        raise
