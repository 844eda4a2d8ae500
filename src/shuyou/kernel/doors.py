"""What pages and endpoints share: who is asking, and how refusals become answers."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from tempfile import TemporaryFile
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse

from shuyou.kernel.actor import MEMBER, STAFF, Actor
from shuyou.kernel.errors import InvalidValue, Kind
from shuyou.kernel.files.text import MEGABYTE
from shuyou.kernel.files.uploads import MARK
from shuyou.kernel.formulas import harmless
from shuyou.kernel.live import HANDED
from shuyou.kernel.models import User
from shuyou.kernel.uids import uuid7

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
}
"""The HTTP status of each kind of refusal."""

LONGEST_ID = 18
"""Digits from which on nothing is an id: one with fewer fits into the database in any case."""

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NOBODY = Actor(MEMBER, "", "web")


def actor_of(request: HttpRequest, via: str = "console") -> Actor:
    """Return who asks: a signed-in member of staff with roles, or a visitor who may do nothing here."""
    user = request.user
    if isinstance(user, User) and user.is_active and user.is_staff:
        return Actor(STAFF, str(user.pk), via, user.role_set)
    return NOBODY


def is_partial(request: HttpRequest) -> bool:
    """Tell whether the page's script asks for a fragment rather than a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def moment_in(text: str) -> datetime | None:
    """Return the moment that an address names, or None if it is no moment with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def oversize(request: HttpRequest) -> int:
    """Return how many megabytes were sent, if they were more than a page takes; else 0."""
    sent = int(request.META.get("CONTENT_LENGTH") or 0)
    return max(1, -(-sent // MEGABYTE)) if request.META.get(MARK) else 0


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser on to another page, whether it asked for a page or its script for a fragment."""
    if is_partial(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def csv_download(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Answer with a table as a file, sent while it is read; spreadsheets take it for UTF-8 and run nothing in it."""
    response = StreamingHttpResponse(_csv_lines([header], rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_file(path: Path, name: str) -> FileResponse:
    """Answer with a table that was kept as a file; browsers take it for nothing else."""
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def workbook_download(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> FileResponse:
    """Answer with a small table as a workbook: figures stay figures, and nothing runs in it."""
    from openpyxl import Workbook  # most pages never need it

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header, *rows):
        sheet.append([harmless(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK)


def _csv_lines(header: Iterable[Sequence[object]], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for source in (header, rows):
        for row in source:
            writer.writerow([harmless(cell) for cell in row])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


def key_in(request: HttpRequest) -> UUID:
    """
    Return the key of a form that was sent, which tells a repeat.

    :raises InvalidValue: there is none.
    """
    typed = request.POST.get("key", "")[:40]
    try:
        return UUID(typed)
    except ValueError as error:
        raise InvalidValue(label="key", value=typed, field="key") from error


def key_or_new(request: HttpRequest) -> UUID:
    """Return the key of a form that was sent; one that has none is a form by itself."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid7()


def id_in(text: str) -> int:
    """Return the id that an address or a form carries; 0 if it is none, or longer than any."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_ID else 0


def listening(topics: Iterable[str]) -> HttpResponse:
    """Answer a page that wants to hear of topics; where no web server can hand it over there is nothing to hear."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response.headers[HANDED] = json.dumps(sorted(topics))
    return response
