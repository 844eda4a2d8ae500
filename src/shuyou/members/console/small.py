"""Small forms about one member: over the page with script, a page of their own without; what is refused stays typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, go_to, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries
from shuyou.members.console.forms import put_refusals
from shuyou.members.errors.privacy import PersonErased
from shuyou.members.models import Member
from shuyou.members.queries import MemberHead


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about which member, and when."""

    head: MemberHead
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Small[F: forms.Form]:
    """A small form: its heading, how it starts, and what it does, answering with what is said then."""

    title: str
    button: str
    make: Callable[[Mapping[str, str] | None, Asked], F]
    save: Callable[[F, Asked], str]
    template: str = "members/small.html"
    extra: Mapping[str, object] = field(default_factory=dict)


def answer[F: forms.Form](request: HttpRequest, number: str, small: Small[F]) -> HttpResponse:
    """Show a small form, or do what it says and go back to the member."""
    asked = asked_about(request, number)
    if request.method != "POST":
        return show(request, small, small.make(None, asked), asked)
    form = small.make(request.POST.dict(), asked)
    if not form.is_valid():
        return show(request, small, form, asked, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        said = small.save(form, asked)
    except NotFound:
        raise
    except DomainError as refusal:
        put_refusals(form, refusal)
        return show(request, small, form, asked, STATUS[refusal.kind])
    messages.success(request, said)
    return go_to(request, reverse("console:member", args=[number]))


def asked_about(request: HttpRequest, number: str, *, even_erased: bool = False) -> Asked:
    """
    Return who asks about the member with a number.

    :raises PersonErased: nothing can be done with them any more.
    """
    actor = actor_of(request)
    head = queries.member_head(number=number, actor=actor)
    if head.status == Member.Status.ERASED and not even_erased:
        raise PersonErased(number=head.number)
    return Asked(head, actor, clock.now())


def show[F: forms.Form](
    request: HttpRequest, small: Small[F], form: F, asked: Asked, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Draw a small form: the form alone over a page, or a page of its own."""
    seen = {"small": small, "form": form, "member": asked.head, "is_over": is_partial(request), **small.extra}
    template = f"{small.template}#form" if is_partial(request) else small.template
    return render(request, template, seen, status=status)
