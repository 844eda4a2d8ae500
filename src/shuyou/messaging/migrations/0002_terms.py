"""What a new club starts with: its channels, a limit of offers, a sender; and what keeps its history."""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from shuyou.kernel import schema

CHANNELS: Final[Mapping[str, Mapping[str, str | int | None]]] = {
    "email": {"cost_each": "0.0020", "per_minute": 12_000},
    "sms": {"cost_each": "0.0450", "per_minute": 3_000, "quiet_from": "22:00", "quiet_until": "08:00"},
    "letter": {"cost_each": "1.8000", "per_minute": 100_000},
    "phone": {"cost_each": "0.6000", "per_minute": 600, "quiet_from": "20:30", "quiet_until": "09:00"},
    "fax": {"cost_each": "0.2000", "per_minute": 60},
    "app": {"cost_each": "0", "per_minute": 100_000},
}


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give a club its channels, a limit of offers and a sender."""
    setting, cap = apps.get_model("messaging", "ChannelSetting"), apps.get_model("messaging", "Cap")
    setting.objects.bulk_create(setting(channel=channel, **terms) for channel, terms in CHANNELS.items())
    cap.objects.create(purpose="marketing", channel="any", most=4, days=30)
    apps.get_model("messaging", "Sender").objects.create(
        pk=1, name_zh="书友书店", name_en="Shuyou Bookshop", contact="service@localhost", address="",
        site="http://localhost:8000",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messaging", "0001_initial"), ("kernel", "0004_erasure")]
    operations: ClassVar = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        schema.append_only_until_erased("messaging_deliveryevent"),
        schema.keep_history("messaging_channelsetting"),
        schema.keep_history("messaging_cap"),
        schema.keep_history("messaging_sender"),
        schema.keep_history("messaging_suppression"),
        schema.keep_history("messaging_template"),
    ]
