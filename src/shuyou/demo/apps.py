"""How demo joins the house."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig


class DemoConfig(PackageConfig):
    """The package's place in the house."""

    name = "shuyou.demo"
    label = "demo"
    verbose_name = _("Sample club")
