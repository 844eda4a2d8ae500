"""The four kinds of cards a new club starts with; what a card came after, why it is frozen, and its story."""

from decimal import Decimal
from typing import ClassVar

from django.db import migrations, models

KINDS = (
    {
        "code": "ordinary", "rank": 1, "name_zh": "普通卡", "name_en": "Ordinary card",
        "benefits_zh": "会员价购书，消费积分", "benefits_en": "Books at the member's price, points on every purchase",
        "issue_spend": Decimal(100), "issue_fee": Decimal(5),
    },
    {
        "code": "student", "rank": 2, "name_zh": "学生卡", "name_en": "Student card",
        "benefits_zh": "凭学生证办理，每年续期", "benefits_en": "With a student card; renewed every year",
        "needs_proof": True, "valid_months": 12,
    },
    {
        "code": "senior", "rank": 3, "name_zh": "乐龄卡", "name_en": "Senior card",
        "benefits_zh": "六十岁以上读者", "benefits_en": "For readers of sixty and older",
        "minimum_age": 60,
    },
    {
        "code": "vip", "rank": 4, "name_zh": "贵宾卡", "name_en": "VIP card",
        "benefits_zh": "贵宾价购书，专人服务", "benefits_en": "Books at the VIP price, a helper of one's own",
        "issue_spend": Decimal(3000), "issue_fee": Decimal(200), "valid_months": 24,
    },
)


def add_kinds(apps, _schema):
    kind = apps.get_model("members", "CardKind")
    for terms in KINDS:
        kind.objects.create(**terms)


def remove_kinds(apps, _schema):
    apps.get_model("members", "CardKind").objects.filter(code__in=[terms["code"] for terms in KINDS]).delete()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0010_merging")]
    operations: ClassVar = [
        migrations.AddField("card", "note", models.CharField(blank=True, db_default="", default="", max_length=200)),
        migrations.AddField(
            "card",
            "replaces",
            models.ForeignKey(
                db_index=False, null=True, on_delete=models.deletion.PROTECT, related_name="successors", to="members.card"
            ),
        ),
        migrations.AddIndex("card", models.Index(fields=["kind", "status", "-id"], name="cards_by_kind")),
        migrations.AddIndex(
            "card",
            models.Index(fields=["partner", "-id"], condition=models.Q(partner__isnull=False), name="cards_of_partner"),
        ),
        migrations.AddIndex(
            "card",
            models.Index(
                fields=["expires_on", "id"],
                condition=models.Q(expires_on__isnull=False, status__in=["active", "frozen"]),
                name="cards_by_expiry",
            ),
        ),
        migrations.AddIndex(
            "card",
            models.Index(fields=["replaces"], condition=models.Q(replaces__isnull=False), name="cards_replaced"),
        ),
        migrations.RunSQL(
            "CREATE INDEX members_card_told ON kernel_event (((payload->>'card_id')::bigint), id) WHERE name IN ("
            "'members.card_issued', 'members.card_replaced', 'members.card_reported_lost', 'members.card_renewed',"
            " 'members.card_frozen', 'members.card_thawed', 'members.medium_added', 'members.medium_dropped')",
            "DROP INDEX members_card_told",
        ),
        migrations.RunPython(add_kinds, remove_kinds),
    ]
