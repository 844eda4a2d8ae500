"""The whole of the API, version 1."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from shuyou.api.views import book, items, members, money, orders, preferences, supplier, webhooks
from shuyou.api.views.door import PROBLEM_SCHEMA
from shuyou.api.views.problems import answer

SECURITY: dict[str, Any] = {
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Scopes are permissions."}},
        "schemas": {"Problem": PROBLEM_SCHEMA},
    }
}


class Readable(JSONRenderer):
    """JSON in which Chinese is Chinese."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"ensure_ascii": False})


class Root(NinjaAPI):
    """The API, whose endpoints are called what their functions are called."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an endpoint for those who generate clients."""
        return str(operation.view_func.__name__)


api = Root(
    title="Shuyou 书友",
    version="1",
    description="Members, titles and orders of the club. Money is text with two places; times are RFC 3339.",
    docs_url=None,  # its page needs scripts from elsewhere, which our content security policy does not allow
    renderer=Readable(),
    urls_namespace="api",
    openapi_extra=SECURITY,
)


def _answer(request: HttpRequest, raised: Exception | type[Exception]) -> HttpResponse:
    assert isinstance(raised, Exception)
    return answer(request, raised)


for kind in (Exception, Http404, HttpError, ValidationError):  # the library has handlers of its own for these
    api.add_exception_handler(kind, _answer)
api.add_router("/members", members.router)
api.add_router("", preferences.router)
api.add_router("/items", items.router)
api.add_router("/orders", orders.router)
api.add_router("", book.router)
api.add_router("", money.router)
api.add_router("/supplier", supplier.router)
api.add_router("/webhooks", webhooks.router)
