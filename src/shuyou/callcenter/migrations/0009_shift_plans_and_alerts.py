"""Plans of shifts, alerts with their limits, what reports count by, words for codes; limits to begin with."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from shuyou.kernel import schema

RULES = (("longest", 120), ("level", 70), ("ready", 1))


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give the floor limits to begin with, and reports what they count by."""

    def model(name: str) -> Any:
        return apps.get_model("callcenter", name)

    model("CenterTerms").objects.create(pk=1)
    for what, limit in RULES:
        model("AlertRule").objects.create(what=what, limit=limit)


def undo(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the rows to the tables, which go next."""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('callcenter', '0008_heard_and_answered'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='questioncard',
            name='code',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='callcenter.wrapcode'),
        ),
        migrations.AddField(
            model_name='wrapcode',
            name='script_en',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='wrapcode',
            name='script_zh',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('longest', 'Longest wait above so many seconds'), ('level', 'Service level below so many percent'), ('ready', 'Fewer agents ready than'), ('waiting', 'More callers waiting than'), ('lost', 'Hung up waiting above so many percent')], max_length=8)),
                ('limit', models.PositiveSmallIntegerField()),
                ('is_active', models.BooleanField(default=True)),
                ('queue', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alert_rules', to='callcenter.queue')),
            ],
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('figure', models.PositiveIntegerField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('seen_by', models.CharField(blank=True, db_default='', default='', max_length=80)),
                ('seen_at', models.DateTimeField(null=True)),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='callcenter.alertrule')),
            ],
        ),
        migrations.CreateModel(
            name='CenterTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('solved_days', models.PositiveSmallIntegerField(default=7)),
                ('late_minutes', models.PositiveSmallIntegerField(default=5)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='terms_of_the_center_once'), models.CheckConstraint(condition=models.Q(('solved_days__range', (1, 90))), name='solved_within_a_quarter')],
            },
        ),
        migrations.CreateModel(
            name='ShiftPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published')], default='draft', max_length=9)),
                ('terms', models.JSONField(default=dict)),
                ('needs', models.JSONField(default=list)),
                ('calls', models.JSONField(default=list)),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('published_at__isnull', False), _connector='OR'), name='plan_published_at_a_time'), models.CheckConstraint(condition=models.Q(('first_day__iso_week_day', 1)), name='plan_begins_on_a_monday')],
            },
        ),
        migrations.AddField(
            model_name='shift',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='callcenter.shiftplan'),
        ),
        migrations.AddConstraint(
            model_name='alertrule',
            constraint=models.UniqueConstraint(fields=('what', 'queue'), name='alert_rule_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='alertrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('what__in', ('level', 'lost')), _negated=True), ('limit__lte', 100), _connector='OR'), name='limit_of_percent'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(fields=['-began_at'], name='alerts_by_time'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('rule',), name='alert_of_rule_once'),
        ),
        *(schema.keep_history(f"callcenter_{one}") for one in ("shiftplan", "centerterms", "alertrule")),
        migrations.RunPython(begin, undo),
    ]
