"""Gift cards: bought for somebody, paid, sent by message; and those that a reader has bought."""

from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals
from shuyou.loyalty import queries as loyalty
from shuyou.payments import services as money
from shuyou.shop import queries, services
from shuyou.shop.forms import GiftForm
from shuyou.shop.queries import Reader
from shuyou.shop.services import GiftDraft
from shuyou.shop.views.checkout import providers
from shuyou.shop.views.door import VISITOR, for_readers
from shuyou.shop.views.payer import Payer
from shuyou.shop.views.paying import Matter, answer_paid_yet, draw_paying


@require_http_methods(["GET", "POST"])
@for_readers
def gifts(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Sell a card for somebody else, and show those that were bought before."""
    amounts = loyalty.gift_amounts(at=clock.now(), actor=VISITOR)
    notice = services.gift_notice(at=clock.now())
    if request.method != "POST":
        usual = [str(amount) for amount, _bonus in amounts[:2]]
        first = {"key": uuid4(), "giver": reader.called, "told": notice[0], "amount": usual[-1] if usual else ""}
        return _page(request, reader, GiftForm(initial=first, amounts=amounts), notice)
    form = GiftForm(request.POST, amounts=amounts)
    if form.is_valid():
        try:
            number = services.ask_for_gift(_draft(form), member_id=reader.member_id, actor=reader.actor, at=clock.now())
        except DomainError as refusal:
            put_refusals(form, refusal)
        else:
            return HttpResponseRedirect(reverse("shop:gift", args=[number]), status=HTTPStatus.SEE_OTHER)
    return _page(request, reader, form, notice, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _draft(form: GiftForm) -> GiftDraft:
    typed = form.cleaned_data
    return GiftDraft(
        request_key=typed["key"], amount=typed["amount"], contact=typed["contact"], giver=typed["giver"],
        greeting=typed["greeting"], told=typed["told"] or 0,
    )  # fmt: skip


def _page(
    request: HttpRequest, reader: Reader, form: GiftForm, notice: tuple[int, str, str], *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    _version, text_zh, text_en = notice
    seen = {
        "reader": reader, "form": form, "rows": queries.gifts_of(member_id=reader.member_id, actor=reader.actor),
        "notice": text_zh if (get_language() or "").startswith("zh") else text_en, "providers": providers(),
    }  # fmt: skip
    return render(request, "shop/me/gifts.html", seen, status=status)


@require_http_methods(["GET", "POST"])
@for_readers
def gift(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Show a card that was bought for somebody; ask for its money while it is not paid."""
    row = queries.gift_of(number=number, member_id=reader.member_id, actor=reader.actor)
    refusal: DomainError | None = None
    if request.method == "POST" and row.is_to_pay:
        wanted = request.POST.get("provider", "")
        draft = money.ChargeDraft(
            member_id=reader.member_id, provider=wanted if wanted in dict(providers()) else "wechat",
            source=f"gift:{number}", amount=row.amount, is_once=True,
            title=gettext("Gift card %(number)s") % {"number": number},
        )  # fmt: skip
        try:
            services.require_same_words(told=row.told, at=clock.now())
            made = money.ask_for_money(draft, actor=reader.actor, at=clock.now())
        except DomainError as why:
            refusal = why
        else:
            return HttpResponseRedirect(reverse("shop:gift_paying", args=[number, made]), status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    seen = {"reader": reader, "row": row, "providers": providers(), "refusal": refusal}
    return render(request, "shop/me/gift.html", seen, status=status)


@require_http_methods(["GET", "POST"])
@for_readers
def paying(request: HttpRequest, reader: Reader, number: str, charge: str) -> HttpResponse:
    """Show what a reader scans to pay for a card."""
    queries.gift_of(number=number, member_id=reader.member_id, actor=reader.actor)
    return draw_paying(request, Payer(reader), _matter(number, charge), charge)


@require_GET
@for_readers
def paid_yet(request: HttpRequest, reader: Reader, number: str, charge: str) -> HttpResponse:
    """Say whether the payment of a card is over."""
    queries.gift_of(number=number, member_id=reader.member_id, actor=reader.actor)
    return answer_paid_yet(Payer(reader), _matter(number, charge), charge)


def _matter(number: str, charge: str) -> Matter:
    page = reverse("shop:gift", args=[number])
    yet = reverse("shop:gift_paid_yet", args=[number, charge])
    return Matter(
        source=f"gift:{number}", number=number, pay_url=page, order_url=page, paid_url=page, yet_url=yet
    )  # fmt: skip
