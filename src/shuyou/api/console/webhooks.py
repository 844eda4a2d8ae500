"""Programs that are told what happens: entered, tried, stopped, and what they answered."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.api import queries, services, tasks
from shuyou.api.console.forms import WebhookForm
from shuyou.api.rules import REPLAY_SECONDS
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, go_to, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals


@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    """List every webhook."""
    return render(request, "api/webhooks.html", {"rows": queries.list_webhooks(actor=actor_of(request))})


@require_http_methods(["GET", "POST"])
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Have an address told what happens, and show its secret once."""
    actor = actor_of(request)
    actor.require("api.manage_webhooks")

    def save(form: WebhookForm) -> HttpResponse:
        made = services.add_webhook(form.draft(), actor=actor, at=clock.now())
        seen = {"made": made, "back": reverse("programs:webhook", args=[made.uid]), "seconds": REPLAY_SECONDS}
        return render(request, "api/secret.html", seen)

    title = gettext("New webhook")
    return _asked(request, WebhookForm(request.POST or None), save, title=title, back=reverse("programs:webhooks"))


@require_http_methods(["GET", "POST"])
def webhook_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have another address told, or of other things."""
    actor = actor_of(request)
    row, url = queries.webhook_row(uid=uid, actor=actor), reverse("programs:webhook", args=[uid])

    def save(form: WebhookForm) -> HttpResponse:
        services.change_webhook(form.draft(), uid=uid, actor=actor, at=clock.now())
        messages.success(request, gettext("Saved."))
        return go_to(request, url)

    known = {"name": row.name, "url": row.url, "events": list(row.events)}
    return _asked(request, WebhookForm(request.POST or None, initial=known), save, title=row.name, back=url)


@require_GET
def webhook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a webhook with what it was told and what it answered."""
    actor = actor_of(request)
    row = queries.webhook_row(uid=uid, actor=actor)
    start = id_in(request.GET.get("after", ""))
    page = queries.webhook_deliveries(uid=uid, after=start, actor=actor)
    return render(request, "api/webhook.html", {"row": row, "page": page})


@require_POST
def ping(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Try a webhook out."""
    services.ping_webhook(uid=uid, actor=actor_of(request), at=clock.now())
    tasks.defer_sending()
    return _back(request, uid, gettext("A trial is on its way; its answer stands below in a moment."))


@require_POST
def switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop sending, or go on."""
    is_on = request.POST.get("on") == "1"
    services.switch_webhook(uid=uid, is_on=is_on, actor=actor_of(request), at=clock.now())
    if is_on:
        tasks.defer_sending()
    return _back(request, uid, gettext("Sending goes on.") if is_on else gettext("Nothing is sent any more."))


@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Forget a webhook."""
    services.remove_webhook(uid=uid, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The webhook is gone."))
    return go_to(request, reverse("programs:webhooks"))


@require_POST
def resend(request: HttpRequest, uid: UUID, delivery: UUID) -> HttpResponse:
    """Send something once more."""
    services.resend_delivery(uid=delivery, actor=actor_of(request), at=clock.now())
    tasks.defer_sending()
    return _back(request, uid, gettext("It is sent once more."))


def _back(request: HttpRequest, uid: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return go_to(request, reverse("programs:webhook", args=[uid]))


def _asked(
    request: HttpRequest, form: WebhookForm, save: Callable[[WebhookForm], HttpResponse], *, title: str, back: str
) -> HttpResponse:
    """Save what was typed, or show the form with what is wrong."""
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return save(form)
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
    return render(request, "api/webhook_form.html", {"form": form, "title": title, "back": back}, status=status)
