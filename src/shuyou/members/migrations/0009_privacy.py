"""Wordings of consent, times of keeping, and the way for personal data out of tables that refuse change."""

from typing import ClassVar

from django.db import migrations, models

from shuyou.kernel import schema

TEXTS = {
    "service": (
        "我同意贵店就我的订单、会员卡和积分与我联系。",
        "I agree that the shop contacts me about my orders, my card and my points.",
    ),
    "marketing": (
        "我同意贵店通过我选择的方式向我发送新书、优惠和活动信息。我可以随时撤回，撤回不影响购书。",
        (
            "I agree that the shop tells me about new titles, offers and events in the ways I choose. I may take this back"
            " at any time; it changes nothing about my orders."
        ),
    ),
    "profiling": (
        "我同意贵店根据我的购书记录向我推荐图书。不同意时，我看到的是不针对个人的推荐。",
        "I agree that the shop recommends books from what I bought. If I do not, I see what everybody sees.",
    ),
    "sharing": (
        "我同意贵店将我的姓名和联系方式提供给我另行确认的合作方，用于当时告知我的目的。",
        "I agree that the shop passes my name and contact on to the partner I confirm, for the purpose I was told then.",
    ),
}
RULES = (
    ("access", 36, "个人信息保护法 51、56 / PIPL 51, 56: proof of who saw what, three years"),
    ("inquiry", 24, "个人信息保护法 19 / PIPL 19: no longer than advice needs it"),
    ("touch", 36, "民法典 188 / Civil Code 188: claims lapse after three years"),
    ("note", 60, "个人信息保护法 19 / PIPL 19: no longer than service needs it"),
    ("paper", 60, "个人信息保护法 19 / PIPL 19: proof of membership and consent"),
    ("history", 60, "个人信息保护法 19 / PIPL 19: proof of correction"),
    ("draft", 3, "个人信息保护法 19 / PIPL 19: an order that was never placed"),
    ("destination", 36, "电子商务法 31 / E-commerce law 31: trade records, three years at least"),
)


def add(apps, schema_editor):
    text, rule = apps.get_model("members", "ConsentText"), apps.get_model("members", "RetentionRule")
    text.objects.bulk_create(
        text(purpose=purpose, version=version, text_zh=zh, text_en=en, valid_from="2000-01-01T00:00:00Z")
        for purpose, (zh, en) in TEXTS.items() for version in ("1",)
    )
    rule.objects.bulk_create(rule(part=part, months=months, ground=ground) for part, months, ground in RULES)


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:  # wordings refuse to go while they are in force
        cursor.execute("ALTER TABLE members_consenttext DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM members_consenttext WHERE version = '1' AND valid_from = '2000-01-01T00:00:00Z'")
        cursor.execute("ALTER TABLE members_consenttext ENABLE TRIGGER USER")
    apps.get_model("members", "RetentionRule").objects.filter(part__in=[rule[0] for rule in RULES]).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0008_lists"), ("kernel", "0004_erasure")]
    operations: ClassVar = [
        migrations.AlterField(
            "member",
            "status",
            models.CharField(choices=[("active", "Active"), ("lapsed", "Lapsed"), ("closed", "Closed"), ("merged", "Merged"), ("erased", "Erased")], default="active", max_length=10),
        ),
        migrations.AddIndex("personaldataaccess", models.Index(fields=["-at", "-id"], name="accesses_by_time")),
        migrations.AddIndex("personaldataaccess", models.Index(fields=["actor_kind", "actor_id", "-at", "-id"], name="accesses_of_actor")),
        migrations.AddConstraint(
            "privacyrequest",
            models.CheckConstraint(
                condition=models.Q(("kind", "erase"), ("status", "done"), _negated=True) | models.Q(("done_by", models.F("recorded_by")), _negated=True),
                name="nobody_erases_alone",
            ),
        ),
        migrations.AddConstraint(
            "privacyrequest",
            models.UniqueConstraint(condition=models.Q(("status", "open")), fields=("person", "kind"), name="asked_once_at_a_time"),
        ),
        schema.append_only_until_erased("members_consent"),
        schema.append_only_until_erased("members_preference"),
        migrations.RunSQL(
            "CREATE INDEX members_rows_gone ON kernel_rowchange"
            " ((coalesce(before->>'person_id', before->>'member_id')::bigint)) WHERE operation = 'D'",
            "DROP INDEX members_rows_gone",
        ),
        migrations.RunPython(add, remove),
    ]
