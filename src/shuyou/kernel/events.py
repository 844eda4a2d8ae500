"""The event log: what happened is told in the transaction that made it happen, and delivered after commit."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.uids import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact in the past tense; fields are ids, numbers and codes, never personal data."""

    name: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Delivered[E: Event]:
    """An event as a subscriber gets it: the fact, when it happened, and its id in the log."""

    event: E
    at: datetime
    event_id: int


type Handler = Callable[[Sequence[Delivered[Any]]], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A handler with a name that stays the same for as long as its cursor must."""

    name: str
    types: tuple[type[Event], ...]
    handle: Handler

    def read(self, name: str, payload: dict[str, Any]) -> Event:
        """Return the event a record holds; keys that the class no longer has are left out."""
        kind = next(kind for kind in self.types if kind.name == name)
        known = _facts[kind]
        return kind(**{key: value for key, value in payload.items() if key in known})


class _Facts(dict[type[Event], tuple[str, ...]]):
    """The names of each kind's fields, looked up once."""

    def __missing__(self, kind: type[Event]) -> tuple[str, ...]:
        names = self[kind] = tuple(field.name for field in fields(kind))
        return names


_facts = _Facts()


_subscribers: dict[str, Subscriber] = {}


def subscribers() -> dict[str, Subscriber]:
    """Return every subscriber by name."""
    return dict(_subscribers)


def _register(handler: Callable[..., None], types: tuple[type[Event], ...], handle: Handler) -> None:
    package = handler.__module__.removeprefix("shuyou.").split(".")[0]
    name = f"{package}.{handler.__name__}"
    known = _subscribers.get(name)
    if known is not None and known.handle.__module__ != handler.__module__:
        message = f"two subscribers are called {name}"
        raise ValueError(message)
    _subscribers[name] = Subscriber(name, types, handle)


def subscribe[E: Event](
    *types: type[Event],
) -> Callable[[Callable[[E, datetime], None]], Callable[[E, datetime], None]]:
    """Have a handler told of each event of the given types, in order; its writes happen exactly once."""

    def register(handler: Callable[[E, datetime], None]) -> Callable[[E, datetime], None]:
        def each(batch: Sequence[Delivered[E]]) -> None:
            for delivered in batch:
                handler(delivered.event, delivered.at)

        each.__module__ = handler.__module__
        _register(handler, types, each)
        return handler

    return register


def subscribe_batch[E: Event](
    *types: type[Event],
) -> Callable[[Callable[[Sequence[Delivered[E]]], None]], Callable[[Sequence[Delivered[E]]], None]]:
    """Have a handler told of events in batches, for set-based work; its writes happen exactly once."""

    def register(handler: Callable[[Sequence[Delivered[E]]], None]) -> Callable[[Sequence[Delivered[E]]], None]:
        _register(handler, types, handler)
        return handler

    return register


def publish(event: Event, *, actor: Actor, at: datetime) -> None:
    """Append an event to the log inside the running transaction."""
    with planned() as cursor:
        cursor.execute(
            "INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at)"
            " VALUES (%s, %s, %s::jsonb, %s, %s, %s, %s)",
            [uuid7(), event.name, json.dumps(_payload(event)), actor.kind, actor.id, actor.via, at],
        )


def publish_many(events: Iterable[Event], *, actor: Actor, at: datetime) -> list[int]:
    """Append events to the log in one statement and return their ids."""
    return publish_dated(((at, event) for event in events), actor=actor)


def publish_dated(events: Iterable[tuple[datetime, Event]], *, actor: Actor) -> list[int]:
    """Append events, each of its own moment, to the log in one statement and return their ids."""
    rows = [
        {"uid": str(uuid7()), "name": event.name, "payload": _payload(event), "at": at.isoformat()}
        for at, event in events
    ]
    with planned() as cursor:
        cursor.execute(
            "INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at)"
            " SELECT e.uid, e.name, e.payload, %s, %s, %s, e.at"
            " FROM jsonb_to_recordset(%s::jsonb) AS e (uid uuid, name text, payload jsonb, at timestamptz)"
            " RETURNING id",
            [actor.kind, actor.id, actor.via, json.dumps(rows)],
        )
        return [row[0] for row in cursor.fetchall()]


def _payload(event: Event) -> dict[str, Any]:
    return {fact: getattr(event, fact) for fact in _facts[type(event)]}
