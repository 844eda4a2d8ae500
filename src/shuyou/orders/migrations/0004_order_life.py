"""The life of orders: waves, parcels with what carriers say, holds, wishes, and copies that are still to come."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0008_search'),
        ('members', '0027_exports_of_people'),
        ('orders', '0003_spare_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('carrier', models.CharField(max_length=20)),
                ('created_by', models.CharField(max_length=80)),
                ('handed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OrderHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('address', 'The address is in doubt'), ('money', 'The money is in doubt'), ('reader', 'The reader asked to wait'), ('title', 'A title is in doubt'), ('other', 'Another reason')], max_length=10)),
                ('started_by', models.CharField(max_length=80)),
                ('started_at', models.DateTimeField()),
                ('lifted_by', models.CharField(blank=True, max_length=80)),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='OrderWish',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='wish', serialize=False, to='orders.order')),
                ('pickup_place', models.CharField(blank=True, max_length=20)),
                ('is_gift', models.BooleanField(default=False)),
                ('gift_message', models.CharField(blank=True, max_length=300)),
                ('ready_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=80, unique=True)),
                ('state', models.CharField(choices=[('packing', 'Being packed'), ('packed', 'Packed'), ('shipped', 'On its way'), ('delivered', 'Delivered'), ('lost', 'Lost')], default='packing', max_length=10)),
                ('carrier', models.CharField(blank=True, max_length=20)),
                ('waybill', models.CharField(blank=True, max_length=40)),
                ('begun_at', models.DateTimeField()),
                ('packed_at', models.DateTimeField(null=True)),
                ('shipped_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField()),
                ('scanned', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Switch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('value_first', 'Readers who buy much are served first when copies come')], max_length=20, unique=True)),
                ('is_on', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='TrackingEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('code', models.CharField(choices=[('accepted', 'Taken in by the carrier'), ('underway', 'On its way'), ('delivering', 'Out for delivery'), ('delivered', 'Delivered'), ('failed', 'Could not be delivered'), ('returned', 'On its way back'), ('lost', 'Lost')], max_length=12)),
                ('place', models.CharField(blank=True, max_length=80)),
                ('happened_at', models.DateTimeField()),
                ('told_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('created_by', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField()),
                ('picked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='order',
            name='closed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='holding',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='order',
            name='packed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='picking_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='order',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='orderline',
            name='waiting',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name='order',
            name='payment',
            field=models.CharField(choices=[('remittance', 'Postal remittance'), ('cod', 'Cash on delivery'), ('cash', 'Cash'), ('online', 'Online payment'), ('account', 'On account')], max_length=12),
        ),
        migrations.AlterField(
            model_name='order',
            name='state',
            field=models.CharField(choices=[('placed', 'Placed'), ('paid', 'Paid'), ('picking', 'Being picked'), ('picked', 'Picked'), ('packed', 'Packed'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='placed', max_length=10),
        ),
        migrations.AddIndex(
            model_name='orderline',
            index=models.Index(condition=models.Q(('waiting__gt', 0)), fields=['item', 'order'], name='lines_waiting'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('waiting__lte', models.F('quantity'))), name='line_waits_for_what_it_has'),
        ),
        migrations.AddField(
            model_name='orderhold',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='orders.order'),
        ),
        migrations.AddIndex(
            model_name='orderwish',
            index=models.Index(fields=['pickup_place', 'order'], name='wish_by_pickup'),
        ),
        migrations.AddField(
            model_name='shipment',
            name='manifest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.manifest'),
        ),
        migrations.AddField(
            model_name='shipment',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member'),
        ),
        migrations.AddField(
            model_name='shipment',
            name='order',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.order'),
        ),
        migrations.AddField(
            model_name='shipmentline',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipped', to='orders.orderline'),
        ),
        migrations.AddField(
            model_name='shipmentline',
            name='shipment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.shipment'),
        ),
        migrations.AddField(
            model_name='trackingevent',
            name='shipment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='orders.shipment'),
        ),
        migrations.AddIndex(
            model_name='wave',
            index=models.Index(condition=models.Q(('picked_at__isnull', True)), fields=['-id'], name='waves_open'),
        ),
        migrations.AddField(
            model_name='order',
            name='wave',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='orders', to='orders.wave'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('wave__isnull', False)), fields=['wave', 'id'], name='orders_of_wave'),
        ),
        migrations.AddConstraint(
            model_name='orderhold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('order',), name='one_open_hold_per_order'),
        ),
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(fields=['state', '-id'], name='shipment_by_state'),
        ),
        migrations.AddConstraint(
            model_name='shipment',
            constraint=models.UniqueConstraint(fields=('order', 'sequence'), name='shipment_sequence_once'),
        ),
        migrations.AddConstraint(
            model_name='shipment',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('carrier', ''), _negated=True), models.Q(('waybill', ''), _negated=True)), fields=('carrier', 'waybill'), name='waybill_once'),
        ),
        migrations.AddConstraint(
            model_name='shipmentline',
            constraint=models.UniqueConstraint(fields=('shipment', 'line'), name='line_once_per_shipment'),
        ),
        migrations.AddConstraint(
            model_name='shipmentline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0), ('scanned__lte', models.F('quantity'))), name='scanned_within_quantity'),
        ),
        migrations.AddConstraint(
            model_name='trackingevent',
            constraint=models.UniqueConstraint(fields=('shipment', 'key'), name='tracking_told_once'),
        ),
        schema.number_series("wave"),
        schema.number_series("manifest"),
        migrations.RunSQL(
            "DROP TRIGGER orders_order_keeps_history ON orders_order", schema.keep_history("orders_order").sql
        ),
        schema.keep_history("orders_order", ignoring=("version", "holding")),
        schema.keep_history("orders_orderline"),
        schema.keep_history("orders_shipment"),
        schema.keep_history("orders_switch"),
        schema.append_only("orders_trackingevent"),
    ]
