"""Special orders, limited editions with words to be sent, and what others ask for titles."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema

FOLLOWED = """
    INSERT INTO orders_specialorder (want_id, member_id, number, request_key, order_number, deposit, noted_by, noted_at,
                                     outcome, closed_at)
    SELECT w.id, w.member_id, w.number, gen_random_uuid(), '', 0, '', w.asked_at,
           CASE w.state WHEN 'done' THEN 'fetched' WHEN 'closed' THEN 'given_up' ELSE '' END,
           CASE WHEN w.state IN ('done', 'closed') THEN coalesce(w.closed_at, w.asked_at) END
      FROM supply_want w ORDER BY w.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_own_classes'),
        ('members', '0027_exports_of_people'),
        ('orders', '0008_till'),
        ('supply', '0011_bank_link'),
    ]

    operations = [
        migrations.CreateModel(
            name='PriceBasket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('price_list', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=6)),
                ('most_per_member', models.PositiveSmallIntegerField(default=1)),
                ('first_tier', models.CharField(max_length=20)),
                ('first_from', models.DateTimeField()),
                ('all_from', models.DateTimeField()),
                ('hold_hours', models.PositiveSmallIntegerField(default=48)),
                ('made_by', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='orders.release')),
            ],
        ),
        migrations.CreateModel(
            name='CopyReservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('held', 'Set aside'), ('claimed', 'Ordered'), ('lapsed', 'Not claimed in time'), ('given_up', 'Given up')], default='held', max_length=8)),
                ('reserved_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('order', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='release_copy', to='orders.order')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='orders.release')),
                ('copy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='orders.releasecopy')),
            ],
        ),
        migrations.CreateModel(
            name='ReleaseIntent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveIntegerField(default=0)),
                ('reasons', models.JSONField(default=dict)),
                ('noted_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='intents', to='orders.release')),
            ],
        ),
        migrations.CreateModel(
            name='RivalPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rival', models.CharField(max_length=40)),
                ('price', models.DecimalField(decimal_places=2, max_digits=10)),
                ('seen_on', models.DateField()),
                ('noted_by', models.CharField(max_length=80)),
                ('noted_at', models.DateTimeField()),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
        ),
        migrations.CreateModel(
            name='SpecialOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('request_key', models.UUIDField(unique=True)),
                ('order_number', models.CharField(blank=True, max_length=20)),
                ('deposit', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('task_id', models.BigIntegerField(null=True)),
                ('noted_by', models.CharField(max_length=80)),
                ('noted_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('ordered', 'Became an order'), ('fetched', 'Fetched'), ('lapsed', 'Not fetched in time'), ('given_up', 'Given up')], max_length=8)),
                ('closed_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('want', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supply.want')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=10)),
                ('sent_to', models.CharField(blank=True, max_length=120)),
                ('about', models.CharField(max_length=60)),
                ('text', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'To be sent'), ('sent', 'Sent'), ('dropped', 'Not sent')], default='waiting', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='notice_by_state')],
            },
        ),
        migrations.CreateModel(
            name='BasketTitle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('basket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='titles', to='orders.pricebasket')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('basket', 'item'), name='basket_title_once'), models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='basket_title_weighs')],
            },
        ),
        migrations.CreateModel(
            name='BasketDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('ours', models.DecimalField(decimal_places=2, max_digits=12)),
                ('theirs', models.DecimalField(decimal_places=2, max_digits=12)),
                ('compared', models.PositiveIntegerField()),
                ('dearer', models.PositiveIntegerField()),
                ('basket', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='orders.pricebasket')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('basket', 'day'), name='basket_day_once'), models.CheckConstraint(condition=models.Q(('theirs__gt', 0)), name='basket_day_compares')],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('all_from__gte', models.F('first_from'))), name='release_first_then_all'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('hold_hours__gt', 0), ('most_per_member__gt', 0)), name='release_gives_something'),
        ),
        migrations.AddConstraint(
            model_name='releasecopy',
            constraint=models.UniqueConstraint(fields=('release', 'number'), name='release_copy_once'),
        ),
        migrations.AddIndex(
            model_name='copyreservation',
            index=models.Index(condition=models.Q(('state', 'held')), fields=['until', 'id'], name='release_held_until'),
        ),
        migrations.AddIndex(
            model_name='copyreservation',
            index=models.Index(fields=['release', 'member'], name='release_of_member'),
        ),
        migrations.AddConstraint(
            model_name='copyreservation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('held', 'claimed'))), fields=('copy',), name='release_copy_for_one_reader'),
        ),
        migrations.AddConstraint(
            model_name='copyreservation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('order__isnull', False), ('state', 'claimed')), models.Q(('state', 'claimed'), _negated=True), _connector='OR'), name='release_claimed_by_order'),
        ),
        migrations.AddIndex(
            model_name='releaseintent',
            index=models.Index(fields=['release', '-score', 'id'], name='release_intent_by_score'),
        ),
        migrations.AddConstraint(
            model_name='releaseintent',
            constraint=models.UniqueConstraint(fields=('release', 'member'), name='release_intent_once'),
        ),
        migrations.AddConstraint(
            model_name='rivalprice',
            constraint=models.UniqueConstraint(fields=('item', 'rival', 'seen_on'), name='rival_price_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='rivalprice',
            constraint=models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='rival_price_positive'),
        ),
        migrations.AddIndex(
            model_name='specialorder',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['noted_at', 'id'], name='special_open'),
        ),
        migrations.AddIndex(
            model_name='specialorder',
            index=models.Index(fields=['outcome', '-id'], name='special_by_outcome'),
        ),
        migrations.AddConstraint(
            model_name='specialorder',
            constraint=models.CheckConstraint(condition=models.Q(('deposit__gte', 0)), name='special_deposit_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='specialorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='special_closed_with_outcome'),
        ),
        schema.number_series("release"),
        schema.keep_history("orders_specialorder"),
        schema.keep_history("orders_copyreservation"),
        migrations.RunSQL(FOLLOWED, migrations.RunSQL.noop),
    ]
