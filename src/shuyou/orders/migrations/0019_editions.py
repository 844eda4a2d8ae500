"""Catalogues with order forms, their titles, and the forms that came back."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_own_classes'),
        ('members', '0030_questions'),
        ('orders', '0018_refused_sales'),
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveSmallIntegerField(unique=True)),
                ('name_zh', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('draft', 'Being made up'), ('out', 'Sent out'), ('closed', 'Closed')], default='draft', max_length=8)),
                ('sent_out', models.PositiveIntegerField(default=0)),
                ('valid_to', models.DateField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lte', 999)), name='edition_serial_three_digits')],
            },
        ),
        migrations.CreateModel(
            name='EditionTitle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='titles', to='orders.catalogueedition')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('edition', 'position'), name='edition_number_once'), models.UniqueConstraint(fields=('edition', 'item'), name='edition_title_once'), models.CheckConstraint(condition=models.Q(('position__gte', 1), ('position__lte', 999)), name='edition_number_three_digits')],
            },
        ),
        migrations.CreateModel(
            name='FormTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('request_key', models.UUIDField(db_index=True)),
                ('copies', models.PositiveIntegerField()),
                ('taken_by', models.CharField(max_length=80)),
                ('taken_at', models.DateTimeField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='orders.catalogueedition')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('copies__gt', 0)), name='form_of_some_copies')],
            },
        ),
        schema.keep_history("orders_catalogueedition"),
    ]
