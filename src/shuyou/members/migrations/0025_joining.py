"""Readers who ask to join by themselves wait for an answer; what they typed is kept no longer than that takes."""

from typing import ClassVar

from django.db import migrations, models

WAITING = models.Q(status="waiting")
SILENT = models.Q(name="", phone="", email="", guardian_name="", guardian_phone="", birth_date=None)
RULE = ("sign_up", 2, "个人信息保护法 19 / PIPL 19: who was not answered by then does not wait any more")


def add(apps, schema_editor):
    part, months, ground = RULE
    apps.get_model("members", "RetentionRule").objects.create(part=part, months=months, ground=ground)


def remove(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(part=RULE[0]).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0024_export_limits")]
    operations: ClassVar = [
        migrations.CreateModel(
            "SignUpRequest",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("request_key", models.CharField(max_length=40, unique=True)),
                ("via", models.CharField(choices=[("web", "Web"), ("kiosk", "Kiosk")], max_length=8)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("entered", "Entered"),
                            ("known", "A member already"),
                            ("dropped", "Not entered"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("birth_date", models.DateField(null=True)),
                ("guardian_name", models.CharField(blank=True, max_length=80)),
                ("guardian_phone", models.CharField(blank=True, max_length=20)),
                ("consents", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                (
                    "member",
                    models.ForeignKey(
                        null=True, on_delete=models.deletion.PROTECT, related_name="sign_ups", to="members.member"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=WAITING, fields=["id"], name="sign_ups_waiting")],
                "constraints": [
                    models.CheckConstraint(condition=WAITING | SILENT, name="answered_sign_ups_say_nothing")
                ],
            },
        ),
        migrations.RunPython(add, remove),
    ]
