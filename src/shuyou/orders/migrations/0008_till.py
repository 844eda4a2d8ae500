"""Tills, their drawers and sales; sales to guests, who are nobody's."""

import django.db.models.deletion
import shuyou.kernel.uids
from django.conf import settings
from django.db import migrations, models

from shuyou.kernel import schema


# At the end of the transaction a sale's payments make up its total, to the cent.
PAID = """
    CREATE FUNCTION orders_sale_is_paid() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        posted bigint := coalesce(to_jsonb(NEW) ->> 'sale_id', to_jsonb(NEW) ->> 'order_id')::bigint;
    BEGIN
        IF (SELECT total FROM orders_sale WHERE order_id = posted) IS DISTINCT FROM
           (SELECT coalesce(sum(amount), 0) FROM orders_salepayment WHERE sale_id = posted) THEN
            RAISE EXCEPTION 'the payments of sale % do not make up its total', posted USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER orders_sale_is_paid AFTER INSERT ON orders_sale
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_sale_is_paid();
    CREATE CONSTRAINT TRIGGER orders_salepayment_is_due AFTER INSERT ON orders_salepayment
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_sale_is_paid();
"""
NOT_PAID = """
    DROP TRIGGER orders_salepayment_is_due ON orders_salepayment;
    DROP TRIGGER orders_sale_is_paid ON orders_sale;
    DROP FUNCTION orders_sale_is_paid();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_own_classes"),
        ("members", "0028_cards_told"),
        ("orders", "0007_returns_and_messages"),
        ("supply", "0012_carried_titles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawerMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("kind", models.CharField(choices=[("in", "Put in"), ("out", "Taken out")], max_length=3)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("change", "Small change"),
                            ("bank", "To the bank or the safe"),
                            ("refund", "Given back for a return"),
                            ("purchase", "Small purchase"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("moved_by", models.CharField(max_length=80)),
                ("moved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="HeldSale",
            fields=[
                (
                    "uid",
                    models.UUIDField(
                        default=shuyou.kernel.uids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("held_by", models.CharField(max_length=80)),
                ("lines", models.JSONField(default=list)),
                ("copies", models.PositiveIntegerField()),
                ("total", models.DecimalField(decimal_places=2, max_digits=12)),
                ("held_at", models.DateTimeField()),
                ("recalled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="QuickItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(blank=True, max_length=20)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sale",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("slip", models.CharField(blank=True, max_length=30)),
                ("total", models.DecimalField(decimal_places=2, max_digits=12)),
                ("given", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ("change", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ("points_earned", models.PositiveIntegerField(default=0)),
                ("is_offline", models.BooleanField(default=False)),
                ("sold_at", models.DateTimeField()),
                ("posted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SaleNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("price", "Sold at another price"),
                            ("stock", "More sold than the books had"),
                            ("member", "Card not known"),
                            ("stopped", "Orders of the member are stopped"),
                            ("barred", "Not for sale at the till"),
                            ("drawer", "Came after its drawer was closed"),
                            ("clock", "The till's clock is wrong"),
                        ],
                        max_length=8,
                    ),
                ),
                ("was", models.CharField(blank=True, max_length=40)),
                ("should", models.CharField(blank=True, max_length=40)),
                ("noted_at", models.DateTimeField()),
                ("settled_by", models.CharField(blank=True, max_length=80)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SalePayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "tender",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Card terminal"),
                            ("wechat", "WeChat Pay"),
                            ("alipay", "Alipay"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("reference", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="Till",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("most_off", models.DecimalField(decimal_places=4, max_digits=5)),
                ("most_differing", models.DecimalField(decimal_places=2, max_digits=8)),
                ("is_active", models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name="TillSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("counted", "Counted, differs"), ("closed", "Closed")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opening", models.DecimalField(decimal_places=2, max_digits=10)),
                ("pieces", models.JSONField(default=dict)),
                ("counted", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("expected", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=10)),
                ("z_number", models.PositiveIntegerField(null=True)),
                ("sums", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TillVoid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("copies", models.PositiveIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("voided_by", models.CharField(max_length=80)),
                ("voided_at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="order",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="members.member",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="payment",
            field=models.CharField(
                choices=[
                    ("remittance", "Postal remittance"),
                    ("cod", "Cash on delivery"),
                    ("cash", "Cash"),
                    ("online", "Online payment"),
                    ("account", "On account"),
                    ("till", "Paid at the till"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AlterField(
            model_name="promotionuse",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("member__isnull", False), ("channel", "till"), _connector="OR"),
                name="guests_buy_at_the_till",
            ),
        ),
        migrations.AddField(
            model_name="heldsale",
            name="store",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="held_sales", to="supply.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="quickitem",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"),
        ),
        migrations.AddField(
            model_name="quickitem",
            name="store",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quick_items",
                to="supply.warehouse",
            ),
        ),
        migrations.AddField(
            model_name="salenote",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"
            ),
        ),
        migrations.AddField(
            model_name="salenote",
            name="sale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="orders.sale"
            ),
        ),
        migrations.AddField(
            model_name="salepayment",
            name="sale",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="orders.sale"
            ),
        ),
        migrations.AddField(
            model_name="till",
            name="store",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tills", to="supply.warehouse"
            ),
        ),
        migrations.AddField(
            model_name="tillsession",
            name="clerk",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="till_sessions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tillsession",
            name="signed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tillsession",
            name="till",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="orders.till"
            ),
        ),
        migrations.AddField(
            model_name="sale",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sales", to="orders.tillsession"
            ),
        ),
        migrations.AddField(
            model_name="drawermove",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="orders.tillsession"
            ),
        ),
        migrations.AddField(
            model_name="tillvoid",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.item"),
        ),
        migrations.AddField(
            model_name="tillvoid",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="voids", to="orders.tillsession"
            ),
        ),
        migrations.AddConstraint(
            model_name="quickitem",
            constraint=models.UniqueConstraint(fields=("store", "item"), name="quick_item_once_per_store"),
        ),
        migrations.AddIndex(
            model_name="salenote",
            index=models.Index(condition=models.Q(("settled_at", None)), fields=["-id"], name="sale_notes_open"),
        ),
        migrations.AddConstraint(
            model_name="salepayment",
            constraint=models.UniqueConstraint(fields=("sale", "position"), name="payment_position_once"),
        ),
        migrations.AddConstraint(
            model_name="salepayment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="sale_payment_positive"),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_off__gte", 0), ("most_off__lte", 1)), name="till_takes_off_a_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="till",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_differing__gte", 0)), name="till_differs_by_an_amount"
            ),
        ),
        migrations.AddIndex(
            model_name="tillsession",
            index=models.Index(fields=["state", "-id"], name="drawers_by_state"),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("till",), name="one_open_drawer_per_till"
            ),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("clerk",), name="one_open_drawer_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.UniqueConstraint(fields=("till", "z_number"), name="z_number_once_per_till"),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed"), ("z_number__isnull", False)),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None), ("z_number", None)),
                    _connector="OR",
                ),
                name="closed_drawer_has_its_z",
            ),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by", None), models.Q(("signed_by", models.F("clerk")), _negated=True), _connector="OR"
                ),
                name="drawer_signed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="tillsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("opening__gte", 0)), name="drawer_begins_with_something_or_nothing"
            ),
        ),
        migrations.AddIndex(
            model_name="sale",
            index=models.Index(condition=models.Q(("slip", ""), _negated=True), fields=["slip"], name="sales_by_slip"),
        ),
        migrations.AddConstraint(
            model_name="sale",
            constraint=models.CheckConstraint(
                condition=models.Q(("change__gte", 0), ("change__lte", models.F("given"))),
                name="change_out_of_what_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawermove",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="drawer_move_positive"),
        ),
        schema.append_only("orders_drawermove"),
        schema.append_only("orders_sale"),
        schema.append_only("orders_salepayment"),
        schema.append_only("orders_tillvoid"),
        schema.keep_history("orders_till"),
        schema.keep_history("orders_tillsession"),
        schema.keep_history("orders_salenote"),
        migrations.RunSQL(PAID, NOT_PAID),
    ]
