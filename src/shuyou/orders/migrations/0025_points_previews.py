"""Earning rules replayed on past orders by a worker: what was asked, how far it is, what it came to."""

import django.db.models.deletion
import shuyou.kernel.uids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0015_partner_terms'),
        ('members', '0031_named_files'),
        ('orders', '0024_coupons_for_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='PointsPreview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ('version', models.PositiveSmallIntegerField()),
                ('terms', models.JSONField()),
                ('instead', models.JSONField(null=True)),
                ('since', models.DateTimeField()),
                ('months', models.PositiveSmallIntegerField()),
                ('points_per_yuan', models.DecimalField(decimal_places=4, max_digits=6)),
                ('point_value', models.DecimalField(decimal_places=4, max_digits=6)),
                ('lot_months', models.PositiveSmallIntegerField()),
                ('lapse_rate', models.DecimalField(decimal_places=4, default=0, max_digits=5)),
                ('people', models.PositiveIntegerField()),
                ('tried', models.PositiveIntegerField(default=0)),
                ('last_id', models.BigIntegerField(default=0)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('stopped_by', models.CharField(blank=True, max_length=80)),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.pointsrule')),
            ],
        ),
        migrations.CreateModel(
            name='PointsPreviewAward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.BigIntegerField()),
                ('instead', models.BigIntegerField()),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orders.order')),
                ('preview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='orders.pointspreview')),
            ],
        ),
        migrations.CreateModel(
            name='PointsPreviewShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('orders', models.PositiveIntegerField()),
                ('points', models.BigIntegerField()),
                ('preview', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='orders.pointspreview')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
            ],
        ),
        migrations.CreateModel(
            name='PointsPreviewTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('winners', models.PositiveIntegerField()),
                ('losers', models.PositiveIntegerField()),
                ('gained', models.BigIntegerField()),
                ('lost', models.BigIntegerField()),
                ('most', models.BigIntegerField()),
                ('preview', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tiers', to='orders.pointspreview')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.tier')),
            ],
        ),
        migrations.AddIndex(
            model_name='pointspreview',
            index=models.Index(fields=['rule', '-id'], name='previews_of_rule'),
        ),
        migrations.AddConstraint(
            model_name='pointspreview',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('stopped_at', None), _connector='OR'), name='preview_ended_or_stopped'),
        ),
        migrations.AddConstraint(
            model_name='pointspreviewshare',
            constraint=models.UniqueConstraint(fields=('preview', 'month', 'tier'), name='preview_share_once'),
        ),
        migrations.AddConstraint(
            model_name='pointspreviewtier',
            constraint=models.UniqueConstraint(fields=('preview', 'tier'), name='preview_tier_once'),
        ),
    ]
