"""Books that readers have made: their files, prices of printing, and jobs."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0030_questions'),
        ('orders', '0015_return_asked_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manuscript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.CharField(max_length=120)),
                ('file_name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=8)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('pages', models.PositiveIntegerField()),
                ('is_estimate', models.BooleanField()),
                ('added_by', models.CharField(max_length=80)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='PrintJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('request_key', models.UUIDField(unique=True)),
                ('title', models.CharField(max_length=120)),
                ('form', models.CharField(choices=[('paper', 'Printed book'), ('ebook', 'E-book')], max_length=6)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('quoted', 'Quoted'), ('accepted', 'Accepted'), ('proof', 'Proof with the reader'), ('passed', 'Proof passed'), ('printing', 'In print'), ('ready', 'Ready'), ('delivered', 'Delivered'), ('cancelled', 'Given up')], default='asked', max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('rights_at', models.DateTimeField()),
                ('paper', models.CharField(blank=True, max_length=20)),
                ('binding', models.CharField(blank=True, max_length=20)),
                ('colour', models.CharField(blank=True, max_length=20)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('copies', models.PositiveIntegerField(default=1)),
                ('steps', models.JSONField(default=list)),
                ('total', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('paid_total', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('quoted_at', models.DateTimeField(null=True)),
                ('quoted_until', models.DateField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('proof_note', models.CharField(blank=True, max_length=300)),
                ('printed_at', models.DateTimeField(null=True)),
                ('ready_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('delivery_note', models.CharField(blank=True, max_length=120)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.manuscript')),
                ('cover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.manuscript')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
        ),
        migrations.CreateModel(
            name='PrintPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('paper', 'Paper, by the page'), ('colour', 'Colour, by the page'), ('binding', 'Binding, by the copy'), ('setup', 'Setting up, by the job'), ('ebook', 'E-book, by the job'), ('step', 'Part of the price from so many copies on')], max_length=8)),
                ('code', models.SlugField(db_index=False, max_length=20)),
                ('name_zh', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=60)),
                ('amount', models.DecimalField(decimal_places=4, max_digits=10)),
                ('least', models.PositiveIntegerField(default=0)),
                ('most', models.PositiveIntegerField(null=True)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='print_price_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), models.Q(models.Q(('kind', 'step'), _negated=True), models.Q(('amount__gt', 0), ('amount__lte', 1), ('least__gte', 1)), _connector='OR')), name='print_price_makes_sense')],
            },
        ),
        migrations.AddConstraint(
            model_name='manuscript',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('member', 'digest'), name='manuscript_once_per_reader'),
        ),
        migrations.AddConstraint(
            model_name='manuscript',
            constraint=models.CheckConstraint(condition=models.Q(('pages__gt', 0)), name='manuscript_has_pages'),
        ),
        migrations.AddIndex(
            model_name='printjob',
            index=models.Index(condition=models.Q(('state__in', ['delivered', 'cancelled']), _negated=True), fields=['asked_at', 'id'], name='print_job_open'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1), ('copies__lte', 9999)), name='print_job_of_some_copies'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('paid_total__gte', 0), ('total__gte', 0)), name='print_job_money_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'cancelled']), models.Q(('quoted_at__isnull', False), ('total__gt', 0)), _connector='OR'), name='print_job_goes_on_with_a_quote'),
        ),
        migrations.AddConstraint(
            model_name='printjob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['printing', 'ready', 'delivered']), _negated=True), ('paid_total', models.F('total')), _connector='OR'), name='print_job_printed_is_paid'),
        ),
        schema.number_series("print_job"),
        schema.keep_history("orders_printjob"),
        schema.keep_history("orders_printprice"),
    ]
