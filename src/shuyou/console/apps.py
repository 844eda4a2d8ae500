"""How console joins the house."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig


class ConsoleConfig(PackageConfig):
    """The package's place in the house."""

    name = "shuyou.console"
    label = "console"
    verbose_name = _("Console")
