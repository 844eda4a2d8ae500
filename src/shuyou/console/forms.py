"""Forms of the shell: translate what was typed, judge nothing that a service judges."""

from django import forms
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.models import User
from shuyou.kernel.permissions import ROLE_NAMES, Role
from shuyou.kernel.services import Preferences, StaffDraft

LANGUAGES = [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]
"""Each language by its own name, so that whoever reads it finds it."""


class PreferencesForm(forms.Form):
    """How somebody likes their screen."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Light"), choices=User.Theme, widget=forms.RadioSelect(attrs={"data-theme-choice": ""})
    )
    density = forms.ChoiceField(label=_("Density"), choices=User.Density, widget=forms.RadioSelect)
    has_keys = forms.BooleanField(label=_("Single keys (J, K, / …) do something"), required=False)

    def preferences(self) -> Preferences:
        """Return what was chosen."""
        return Preferences(**self.cleaned_data)


class RolesField(forms.TypedMultipleChoiceField):
    """The hats somebody wears; at least one."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Roles"),
            choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
            coerce=Role,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose at least one role.")},
        )


class StaffForm(forms.Form):
    """Somebody's account, as an administrator changes it."""

    full_name = forms.CharField(label=_("Full name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    roles = RolesField()

    def roles_chosen(self) -> tuple[Role, ...]:
        """Return the chosen roles."""
        return tuple(self.cleaned_data["roles"])


class NewStaffForm(StaffForm):
    """A new account."""

    username = forms.CharField(label=_("User name"), max_length=60, validators=[UnicodeUsernameValidator()])
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    field_order = ("full_name", "username", "email", "language", "roles")

    def draft(self) -> StaffDraft:
        """Return what was typed."""
        return StaffDraft(
            username=self.cleaned_data["username"],
            full_name=self.cleaned_data["full_name"],
            email=self.cleaned_data["email"],
            roles=self.roles_chosen(),
            language=self.cleaned_data["language"],
        )
