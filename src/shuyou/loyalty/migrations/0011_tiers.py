"""Tiers as data: terms in versions, who stands where, grants, history, trials; the first terms are a draft."""

from typing import ClassVar

import django.db.models.deletion
import shuyou.kernel.uids
from shuyou.kernel import schema
from django.db import migrations, models
from django.db.models.functions import Now


def add_draft(apps, _schema):
    """Write what the tiers asked for so far as a version that somebody has to publish."""
    tiers = apps.get_model("members", "Tier").objects.order_by("rank")
    if not tiers.exists():
        return
    table = apps.get_model("loyalty", "TierTable").objects.create(
        number=1, keep_months=12, grace_days=30, lands_softly=True, written_by="system:setup", written_at=Now()
    )
    for tier in tiers:
        needs = [["spent", str(tier.yearly_spend), 12]] if tier.yearly_spend else []
        apps.get_model("loyalty", "TierTerms").objects.create(
            table=table, tier=tier, needs=needs, price_list=tier.price_list
        )


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('loyalty', '0010_earning_rules'),
        ('members', '0030_questions'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='TierTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(unique=True)),
                ('keep_months', models.PositiveSmallIntegerField()),
                ('grace_days', models.PositiveSmallIntegerField()),
                ('lands_softly', models.BooleanField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('written_by', models.CharField(max_length=80)),
                ('written_at', models.DateTimeField()),
                ('published_by', models.CharField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('published_at',), name='one_tier_table_is_written', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('keep_months__gte', 1)), name='tiers_are_kept_a_month')],
            },
        ),
        migrations.CreateModel(
            name='TierTrial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('people', models.PositiveIntegerField()),
                ('tried', models.PositiveIntegerField(default=0)),
                ('last_id', models.BigIntegerField(default=0)),
                ('begun_by', models.CharField(max_length=80)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='loyalty.tiertable')),
            ],
        ),
        migrations.CreateModel(
            name='TierChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('raised', 'Terms reached'), ('warned', 'Terms no longer met: time to make up for it'), ('lowered', 'Terms not met in time'), ('granted', 'Granted by staff'), ('grant_over', 'What was granted is over')], max_length=10)),
                ('table_number', models.PositiveSmallIntegerField(null=True)),
                ('figures', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('until', models.DateField(null=True)),
                ('done_by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tier_changes', to='members.member')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
                ('was', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
            ],
            options={
                'indexes': [models.Index(fields=['member', '-id'], name='tier_changes_of_member'), models.Index(fields=['why', '-id'], name='tier_changes_by_why')],
            },
        ),
        migrations.CreateModel(
            name='TierGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField()),
                ('reason', models.CharField(max_length=200)),
                ('granted_by', models.CharField(max_length=80)),
                ('granted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tier_grants', to='members.member')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['until'], name='tier_grants_to_end')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('member',), name='one_tier_grant_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='TierStanding',
            fields=[
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='tier_standing', serialize=False, to='members.member')),
                ('since', models.DateField()),
                ('keep_until', models.DateField(null=True)),
                ('grace_until', models.DateField(null=True)),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('grace_until', None), ('grace_until__gte', models.F('keep_until')), _connector='OR'), name='grace_after_keeping')],
            },
        ),
        migrations.CreateModel(
            name='TierTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needs', models.JSONField(default=list)),
                ('needs_all', models.BooleanField(default=True)),
                ('price_list', models.CharField(max_length=20)),
                ('multiplier', models.DecimalField(decimal_places=2, default=1, max_digits=4)),
                ('free_delivery_from', models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ('event_days', models.PositiveSmallIntegerField(default=0)),
                ('service', models.CharField(choices=[('ordinary', 'The line for everybody'), ('preferred', 'Answered before others'), ('personal', 'A person of their own')], default='ordinary', max_length=10)),
                ('table', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='loyalty.tiertable')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='members.tier')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'tier'), name='tier_once_per_table'), models.CheckConstraint(condition=models.Q(('multiplier__gte', 0), ('multiplier__lte', 10)), name='tier_multiplier_in_reason'), models.CheckConstraint(condition=models.Q(('free_delivery_from', None), ('free_delivery_from__gte', 0), _connector='OR'), name='tier_delivery_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='TierFlow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField()),
                ('spent', models.DecimalField(decimal_places=2, max_digits=14)),
                ('points_cost', models.DecimalField(decimal_places=2, max_digits=14)),
                ('price_cost', models.DecimalField(decimal_places=2, max_digits=14)),
                ('becomes', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
                ('was', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
                ('trial', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='flows', to='loyalty.tiertrial')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trial', 'was', 'becomes'), name='tier_flow_once')],
            },
        ),
        schema.append_only_until_erased("loyalty_tierchange"),
        schema.let_owner_change("loyalty_tierchange", "member_id", until_erased=True),
        migrations.RunPython(add_draft, migrations.RunPython.noop),
    ]
