"""Appointments at stations of shops, and offers of partners."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_own_classes'),
        ('members', '0027_exports_of_people'),
        ('orders', '0009_extras'),
        ('supply', '0011_bank_link'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True)),
                ('merchant', models.CharField(max_length=80)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('terms', models.CharField(blank=True, max_length=500)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('tiers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list)),
                ('most_per_member', models.PositiveSmallIntegerField(default=1)),
                ('most_uses', models.PositiveIntegerField(null=True)),
                ('uses', models.PositiveIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='partner_offer_ends_after_start'), models.CheckConstraint(condition=models.Q(('most_uses', None), ('uses__lte', models.F('most_uses')), _connector='OR'), name='partner_offer_within_its_uses')],
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('minutes', models.PositiveSmallIntegerField(default=60)),
                ('is_active', models.BooleanField(default=True)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='supply.warehouse')),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('trial', 'Trying an instrument'), ('tuning', 'Tuning an instrument')], max_length=8)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('done', 'Done'), ('missed', 'Did not come'), ('cancelled', 'Called off')], default='booked', max_length=10)),
                ('moves', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('is_accepted', models.BooleanField(null=True)),
                ('findings', models.CharField(blank=True, max_length=500)),
                ('signed_by', models.CharField(blank=True, max_length=80)),
                ('booked_by', models.CharField(max_length=80)),
                ('booked_at', models.DateTimeField()),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('done_at', models.DateTimeField(null=True)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('station', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='orders.station')),
            ],
        ),
        migrations.CreateModel(
            name='PartnerUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('used_by', models.CharField(max_length=80)),
                ('used_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('offer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='used', to='orders.partneroffer')),
            ],
            options={
                'indexes': [models.Index(fields=['offer', 'member'], name='partner_uses_of_member')],
            },
        ),
        migrations.AddConstraint(
            model_name='station',
            constraint=models.UniqueConstraint(fields=('place', 'name'), name='station_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='station',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 10), ('minutes__lte', 480)), name='station_turn_of_some_length'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['starts_at', 'id'], name='appointment_by_time'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'booked')), expressions=[(models.Func(models.F('station'), models.F('station'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange'), '&&')], name='one_reader_at_a_station'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'booked')), expressions=[(models.Func(models.F('member'), models.F('member'), models.Value('[]'), function='int8range'), '&&'), (models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange'), '&&')], name='a_reader_at_one_station'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_takes_time'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_accepted__isnull', False), ('state', 'done')), models.Q(('state', 'done'), _negated=True), _connector='OR'), name='appointment_done_is_judged'),
        ),
        schema.number_series("appointment"),
        schema.keep_history("orders_appointment"),
        schema.keep_history("orders_partneroffer"),
        schema.append_only("orders_partneruse"),
        schema.let_owner_change("orders_partneruse", "member_id"),
    ]
