"""How upset callers are told and brought to somebody who can calm them; absences; shifts by skill."""

from typing import Any, ClassVar

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import shuyou.kernel.uids
from shuyou.kernel import schema

SKILL = {"code": "difficult", "name_zh": "情绪安抚", "name_en": "Difficult conversations"}


def begin(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give agents something more to be good at, and the club the signs it goes by."""

    def model(name: str) -> Any:
        return apps.get_model("callcenter", name)

    skill, _is_new = model("Skill").objects.get_or_create(code=SKILL["code"], defaults=SKILL)
    model("MoodTerms").objects.create(pk=1, skill=skill)


def undo(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the row to its table, which goes next; nobody is good at it any more."""
    model = apps.get_model("callcenter", "Skill")
    apps.get_model("callcenter", "AgentSkill").objects.filter(skill__code=SKILL["code"]).delete()
    apps.get_model("callcenter", "MoodTerms").objects.all().delete()
    model.objects.filter(code=SKILL["code"]).delete()



class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('callcenter', '0010_wanted_calls'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='call',
            name='was_upset',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='shift',
            name='skill',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='callcenter.skill'),
        ),
        migrations.AddField(
            model_name='shiftplan',
            name='skills',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('leave', 'Leave'), ('illness', 'Illness'), ('training', 'Training'), ('other', 'Other')], default='leave', max_length=8)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('granted', 'Granted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='asked', max_length=9)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('answered_by', models.CharField(blank=True, max_length=80)),
                ('answered_at', models.DateTimeField(null=True)),
                ('agent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='callcenter.agent')),
            ],
            options={
                'indexes': [models.Index(fields=['agent', '-first_day'], name='absences_of_agent'), models.Index(fields=['last_day'], name='absences_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('granted', 'refused')), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='absence_answered_at_a_time'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ('asked', 'granted'))), expressions=[(models.Func(models.F('agent'), models.F('agent'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('first_day'), models.F('last_day'), models.Value('[]'), function='daterange'), '&&')], name='one_absence_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='MoodTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('complaint', models.PositiveSmallIntegerField(default=3)),
                ('low_score', models.PositiveSmallIntegerField(default=2)),
                ('in_vain', models.PositiveSmallIntegerField(default=1)),
                ('was_upset', models.PositiveSmallIntegerField(default=3)),
                ('from_points', models.PositiveSmallIntegerField(default=3)),
                ('days', models.PositiveSmallIntegerField(default=30)),
                ('level', models.PositiveSmallIntegerField(default=3)),
                ('waits', models.PositiveSmallIntegerField(default=20)),
                ('skill', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='callcenter.skill')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='terms_of_mood_once'), models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='mood_level_from_1_to_5'), models.CheckConstraint(condition=models.Q(('waits__lte', 120)), name='mood_waits_two_minutes'), models.CheckConstraint(condition=models.Q(('days__range', (1, 365))), name='mood_looks_back_a_year'), models.CheckConstraint(condition=models.Q(('from_points__gte', 1)), name='mood_needs_a_sign')],
            },
        ),
        *(schema.keep_history(f"callcenter_{one}") for one in ("absence", "moodterms")),
        migrations.RunPython(begin, undo),
    ]
