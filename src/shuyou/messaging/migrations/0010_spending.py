"""What offers come to in a month is kept as a sum; nobody looks for keys by how they begin."""

from typing import ClassVar

from django.db import migrations, models

CHANNELS = [
    ("email", "E-mail"), ("sms", "SMS"), ("letter", "Letter"), ("phone", "Phone"), ("fax", "Fax"), ("app", "Inbox"),
    ("wechat", "WeChat"),
]  # fmt: skip
DROP = "DROP INDEX IF EXISTS messaging_message_key_8b83c641_like"
MAKE = "CREATE INDEX messaging_message_key_8b83c641_like ON messaging_message (key varchar_pattern_ops)"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("messaging", "0009_plans_of_mailings")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Spending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=CHANNELS, max_length=8, unique=True)),
                ("money", models.DecimalField(decimal_places=4, max_digits=14)),
                ("month", models.DateTimeField()),
                ("counted_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(DROP, MAKE),
    ]
