"""What the API shows on pages that show many packages: addresses that are told nothing any more."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.api import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import WorkList, WorkRow, WorkSource, registry


def _work(actor: Actor, at: datetime, limit: int) -> WorkList:
    """Return the webhooks that somebody has to look at."""
    failed = [row for row in queries.list_webhooks(actor=actor) if row.has_failed]
    rows = [
        WorkRow(
            key=f"webhook-{row.uid}", icon="triangle-alert", title=row.name,
            url=reverse("programs:webhook", args=[row.uid]),
            text=gettext("has taken nothing for days; nothing is sent there any more"),
        )
        for row in failed[:limit]
    ]  # fmt: skip
    return WorkList(rows=rows, total=len(failed))


registry.offer(
    WorkSource(kind="webhooks", label=_("Webhooks"), order=95, permission="api.manage_webhooks", load=_work),
)
