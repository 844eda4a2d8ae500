"""What merchants of the alliance ask: by their own word, and without a network by the public key."""

from base64 import urlsafe_b64encode
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.loyalty.errors import MerchantUnknown
from shuyou.loyalty.queries.alliance import answer_label
from shuyou.loyalty.rules.passes import MARK
from shuyou.loyalty.services.alliance import check_entitlement, merchant_actor
from shuyou.loyalty.services.pass_keys import PublicKey, public_keys

MOST = 4096
"""Bytes of a question."""


@require_GET
def pass_key(request: HttpRequest) -> JsonResponse:
    """Tell the keys by which passes are verified without a network, as JSON Web Keys; the newest stands first."""
    keys = [_key(one) for one in public_keys()]
    return JsonResponse({**(keys[0] if keys else {}), "keys": keys})


def _key(key: PublicKey) -> dict[str, str]:
    coded = urlsafe_b64encode(key.public).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": coded, "kid": key.name, "mark": MARK}


@csrf_exempt
@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """Tell a merchant whether who shows a pass, or names a member number, is entitled."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        return JsonResponse({"code": "too_large"}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    code = request.POST.get("merchant", "")[:20]
    try:
        actor = merchant_actor(code, word=request.POST.get("word", "")[:60])
    except MerchantUnknown as refusal:
        return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=HTTPStatus.FORBIDDEN)
    told = check_entitlement(code, shown=request.POST.get("shown", "")[:700], actor=actor, at=clock.now())
    said = {"entitled": told.is_entitled, "answer": told.answer, "tier": told.tier}
    return JsonResponse({**said, "message": answer_label(told.answer)})
