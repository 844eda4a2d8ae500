"""Sound for browsers: whole, or the part they ask for, so that they can wind forward and back."""

from http import HTTPStatus
from typing import IO, Final

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

LARGEST_PART: Final = 4 << 20
"""The most bytes of one part; players ask for the next by themselves."""


def sound_answer(file: IO[bytes], *, size: int, wanted: str, name: str = "") -> HttpResponseBase:
    """Return sound; `wanted` is the header of the request, a name means that it is to be kept as a file."""
    part = part_of(wanted, size) if wanted else (0, size)
    if part is None:
        file.close()
        answer: HttpResponseBase = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer.headers["Content-Range"] = f"bytes */{size}"
    elif not wanted or part == (0, size):
        answer = FileResponse(file, as_attachment=bool(name), filename=name, content_type="audio/wav")
    else:
        start, end = part
        with file:
            file.seek(start)
            answer = HttpResponse(file.read(end - start), status=HTTPStatus.PARTIAL_CONTENT, content_type="audio/wav")
        answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def part_of(wanted: str, size: int) -> tuple[int, int] | None:
    """Return where a part begins and ends; the whole if the header is none we read, None if it lies outside."""
    unit, _sep, span = wanted.strip().partition("=")
    first, dash, last = span.partition("-")
    digits = [one for one in (first, last) if one]
    if unit != "bytes" or not dash or not digits or not all(one.isascii() and one.isdigit() for one in digits):
        return 0, size
    if not first:
        start, end = max(size - int(last[:18]), 0), size
    else:
        start, end = int(first[:18]), min(int(last[:18]) + 1, size) if last else size
        if last and end <= start < size:
            return 0, size
    if start >= size or not size or start >= end:
        return None
    return start, min(end, start + LARGEST_PART)
