"""What comes back, prices that fell after the sale, and orders that come as words."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0027_exports_of_people'),
        ('orders', '0006_delivery'),
    ]

    operations = [
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('done', 'Settled'), ('refused', 'Refused')], default='asked', max_length=8)),
                ('right', models.CharField(choices=[('law', 'Within seven days'), ('goodwill', 'By goodwill')], max_length=8)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('done_at', models.DateTimeField(null=True)),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('kept_back', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('points_taken', models.PositiveIntegerField(default=0)),
                ('points_given', models.PositiveIntegerField(default=0)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='orders.order')),
            ],
        ),
        migrations.CreateModel(
            name='ReturnLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('reason', models.CharField(choices=[('mind', 'Changed their mind'), ('damaged', 'Came damaged'), ('wrong', 'The wrong title'), ('faulty', 'Faulty print or binding'), ('late', 'Came too late')], max_length=8)),
                ('condition', models.CharField(blank=True, choices=[('sound', 'As new'), ('damaged', 'Damaged')], max_length=8)),
                ('asked', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.return')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='orders.orderline')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(unique=True)),
                ('channel', models.CharField(choices=[('phone', 'Phone'), ('web', 'Web'), ('sms', 'SMS'), ('email', 'E-mail'), ('fax', 'Fax'), ('post', 'Post'), ('telesales', 'Telesales'), ('till', 'Till')], max_length=10)),
                ('key', models.CharField(max_length=80)),
                ('sender', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('unclear', 'To be read by somebody'), ('asked', "Waits for the reader's Y"), ('placed', 'Ordered'), ('dropped', 'Put aside')], max_length=8)),
                ('read', models.JSONField(default=list)),
                ('reply', models.CharField(blank=True, max_length=300)),
                ('order_number', models.CharField(blank=True, max_length=20)),
                ('done_by', models.CharField(blank=True, max_length=80)),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='message_by_state'), models.Index(fields=['sender', '-id'], name='message_of_sender')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'key'), name='message_taken_in_once')],
            },
        ),
        migrations.CreateModel(
            name='PriceClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10)),
                ('seen_at', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('claimed', 'To be checked'), ('paid', 'Paid'), ('refused', 'Refused')], default='claimed', max_length=8)),
                ('amount', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('asked_by', models.CharField(max_length=80)),
                ('asked_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(null=True)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='orders.orderline')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-id'], name='claim_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('line',), name='claim_once_per_line'), models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='claimed_price_positive')],
            },
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(fields=['state', '-id'], name='order_return_by_state'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', models.F('kept_back')), ('kept_back__gte', 0)), name='return_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.UniqueConstraint(fields=('asked', 'line'), name='line_once_per_return'),
        ),
        migrations.AddConstraint(
            model_name='returnline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='return_quantity_positive'),
        ),
        schema.number_series("return"),
        schema.keep_history("orders_return"),
        schema.keep_history("orders_priceclaim"),
    ]
