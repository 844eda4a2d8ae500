"""A class of the club's own moves with all below it, is moved back, and never leaves a class without the one above."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from shuyou.catalog import services
from shuyou.catalog.errors import (
    OwnClassAlone,
    OwnClassInUse,
    OwnClassNotReadable,
    OwnClassTaken,
    OwnClassTooDeep,
    OwnClassWithin,
)
from shuyou.catalog.models import Filing, OwnClass
from shuyou.catalog.queries import SearchFilter, find_titles
from shuyou.catalog.tests.factories import ItemFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with

JOB = Actor.job("test")
TREE = "B 园林 / Gardens\nB.02 江南园林\nB.02.X 苏州园林\nB1 花木\nC 建筑 / Building"
CLASSES = "/console/titles/classes/"


def keep(lines: str) -> None:
    services.keep_own_classes(lines=lines, actor=JOB, at=clock.now())


def move(was: str, code: str) -> int:
    return services.move_own_class(class_id=class_id(was), code=code, actor=JOB, at=clock.now())


def class_id(code: str) -> int:
    return OwnClass.objects.get(code=code).pk


def codes() -> dict[str, str]:
    return dict(OwnClass.objects.order_by("code").values_list("code", "name_zh"))


@pytest.mark.django_db
def test_a_class_moves_with_all_below_it_once_somebody_says_so_and_is_moved_back(client: Client) -> None:
    keep(TREE)
    item = ItemFactory.create(title="拙政园")
    TitleSearchFactory.create(item=item)
    deepest, moved, target = class_id("B.02.X"), class_id("B.02"), class_id("C")
    services.file_titles(class_id=deepest, item_ids=[item.pk], is_in=True, actor=JOB, at=clock.now())
    buyer = staff_with(Role.BUYER)
    client.force_login(buyer)
    url = f"{CLASSES}{moved}/move/"

    assert url in client.get(CLASSES).content.decode()
    seen = client.get(url, {"above": "C", "part": "02"})
    assert [(row.code, code) for row, code in seen.context["going"]] == [("B.02", "C.02"), ("B.02.X", "C.02.X")]
    assert seen.context["titles"] == 1
    assert codes().keys() == {"B", "B.02", "B.02.X", "B1", "C"}  # looking moves nothing
    assert client.post(url, {"above": "C", "part": "02"}).status_code == HTTPStatus.SEE_OTHER

    assert codes() == {"B": "园林", "B1": "花木", "C": "建筑", "C.02": "江南园林", "C.02.X": "苏州园林"}
    assert Filing.objects.get().own_class_id == deepest
    found = [
        hit.row.title for own in (target, moved) for hit in find_titles(wanted=SearchFilter(own=own), text="").hits
    ]
    assert found == ["拙政园"] * 2
    told = EventRecord.objects.get(name="catalog.own_class_moved").payload
    assert told == {"class_id": moved, "was": "B.02", "code": "C.02", "classes": 2}
    page = client.get(url).content.decode()
    assert "?above=B&amp;part=02" in page
    assert buyer.full_name
    assert buyer.full_name in page
    client.post(url, {"above": "B", "part": "02"})
    assert codes().keys() == {"B", "B.02", "B.02.X", "B1", "C"}


@pytest.mark.django_db
def test_a_class_moves_to_the_top_and_may_be_called_otherwise_there() -> None:
    keep(TREE)

    assert move("B.02", "g") == 2

    assert codes().keys() == {"B", "B1", "C", "G", "G.X"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("was", "code", "refusal"),
    [
        ("B", "B.02.B", OwnClassWithin),
        ("B", "B.02.X.B", OwnClassWithin),
        ("B.02", "B.02", OwnClassTaken),
        ("B.02", "C", OwnClassTaken),
        ("B.02", "D.02", OwnClassAlone),
        ("B.02", "C..02", OwnClassNotReadable),
        ("B.02", "", OwnClassNotReadable),
        ("B", "C.1.2.3.4", OwnClassTooDeep),
    ],
)
def test_a_place_that_a_class_cannot_have_is_refused_and_nothing_moves(
    was: str, code: str, refusal: type[DomainError]
) -> None:
    keep(f"{TREE}\nC.1 一\nC.1.2 二\nC.1.2.3 三")
    before, events = codes(), EventRecord.objects.count()

    with pytest.raises(refusal):
        move(was, code)

    assert (codes(), EventRecord.objects.count()) == (before, events)


@pytest.mark.django_db
def test_the_page_says_what_is_wrong_and_lets_only_those_move_who_edit_titles(client: Client) -> None:
    keep(TREE)
    url = f"{CLASSES}{class_id('B')}/move/"
    client.force_login(staff_with(Role.CALL_AGENT))
    assert client.get(url).status_code == HTTPStatus.FORBIDDEN
    assert client.post(url, {"above": "C", "part": "B"}).status_code == HTTPStatus.FORBIDDEN
    client.force_login(staff_with(Role.BUYER))

    offered = [value for value, _label in client.get(url).context["form"].fields["above"].choices]
    taken = client.post(url, {"above": "", "part": "C"})
    within = client.post(url, {"above": "B.02", "part": "B"})

    assert offered == ["", "B1", "C"]  # never itself or what stands below it
    assert taken.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "part" in taken.context["form"].errors
    assert "above" in within.context["form"].errors
    assert client.get(f"{CLASSES}999999/move/").status_code == HTTPStatus.NOT_FOUND
    assert codes().keys() == {"B", "B.02", "B.02.X", "B1", "C"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_a_class_never_moves_below_one_that_goes_and_none_comes_below_one_that_moves(turn: int) -> None:
    keep("B 园林\nC 建筑")
    gate = Barrier(3)

    def run(do: Callable[[], object]) -> str:
        connection.ensure_connection()
        gate.wait(10)
        try:
            do()
        except (OwnClassAlone, OwnClassInUse, NotFound) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    b, c = class_id("B"), class_id("C")
    deeds: list[Callable[[], object]] = [
        lambda: services.move_own_class(class_id=b, code="C.B", actor=JOB, at=clock.now()),
        lambda: services.drop_own_class(class_id=c, actor=JOB, at=clock.now()),
        lambda: keep("B.9 新"),
    ]
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(run, deeds[turn % 3 :] + deeds[: turn % 3]))

    kept = codes().keys()
    assert "done" in outcomes
    assert all(code.rpartition(".")[0] in {"", *kept} for code in kept), (outcomes, kept)
