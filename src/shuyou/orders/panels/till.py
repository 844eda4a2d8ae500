"""What tills show on pages that show many packages."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import NavEntry, registry

registry.offer(
    NavEntry(
        key="till",
        label=_("Till"),
        icon="store",
        url_name="orders:tills",
        order=35,
        permission="orders.sell",
        go_key="I",
    )
)
