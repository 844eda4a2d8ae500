"""The queue of people who may be there twice, among the sections of the console."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.registry import NavEntry, registry

registry.offer(
    NavEntry(
        key="pairs",
        label=_("There twice"),
        icon="copy",
        url_name="members:pairs",
        order=64,
        permission="members.decide_pairs",
    ),
)
