"""Orders that go to suppliers by e-mail: where to, and the letter of each."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supply", "0009_corrections_index")]

    operations = [
        migrations.AddField(
            model_name="supplier",
            name="order_email",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.CreateModel(
            name="PurchaseLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.CharField(max_length=120)),
                ("state", models.CharField(choices=[("waiting", "Waiting to be sent"), ("sending", "Being sent"), ("sent", "Sent"), ("failed", "Not sent"), ("unclear", "Sent, but nobody knows whether it arrived")], default="waiting", max_length=8)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("order", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="letter", to="supply.purchaseorder")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state__in", ("waiting", "sending"))), fields=["next_at", "id"], name="letter_next")],
                "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("next_at__isnull", False), ("state__in", ("waiting", "sending"))), models.Q(("next_at", None), ("state__in", ("sent", "failed", "unclear"))), _connector="OR"), name="letter_is_tried_while_it_waits")],
            },
        ),
    ]
