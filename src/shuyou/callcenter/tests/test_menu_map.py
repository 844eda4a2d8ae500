"""A menu as a drawing: nothing lies on anything else, figures on the arrows, nodes joined, made and taken out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.models import Call, MenuVersion, Site
from shuyou.callcenter.rules.menu_map import HIGH, WIDE, drawn
from shuyou.callcenter.services import JoinDraft, join_nodes
from shuyou.callcenter.tests.factories import AT, BOSS
from shuyou.kernel.clock import now
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

NAMES = tuple("abcdefgh")
edges = st.dictionaries(st.sampled_from("0123456789"), st.sampled_from((*NAMES, "gone")), max_size=4)
nodes = st.dictionaries(
    st.sampled_from(NAMES), st.builds(lambda keys, to: {"kind": "menu", "edges": keys, "next": to}, edges,
                                      st.sampled_from(("", *NAMES))), max_size=8,
)  # fmt: skip


@given(nodes=nodes, start=st.sampled_from(NAMES))
def test_every_node_and_arrow_of_any_graph_is_drawn_once_and_nothing_lies_on_anything(
    nodes: dict[str, dict[str, object]], start: str
) -> None:
    told = drawn({"start": start, "nodes": nodes})

    assert sorted(spot.name for spot in told.spots) == sorted(nodes)
    boxes = [(spot.x, spot.y) for spot in told.spots]
    assert all(x + WIDE <= told.width and y >= 0 and y + HIGH <= told.height for x, y in boxes)
    apart = (abs(x - u) >= WIDE or abs(y - v) >= HIGH for i, (x, y) in enumerate(boxes) for u, v in boxes[:i])
    assert all(apart)
    pairs = [(one.source, one.target) for one in told.arrows]
    assert len(pairs) == len(set(pairs))
    assert all(one.target in nodes for one in told.arrows)


@pytest.fixture
def boss(client: Client) -> Client:
    """Return the browser of a manager."""
    user = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(user)
    return client


def graph() -> dict[str, dict[str, dict[str, object]]]:
    """Return the draft as it is."""
    found: dict[str, dict[str, dict[str, object]]] = MenuVersion.objects.get(state="draft").graph
    return found


@pytest.mark.feature("F165")
@pytest.mark.django_db
def test_the_drawing_says_where_callers_go_and_give_up(boss: Client) -> None:
    version = MenuVersion.objects.get(menu__code="main", state="published")
    Call.objects.bulk_create(
        Call(
            key=f"{number}", site=Site.objects.get(), direction="in", stage="over", menu_version=version,
            path=["hours", "hello", "who", "menu"], ended_by="caller", started_at=now() - timedelta(hours=1),
            ended_at=now(),
        )
        for number in range(17)
    )  # fmt: skip
    drawing = boss.get(reverse("callcenter:menu_map", args=["main"]), {"node": "menu"}).context["drawing"]

    went = {(one.arrow.source, one.arrow.target): one.went for one in drawing.arrows}
    assert (went["hours", "hello"], went["who", "menu"]) == (17, 17)
    assert {one.spot.name: one.gave_up for one in drawing.nodes if one.gave_up} == {"menu": 17}
    assert [one.spot.name for one in drawing.nodes if one.is_chosen] == ["menu"]
    trial = boss.get(reverse("callcenter:menu_trial", args=["main"]), {"keys": "yes.yes"}).context
    assert [one.spot.name for one in trial["drawing"].nodes if one.is_chosen] == [trial["state"].node]


@pytest.mark.django_db
def test_a_node_is_added_joined_parted_and_taken_out_from_the_drawing(boss: Client) -> None:
    join, part, drop = (reverse("callcenter:menu_join", args=["main", what]) for what in ("join", "part", "drop"))
    made = boss.post(join, {"node": "menu", "by": "*", "name": "gift", "kind": "say"})
    joined = boss.post(join, {"node": "gift", "by": "next", "to": "menu"})
    after = graph()["nodes"]
    parted = boss.post(part, {"node": "menu", "by": "*"})
    edges = graph()["nodes"]["menu"]["edges"]
    dropped = boss.post(drop, {"node": "gift"})

    assert [one.status_code for one in (made, joined, parted, dropped)] == [303] * 4
    assert after["menu"]["edges"] == {**MenuVersion.objects.get(
        menu__code="main", state="published").graph["nodes"]["menu"]["edges"], "*": "gift"}  # fmt: skip
    assert after["gift"] == {"kind": "say", "next": "menu"}
    assert "*" not in str(edges)
    assert "gift" not in graph()["nodes"]


@pytest.mark.django_db(transaction=True)
def test_nonsense_is_refused_and_makes_no_draft(boss: Client) -> None:
    for draft, fault in (
        (JoinDraft(name="hello", by="1", to="menu"), InvalidValue),
        (JoinDraft(name="menu", by="x", to="menu"), InvalidValue),
        (JoinDraft(name="menu", by="1", to="menu", kind="say"), InvalidValue),
        (JoinDraft(name="menu", by="1", to="new", kind="dance"), InvalidValue),
        (JoinDraft(name="menu", by="1", to="nowhere"), NotFound),
        (JoinDraft(name="nobody", by="next"), NotFound),
    ):
        with pytest.raises(fault):
            join_nodes(draft, menu="main", actor=BOSS, at=AT)
    refused = boss.post(reverse("callcenter:menu_join", args=["main", "join"]), {"node": "menu", "by": "*"})

    assert refused.status_code == 422
    assert not MenuVersion.objects.filter(state="draft").exists()
