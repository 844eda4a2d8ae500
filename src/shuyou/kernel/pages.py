"""What pages of staff share: a deed with its refusal in place, a form with its refusals below the fields."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuyou.kernel.doors import STATUS, go_to
from shuyou.kernel.errors import DomainError, Kind, problems_of

type Draw = Callable[[HttpRequest, DomainError | None], HttpResponse]


def put_refusals(form: forms.Form, refusal: DomainError) -> None:
    """Write a refusal below the fields it is about, or over the form."""
    for problem in problems_of(refusal):
        form.add_error(problem.at_field if problem.at_field in form.fields else None, str(problem))


def deed(request: HttpRequest, action: Callable[[], object], *, url: str, said: str, draw: Draw) -> HttpResponse:
    """Do something and go on, or draw the page again with why not."""
    try:
        action()
    except DomainError as refusal:
        if refusal.kind == Kind.FORBIDDEN:
            raise
        return draw(request, refusal)
    if said:
        messages.success(request, said)
    return go_to(request, url)


def saved(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], str],
    *,
    said: str,
    seen: Mapping[str, Any],
    template: str = "ui/form.html",
) -> HttpResponse:
    """Save what was typed and go to the address that comes of it, or show the form with what is wrong."""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                url = save()
            except DomainError as refusal:
                if refusal.kind == Kind.FORBIDDEN:
                    raise
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, said)
                return go_to(request, url)
    return render(request, template, {**seen, "form": form}, status=status)


def status_of(refusal: DomainError | None) -> HTTPStatus:
    """Return the status of a page that shows a refusal, or none."""
    return STATUS[refusal.kind] if refusal else HTTPStatus.OK
