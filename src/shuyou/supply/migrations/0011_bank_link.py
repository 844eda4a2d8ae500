"""Paying suppliers through the bank: accounts, payment orders, statements and what each of their lines is."""

import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):

    dependencies = [
        ("supply", "0010_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("account", models.CharField(max_length=34)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("closing", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("read_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="invoice",
            name="paid_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="supplier",
            name="bank_account",
            field=models.CharField(blank=True, db_default="", default="", max_length=34),
        ),
        migrations.AddField(
            model_name="supplier",
            name="bank_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.CreateModel(
            name="OwnAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("holder", models.CharField(max_length=120)),
                ("bank_code", models.CharField(max_length=20)),
                ("number", models.CharField(max_length=34)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_own_account")],
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("state", models.CharField(choices=[("draft", "Draft"), ("released", "With the bank"), ("settled", "Settled"), ("cancelled", "Cancelled")], default="draft", max_length=10)),
                ("pay_on", models.DateField()),
                ("holder", models.CharField(max_length=120)),
                ("bank_code", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=34)),
                ("created_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-id"], name="payment_run_by_state")],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("end_to_end", models.CharField(max_length=35, unique=True)),
                ("payee", models.CharField(max_length=120)),
                ("bank_code", models.CharField(max_length=20)),
                ("account", models.CharField(max_length=34)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("currency", models.CharField(max_length=3)),
                ("state", models.CharField(choices=[("waiting", "Not paid yet"), ("paid", "Paid"), ("differs", "Paid otherwise"), ("returned", "Came back"), ("cancelled", "Cancelled")], default="waiting", max_length=10)),
                ("paid", models.DecimalField(decimal_places=2, default=Decimal(0), max_digits=12)),
                ("paid_on", models.DateField(null=True)),
                ("invoice", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="supply.invoice")),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="supply.paymentrun")),
            ],
        ),
        migrations.CreateModel(
            name="BankEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=160, unique=True)),
                ("booked_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("currency", models.CharField(max_length=3)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("account", models.CharField(blank=True, max_length=34)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("verdict", models.CharField(choices=[("paid", "As ordered"), ("differs", "Another amount"), ("returned", "Came back"), ("unknown", "Belongs to no payment"), ("other", "Came in")], max_length=10)),
                ("statement", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="supply.bankstatement")),
                ("payment", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="supply.payment")),
            ],
            options={
                "indexes": [models.Index(fields=["verdict", "-id"], name="bank_entry_by_verdict")],
            },
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(condition=models.Q(("state__in", ("waiting", "differs"))), fields=["id"], name="payment_open"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(condition=models.Q(("state__in", ("waiting", "paid", "differs"))), fields=("invoice",), name="invoice_is_paid_once"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="something_is_paid"),
        ),
        schema.number_series("supplier_payment"),
        *(schema.keep_history(f"supply_{table}") for table in "ownaccount paymentrun payment".split()),
    ]
