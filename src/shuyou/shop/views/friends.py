"""Friends whom readers bring: the link they pass on, and who came by it."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError
from shuyou.loyalty.queries import activities
from shuyou.loyalty.services.referrals import name_referrer, referral_code
from shuyou.shop.queries import Reader, reader_actor
from shuyou.shop.views.door import for_readers, place_of

FRIEND: Final = "shuyou_friend"
KNOWN: Final = 7 * 24 * 3600
"""Seconds for which a browser remembers by whose link it came."""
_CODE: Final = re.compile(r"[0-9]{6,12}")


@require_http_methods(["GET", "POST"])
@for_readers
def friends(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what friends bring; make the link that a reader passes on."""
    at, link = clock.now(), ""
    if request.method == "POST":
        code = referral_code(member_id=reader.member_id, actor=reader.actor, at=at)
        link = request.build_absolute_uri(reverse("shop:friend", args=[code]))
    terms = activities.referral_terms(at=at, actor=reader.actor)
    return render(request, "shop/me/friends.html", {"reader": reader, "terms": terms, "link": link})


@require_GET
def friend(request: HttpRequest, code: str) -> HttpResponse:
    """Remember by whose link a browser came, and show the shop."""
    response = HttpResponseRedirect(reverse("shop:sign_in"))
    if _CODE.fullmatch(code):
        response.set_cookie(
            FRIEND, code, max_age=KNOWN, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response


def thank_friend(request: HttpRequest, response: HttpResponse, *, member_id: int) -> None:
    """Note who brought a reader who has just joined, if they came by a friend's link; one that is wrong counts not."""
    code = request.COOKIES.get(FRIEND, "")
    if not _CODE.fullmatch(code):
        return
    response.delete_cookie(FRIEND, samesite="Lax")
    try:
        name_referrer(
            friend_id=member_id, code=code, device=place_of(request), actor=reader_actor(member_id), at=clock.now()
        )
    except DomainError:
        return
