"""How api joins the house."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig


class ApiConfig(PackageConfig):
    """The package's place in the house."""

    name = "shuyou.api"
    label = "api"
    verbose_name = _("API")
