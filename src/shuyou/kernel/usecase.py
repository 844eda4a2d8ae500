"""The two kinds of writes: a use case is the whole of a change, a step is part of somebody else's. And reads."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.statements import pipelined


def use_case[**P, R](permission: str, *, is_pipelined: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """
    Make a service the outermost, durable transaction of a change, open to actors who hold a permission.

    The service takes `actor` and `at` by keyword and publishes one event. A pipelined one waits for the database only
    where it fetches rows (see `shuyou.kernel.statements.pipelined`).

    :raises NotPermitted: when called by an actor without the permission.
    """

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        @wraps(service)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs["actor"]
            assert isinstance(actor, Actor)
            actor.require(permission)
            _refuse_strangers(actor, args, kwargs)
            with pipelined() if is_pipelined else nullcontext(), transaction.atomic(durable=True):
                return service(*args, **kwargs)

        run.shuyou_permission = permission  # type: ignore[attr-defined]
        return run

    return decorate


def _refuse_strangers(actor: Actor, args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    """
    Refuse a member who asks about somebody else, or acts for them: whoever a call or its draft names must be they.

    :raises NotFound: it is about another member.
    """
    if actor.kind != MEMBER:
        return
    for name in ("member_id", "person_id"):
        for named in (kwargs.get(name), *(getattr(draft, name, None) for draft in (*args, *kwargs.values()))):
            if isinstance(named, int):
                actor.require_own(named)


def step[**P, R](service: Callable[P, R]) -> Callable[P, R]:
    """Make a service part of another's transaction; it refuses to run alone."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            message = f"{service.__qualname__} is a step: call it inside a use case"
            raise transaction.TransactionManagementError(message)
        return service(*args, **kwargs)

    return run


_answers: ContextVar[dict[object, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """
    Answer a query that was asked in the same words before with the same answer: many parts of one page ask alike.

    For reads only: what is written meanwhile is not seen by who asks again.
    """
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def query[**P, R](permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a read open only to actors (keyword `actor`) who hold a permission."""

    def decorate(read: Callable[P, R]) -> Callable[P, R]:
        @wraps(read)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor: Any = kwargs["actor"]
            actor.require(permission)
            _refuse_strangers(actor, args, kwargs)
            answers = _answers.get()
            if answers is None:
                return read(*args, **kwargs)
            words = (read, args, tuple(sorted(kwargs.items(), key=itemgetter(0))))
            try:
                hash(words)
            except TypeError:  # lists and the like: asked anew each time
                return read(*args, **kwargs)
            if words not in answers:
                answers[words] = read(*args, **kwargs)
            found: R = answers[words]
            return found

        run.shuyou_permission = permission  # type: ignore[attr-defined]
        return run

    return decorate
