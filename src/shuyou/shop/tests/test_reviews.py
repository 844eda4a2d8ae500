"""Reviews: written by readers, read by staff first, answered, found helpful once; scripts in them are only words."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import Activity, PointsAccount
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.services import OrderDraft, Wanted, place_order
from shuyou.orders.tests.factories import CLERK, HOME, a_title
from shuyou.shop.models import Review, ReviewAnswer, ReviewVote
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F137")]
WORDS = "A quiet book about gardens; I read it twice."


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def reader(client: Client) -> Member:
    """A member who came in with this browser."""
    member = MemberFactory.create(person__name="林晚舟")
    come_in(client, an_account(member))
    return member


@pytest.fixture
def desk() -> Client:
    """A browser of somebody who reads reviews."""
    browser = Client(headers=ENGLISH)
    browser.force_login(staff_with(Role.MARKETER))
    return browser


def write(client: Client, item: Item, **said: str) -> int:
    """Send a review and return the status."""
    sent = {"stars": "4", "headline": "Gardens", "text": WORDS, **said}
    return client.post(f"/me/reviews/{item.uid}/", sent, headers=ENGLISH).status_code


def decide(desk: Client, review: Review, **sent: str) -> int:
    """Decide a review at the desk as it was read, and return the status."""
    url = f"/console/shop/reviews/{review.pk}/decide/"
    return desk.post(url, {"written_at": review.written_at.isoformat(), **sent}).status_code


def a_review(item: Item, **columns: Any) -> Review:
    """Return a review that everybody reads."""
    at = clock.now()
    known = {"stars": 5, "text": WORDS, "shown_as": "书虫", "is_bought": False, "state": "published", "decided_at": at}
    written_by = columns.pop("member", None) or MemberFactory.create()
    return Review.objects.create(item=item, member=written_by, written_at=at, **{**known, **columns})


def test_a_review_is_read_by_staff_before_everybody(client: Client, reader: Member, desk: Client) -> None:
    item = a_title(3)
    order = OrderDraft(
        member_id=reader.pk, wanted=(Wanted(item.pk, 1),), request_key=item.uid, channel="phone", payment="remittance",
        destination=HOME,
    )  # fmt: skip
    place_order(order, actor=CLERK, at=clock.now())

    assert write(client, item) == HTTPStatus.SEE_OTHER
    assert WORDS not in client.get(f"/book/{item.uid}/").content.decode()
    (review,) = Review.objects.all()
    assert decide(desk, review, do="publish") == HTTPStatus.SEE_OTHER

    page = Client().get(f"/book/{item.uid}/", headers=ENGLISH).content.decode()
    assert (WORDS in page, "bought it here" in page, "林晚舟" in page, "林**" in page) == (True, True, False, True)
    assert "Published" in client.get("/me/reviews/", headers=ENGLISH).content.decode()


def test_what_was_written_anew_waits_again_and_an_old_reading_decides_nothing(
    client: Client, reader: Member, desk: Client
) -> None:
    item = a_title(1)
    write(client, item)
    read = Review.objects.get()
    write(client, item, text="I have changed my mind about it.")

    assert decide(desk, read, do="publish") == HTTPStatus.CONFLICT
    assert Review.objects.get().state == "waiting"
    assert decide(desk, Review.objects.get(), do="refuse", reason="") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert decide(desk, Review.objects.get(), do="refuse", reason="Not about the book.") == HTTPStatus.SEE_OTHER
    assert "Not about the book." in client.get(f"/me/reviews/{item.uid}/", headers=ENGLISH).content.decode()


def test_a_script_in_a_review_is_only_words(client: Client, reader: Member) -> None:
    item = a_title(1)
    a_review(item, text="<script>alert(1)</script> and <img src=x onerror=alert(1)>", headline="<b>x</b>")

    page = client.get(f"/book/{item.uid}/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"text": "hm"}, "There are too few words."),
        ({"stars": "9"}, "is no number of stars"),
        ({"stars": "-1"}, "is no number of stars"),
    ],
)
def test_a_review_that_says_nothing_is_refused_and_kept_in_the_form(
    client: Client, reader: Member, said: dict[str, str], shown: str
) -> None:
    item = a_title(1)

    answer = client.post(
        f"/me/reviews/{item.uid}/", {"stars": "4", "text": WORDS, "headline": "My words", **said}, headers=ENGLISH
    )

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert shown in answer.content.decode()
    assert 'value="My words"' in answer.content.decode()
    assert not Review.objects.exists()


def test_nobody_writes_without_coming_in_and_only_staff_decide(client: Client) -> None:
    item = a_title(1)
    review = a_review(item, state="waiting", decided_at=None)
    clerk = Client()
    clerk.force_login(staff_with(Role.WAREHOUSE))

    assert "/me/sign-in/" in client.post(f"/me/reviews/{item.uid}/", {"stars": "4", "text": WORDS}).headers["Location"]
    assert decide(clerk, review, do="publish") == HTTPStatus.FORBIDDEN
    assert Review.objects.get().state == "waiting"


def test_helpful_counts_once_and_never_ones_own(client: Client, reader: Member) -> None:
    item = a_title(1)
    review, own = a_review(item), a_review(item, member=reader)
    url = f"/book/{item.uid}/reviews/answer/"

    for _again in range(2):
        client.post(url, {"review": str(review.pk), "helpful": "1"})
    refused = client.post(url, {"review": str(own.pk), "helpful": "1"}, headers=ENGLISH)

    review.refresh_from_db()
    assert (review.helpful, ReviewVote.objects.count(), refused.status_code) == (1, 1, HTTPStatus.CONFLICT)
    client.post(url, {"review": str(review.pk), "helpful": "0"})
    review.refresh_from_db()
    assert (review.helpful, ReviewVote.objects.count()) == (0, 0)


def test_answers_of_readers_wait_and_those_of_the_shop_stand_at_once(
    client: Client, reader: Member, desk: Client
) -> None:
    item = a_title(1)
    review = a_review(item)
    page = f"/book/{item.uid}/reviews/"

    client.post(f"{page}answer/", {"review": str(review.pk), "text": "Which edition was it?"})
    desk.post(f"/console/shop/reviews/{review.pk}/answer/", {"text": "The second, of 2025."})
    before = client.get(page, headers=ENGLISH).content.decode()
    asked = ReviewAnswer.objects.get(member=reader)
    desk.post(f"/console/shop/reviews/{review.pk}/answers/", {"answer": str(asked.pk), "do": "publish"})
    after = client.get(page, headers=ENGLISH).content.decode()

    assert ("The second, of 2025." in before, "Which edition was it?" in before) == (True, False)
    assert "Which edition was it?" in after


def test_a_review_taken_back_is_gone_with_its_answers(client: Client, reader: Member) -> None:
    item = a_title(1)
    ReviewAnswer.objects.create(
        review=a_review(item, member=reader), member=MemberFactory.create(), shown_as="x", text="Indeed.",
        written_at=clock.now(),
    )  # fmt: skip

    client.post(f"/me/reviews/{item.uid}/", {"do": "withdraw"})

    assert (Review.objects.count(), ReviewAnswer.objects.count()) == (0, 0)


def test_the_most_helpful_stands_first_and_pages_lose_none(client: Client) -> None:
    item = a_title(1)
    for helpful in range(23):
        a_review(item, helpful=helpful // 2, headline=f"no {helpful:02}")

    first = client.get(f"/book/{item.uid}/reviews/")
    second = client.get(f"/book/{item.uid}/reviews/", {"after": first.context["page"].next_after})
    seen = [row.headline for answer in (first, second) for row in answer.context["page"].rows]

    assert len(seen) == len(set(seen)) == 23
    assert seen[0] == "no 22"
    assert second.context["page"].next_after == 0


@pytest.mark.django_db(transaction=True)
def test_a_published_review_gives_the_points_of_its_activity_once(client: Client, reader: Member, desk: Client) -> None:
    today = clock.club_day(clock.now())
    Activity.objects.create(
        code="review", kind="review", name_zh="写书评", name_en="Reviews", points=30, valid_from=today,
        valid_to=today + timedelta(days=9),
    )  # fmt: skip
    item = a_title(1)
    for words in (WORDS, "Read once more, and still good."):
        write(client, item, text=words)
        decide(desk, Review.objects.get(), do="publish")
        deliver_all()

    assert PointsAccount.objects.get(pk=reader.pk).balance == 30
