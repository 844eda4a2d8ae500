"""Staff accounts, for administrators."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.console.forms import NewStaffForm, StaffForm
from shuyou.kernel import clock, queries, services
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.queries import StaffRow
from shuyou.kernel.services import NewPassword


@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """List every account."""
    return render(request, "console/staff/list.html", {"rows": queries.staff(actor=actor_of(request))})


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Give somebody an account and show its first password once."""
    actor = actor_of(request)
    actor.require("kernel.manage_staff")
    form = NewStaffForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                made = services.add_staff(form.draft(), actor=actor, at=clock.now())
            except DomainError as refusal:
                form.add_error(refusal.at_field or None, str(refusal))
            else:
                return _shown_once(request, made)
    return render(request, "console/staff/add.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change somebody's name, address and roles."""
    actor = actor_of(request)
    row = queries.staff_member(user_id=user_id, actor=actor)
    if request.method != "POST":
        known = {"full_name": row.full_name, "email": row.email, "roles": list(row.roles)}
        return _account(request, row, StaffForm(initial=known), HTTPStatus.OK)
    form, status = StaffForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            services.change_staff(
                user_id=user_id,
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
                roles=form.roles_chosen(),
                actor=actor,
                at=clock.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = STATUS[refusal.kind]
        else:
            messages.success(request, gettext("Saved."))
            return redirect("console:staff")
    return _account(request, row, form, status)


@require_POST
def close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let an account open nothing any more."""
    services.close_account(user_id=user_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The account is closed."))
    return redirect("console:staff")


@require_POST
def reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let a closed account work again."""
    services.open_account(user_id=user_id, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("The account is open again."))
    return redirect("console:staff")


@require_POST
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give somebody a new password, shown once, and switch off their second step."""
    made = services.reset_sign_in(user_id=user_id, actor=actor_of(request), at=clock.now())
    return _shown_once(request, made)


def _account(request: HttpRequest, row: StaffRow, form: StaffForm, status: HTTPStatus) -> HttpResponse:
    return render(request, "console/staff/change.html", {"row": row, "form": form}, status=status)


def _shown_once(request: HttpRequest, made: NewPassword) -> HttpResponse:
    # Never by a redirect: a password belongs neither into an address nor into the session.
    return render(request, "console/staff/password.html", {"made": made})
