"""Entering an item, correcting it, and what stands beside it: numbers, parts, copies, cover, history."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.catalog import queries, services
from shuyou.catalog.console.forms import (
    BatchForm,
    CopiesForm,
    CoverForm,
    ItemForm,
    NumberForm,
    PartsForm,
    put_refusals,
)
from shuyou.catalog.console.titles import number_in
from shuyou.catalog.queries import FIELD_NAMES, KeptItem
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError

HISTORY = 50


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter an item by hand."""
    actor = actor_of(request)
    actor.require("catalog.edit")
    kind = request.GET.get("kind", "book")
    form, status = ItemForm(request.POST or None, kind=kind, is_new=True), HTTPStatus.OK
    if request.method == "POST" and "look" not in request.POST:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                uid = services.add_item(form.told(), terms=form.terms(), actor=actor, at=clock.now())
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, gettext("The title is entered."))
                return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)
    return render(request, "catalog/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct an item."""
    actor = actor_of(request)
    actor.require("catalog.edit")
    kept = queries.kept_item(item_id=queries.item_id_of(uid=uid))
    if is_partial(request) and (before := number_in(request, "before")):
        return render(request, "catalog/edit.html#told", _history(kept, before, actor))
    if request.method != "POST":
        return _show(request, kept, actor, form=ItemForm.of(kept))
    form = ItemForm(request.POST, kind=kept.fields["kind"])
    if not form.is_valid():
        return _show(request, kept, actor, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        fields = services.edit_item(
            form.told(), item_id=kept.item_id, terms=form.terms(), seen=form.cleaned_data["seen"], actor=actor,
            at=clock.now(),
        )  # fmt: skip
    except DomainError as refusal:
        put_refusals(form, refusal)
        again = request.POST.copy()
        again["seen"] = str(kept.last_change)
        form.data = again
        return _show(request, kept, actor, form=form, status=STATUS[refusal.kind])
    messages.success(request, gettext("Saved.") if fields else gettext("Nothing was changed."))
    return HttpResponseRedirect(reverse("catalog:item", args=[uid]), status=HTTPStatus.SEE_OTHER)


def _show(
    request: HttpRequest,
    kept: KeptItem,
    actor: Actor,
    *,
    form: ItemForm | None = None,
    wrong: dict[str, forms.Form] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    beside = queries.item_beside(item_id=kept.item_id)
    parts = "\n".join(f"{part.item.isbn or part.item.item_id} {part.quantity}" for part in beside.parts)
    seen: dict[str, Any] = {
        "kept": kept,
        "form": form or ItemForm.of(kept),
        "beside": beside,
        "numbers": queries.item_numbers(item_id=kept.item_id),
        "number_form": NumberForm(),
        "batch_form": BatchForm(),
        "copies_form": CopiesForm(),
        "parts_form": PartsForm(initial={"parts": parts}),
        "cover_form": CoverForm(),
        "own_fields": [(name, FIELD_NAMES.get(name, name)) for name in kept.own_fields],
    }
    return render(request, "catalog/edit.html", seen | (wrong or {}) | _history(kept, 0, actor), status=status)


def _history(kept: KeptItem, before: int, actor: Actor) -> dict[str, Any]:
    rows = queries.item_changes(item_id=kept.item_id, before=before, actor=actor, limit=HISTORY + 1)
    older = rows[HISTORY - 1].change_id if len(rows) > HISTORY else 0
    return {"kept": kept, "changes": rows[:HISTORY], "next_before": older}


def _small(
    request: HttpRequest, uid: UUID, name: str, form: forms.Form, act: Callable[[int, Actor], object]
) -> HttpResponse:
    """Do one small thing with an item, and show its page again: changed, or with what is wrong."""
    actor = actor_of(request)
    actor.require("catalog.edit")
    kept = queries.kept_item(item_id=queries.item_id_of(uid=uid))
    if not form.is_valid():
        return _show(request, kept, actor, wrong={name: form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        act(kept.item_id, actor)
    except DomainError as refusal:
        put_refusals(form, refusal)
        return _show(request, kept, actor, wrong={name: form}, status=STATUS[refusal.kind])
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(f"{reverse('catalog:edit', args=[uid])}#beside", status=HTTPStatus.SEE_OTHER)


@require_POST
def number_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have an item go by another number."""
    form = NumberForm(request.POST)
    return _small(
        request, uid, "number_form", form,
        lambda item_id, actor: services.add_number(
            item_id=item_id, kind=form.cleaned_data.get("kind", "own"), value=form.cleaned_data.get("value", ""),
            beside=form.cleaned_data.get("beside", ""), actor=actor, at=clock.now(),
        ),
    )  # fmt: skip


@require_POST
def number_drop(request: HttpRequest, uid: UUID, number_id: int) -> HttpResponse:
    """Have an item go by a number no longer."""
    return _small(
        request, uid, "number_form", NumberForm({"kind": "own"}),
        lambda item_id, actor: services.drop_number(
            item_id=item_id, number_id=number_id, actor=actor, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
def batch_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note a batch."""
    form = BatchForm(request.POST)
    return _small(
        request, uid, "batch_form", form,
        lambda item_id, actor: services.note_batch(
            services.NewBatch(**form.cleaned_data), item_id=item_id, actor=actor, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
def copies_add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note numbered copies."""
    form = CopiesForm(request.POST)
    return _small(
        request, uid, "copies_form", form,
        lambda item_id, actor: services.note_copies(item_id=item_id, **form.cleaned_data, actor=actor, at=clock.now()),
    )  # fmt: skip


@require_POST
def strike_out(request: HttpRequest, uid: UUID, kind: str, row_id: int) -> HttpResponse:
    """Strike a batch or a numbered copy out."""
    return _small(
        request, uid, "batch_form", BatchForm({}),
        lambda item_id, actor: services.strike_out(
            item_id=item_id, kind=kind, row_id=row_id, actor=actor, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
def parts(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what a bundle is made of."""
    form = PartsForm(request.POST)
    return _small(
        request, uid, "parts_form", form,
        lambda item_id, actor: services.set_parts(
            item_id=item_id, parts=form.wanted(), actor=actor, at=clock.now()
        ),
    )  # fmt: skip


@require_POST
def cover_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep a picture as the cover, or take it away."""
    form = CoverForm(request.POST, request.FILES)
    file = request.FILES.get("file")

    def act(item_id: int, actor: Actor) -> None:
        if file is None or not file.size:
            services.remove_cover(item_id=item_id, actor=actor, at=clock.now())
        else:
            services.change_cover(
                item_id=item_id, content=file.read(), name=file.name or "", actor=actor, at=clock.now()
            )

    return _small(request, uid, "cover_form", form, act)


@require_POST
def release(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let files change a field again."""
    return _small(
        request, uid, "number_form", NumberForm({"kind": "own"}),
        lambda item_id, actor: services.release_fields(
            item_id=item_id, fields=request.POST.getlist("field"), actor=actor, at=clock.now()
        ),
    )  # fmt: skip
