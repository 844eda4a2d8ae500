"""What payments show on pages that show many packages."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import NavEntry, registry

registry.offer(
    NavEntry(
        key="payments",
        label=_("Money"),
        icon="wallet",
        url_name="payments:receipts",
        order=45,
        permission="payments.view",
        also=("orders:remittances",),
    ),
)
