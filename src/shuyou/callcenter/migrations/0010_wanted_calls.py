"""Calls that readers ask for on a page; the first menu tells hours, speaks English on demand and takes spoken figures."""

from typing import Any, ClassVar, Final

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import shuyou.kernel.uids
from shuyou.kernel import schema

MENU_ZH: Final = (
    "订单与物流请按 1，换货退货请按 2，积分查询请按 3，汇款查询请按 4，荐书与新书请按 5，营业时间请按 6，英语服务请按 7，"
    "留言请按 8，由我们回电请按 9，人工服务请按 0。"
)
MENU_EN: Final = (
    "For orders and delivery press 1, for exchanges 2, for your points 3, for remittances 4, for books 5, for our hours 6, "
    "to leave a message 8, to be called back 9, for an agent 0."
)
MORE: Final[dict[str, Any]] = {
    "store_hours": {"kind": "lookup", "what": "store_hours", "next": "menu", "else": "menu"},
    "english": {
        "kind": "say", "language": "en", "next": "menu",
        "text": {"zh": "English, please.", "en": "We go on in English."},
    },
}  # fmt: skip


def first_menu(apps: Apps) -> Any:
    """Return the menu that a new club begins with, if nobody has changed it since; else nothing."""
    versions = list(apps.get_model("callcenter", "MenuVersion").objects.filter(menu__code="main"))
    return versions[0] if len(versions) == 1 and versions[0].made_by == "system:first_day" else None


def add_nodes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put hours and English into the first menu."""
    version = first_menu(apps)
    if version is None:
        return
    nodes = dict(version.graph["nodes"])
    menu = {**nodes["menu"], "hears": True, "text": {"zh": MENU_ZH, "en": MENU_EN}}
    menu["edges"] = {**menu["edges"], "6": "store_hours", "7": "english"}
    version.graph = {**version.graph, "nodes": {**nodes, **MORE, "menu": menu}}
    version.save(update_fields=["graph"])


def drop_nodes(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them out again."""
    version = first_menu(apps)
    if version is None or "english" not in version.graph["nodes"]:
        return
    nodes = {name: node for name, node in version.graph["nodes"].items() if name not in MORE}
    edges = {key: to for key, to in nodes["menu"]["edges"].items() if to not in MORE}
    nodes["menu"] = {**nodes["menu"], "edges": edges}
    version.graph = {**version.graph, "nodes": nodes}
    version.save(update_fields=["graph"])


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('callcenter', '0009_shift_plans_and_alerts'),
        ('members', '0032_proved_sign_ups'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='WantedCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('about', models.CharField(blank=True, max_length=400)),
                ('page', models.CharField(blank=True, max_length=200)),
                ('page_title', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('waiting', 'To be called'), ('called', 'Called'), ('dropped', 'Not wanted any more')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('call', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wanted', to='callcenter.call')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('queue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='callcenter.queue')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='calls_wanted'), models.Index(fields=['member', '-asked_at'], name='calls_wanted_by_member')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('member',), name='wanted_once_at_a_time')],
            },
        ),
        migrations.RunPython(add_nodes, drop_nodes),
        schema.keep_history("callcenter_wantedcall"),
    ]
