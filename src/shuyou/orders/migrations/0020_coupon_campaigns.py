"""Coupons in campaigns: whom they go to, one code for all, who got none to compare, withdrawal."""

from typing import ClassVar

import django.contrib.postgres.functions
import django.db.models.deletion
import shuyou.kernel.uids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('members', '0031_named_files'),
        ('orders', '0019_editions'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='CouponLeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.AddField(
            model_name='coupon',
            name='block_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='coupon',
            name='blocked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='hold_out',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='is_made',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='made_up_to',
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='name',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='remind_days',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='segment',
            field=models.CharField(blank=True, db_default='', default='', max_length=60),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='shared_code',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='starts_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='stop_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='stopped_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='to',
            field=models.CharField(choices=[('anybody', 'Anybody who has a code'), ('segment', 'The readers of a segment'), ('numbers', 'Readers by their numbers')], db_default='anybody', default='anybody', max_length=8),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='uid',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=shuyou.kernel.uids.uuid7, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='couponbatch',
            name='wanted',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(('hold_out__lte', 50)), name='coupons_hold_out_half_at_most'),
        ),
        migrations.AddConstraint(
            model_name='couponbatch',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at', None), ('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='coupons_end_after_start'),
        ),
        migrations.AddField(
            model_name='couponleftout',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='left_out', to='orders.couponbatch'),
        ),
        migrations.AddField(
            model_name='couponleftout',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddConstraint(
            model_name='couponleftout',
            constraint=models.UniqueConstraint(fields=('batch', 'member'), name='left_out_once'),
        ),
    ]
