"""How shop joins the house."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig


class ShopConfig(PackageConfig):
    """The package's place in the house."""

    name = "shuyou.shop"
    label = "shop"
    verbose_name = _("Shop")
