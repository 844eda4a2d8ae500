"""The reader's door: who a browser belongs to, whose basket it carries, and where it may be sent on to."""

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Concatenate, Final
from urllib.parse import SplitResult, urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from shuyou.kernel import clock
from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.errors import NotFound
from shuyou.shop import queries, services
from shuyou.shop.queries import Reader
from shuyou.shop.services import BasketOwner, Door, digest_of_token

VISIT: Final = "shuyou_reader"
BASKET: Final = "shuyou_basket"
TRAIL: Final = "shuyou_trail"
STAY: Final = 30 * 24 * 3600
"""Seconds for which a browser is known."""

HOUSEHOLD_BITS: Final = 64
"""What of an IPv6 address is the same for everybody in one house, who may choose the rest at will."""

VISITOR: Final = Actor(SYSTEM, "shop", "web")
"""The shop itself, which lets readers in."""

_KEPT: Final = "_shuyou_reader"


def reader_of(request: HttpRequest) -> Reader | None:
    """Return the reader who came in with this browser; asked of the database once for each request."""
    if not hasattr(request, _KEPT):
        found = queries.reader_of_token(token=token_of(request), at=clock.now())
        setattr(request, _KEPT, found)
    reader: Reader | None = getattr(request, _KEPT)
    return reader


def token_of(request: HttpRequest) -> str:
    """Return the token of the browser's visit, or nothing."""
    return request.COOKIES.get(VISIT, "")[:100]


def brought(request: HttpRequest) -> Door:
    """Return what a browser brings to the door."""
    return Door(visit=token_of(request), basket=request.COOKIES.get(BASKET, "")[:100], trail=trail_token(request))


def trail_token(request: HttpRequest) -> str:
    """Return the token of what this browser looked at, or nothing: its reader has not allowed it."""
    return request.COOKIES.get(TRAIL, "")[:100]


def for_one[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let no cache keep the answer; what is not there, or is somebody else's, answers alike."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except NotFound as missing:
            raise Http404 from missing
        add_never_cache_headers(response)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return answer


def for_readers[**P](
    view: Callable[Concatenate[HttpRequest, Reader, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let only a reader who came in see a page; others are sent to the sign-in, and come back."""

    @for_one
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reader = reader_of(request)
        if reader is None:
            back = request.get_full_path() if request.method == "GET" else reverse("shop:me")
            return HttpResponseRedirect(f"{reverse('shop:sign_in')}?{urlencode({'next': back})}")
        return view(request, reader, *args, **kwargs)

    return answer


def from_here[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """
    Refuse a form that another site's page sent, by what browsers say of it.

    For forms on pages that are the same for everybody, and so carry no token of one browser.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        origin = request.headers.get("Origin", "")
        is_other = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
        if is_other or (origin and parted(origin).netloc != request.get_host()):
            return HttpResponse(status=HTTPStatus.FORBIDDEN)
        return view(request, *args, **kwargs)

    return answer


def parted(address: str) -> SplitResult:
    """Return the parts of an address that came from outside; one that is none has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def owner_of(request: HttpRequest) -> BasketOwner:
    """Return whose basket this browser sees: the reader's, else its own; without a token it has none yet."""
    reader = reader_of(request)
    if reader:
        return BasketOwner(account_id=reader.account_id)
    token = request.COOKIES.get(BASKET, "")[:100]
    return BasketOwner(digest=digest_of_token(token) if token else "")


def owner_or_new(request: HttpRequest) -> tuple[BasketOwner, str]:
    """Return whose basket something is put into, with the token that a browser gets which had none."""
    owner = owner_of(request)
    if owner.account_id or owner.digest:
        return owner, ""
    token = secrets.token_urlsafe(24)
    return BasketOwner(digest=digest_of_token(token)), token


def keep_cookie(response: HttpResponseBase, name: str, token: str) -> None:
    """Have the browser keep a token that no script reads and no other site sends."""
    response.set_cookie(name, token, max_age=STAY, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def let_in(entered: services.Entered, url: str) -> HttpResponse:
    """Send a reader who came in on to a page, with the token of their browser; its own basket is theirs now."""
    response = HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
    keep_cookie(response, VISIT, entered.token)
    response.delete_cookie(BASKET, samesite="Lax")
    return response


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Return where a reader wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else otherwise


def place_of(request: HttpRequest) -> str:
    """Return a word for the place of the net that somebody asks from; the address itself is not kept."""
    address = ip_address(get_adapter(request).get_client_ip(request).partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, HOUSEHOLD_BITS), strict=False).network_address
    return salted_hmac("shop.join", str(address), algorithm="sha256").hexdigest()[:32]
