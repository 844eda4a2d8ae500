"""The sections that the shell itself offers."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import NavEntry, registry

registry.offer(
    NavEntry(
        key="home",
        label=_("Today"),
        icon="sun",
        url_name="console:home",
        order=0,
        permission="kernel.use_console",
        go_key="T",
    ),
    NavEntry(
        key="settings",
        label=_("Settings"),
        icon="settings-2",
        url_name="console:settings",
        order=900,
        permission="kernel.use_console",
        go_key="S",
        is_footer=True,
    ),
)
