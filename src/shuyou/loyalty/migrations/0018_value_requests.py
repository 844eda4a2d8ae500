"""Value that one asks for and another approves; what buyers of cards are told; waiting points are found by account."""

from typing import ClassVar, Final

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from shuyou.kernel import schema

PK: Final = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
PROTECT: Final = django.db.models.deletion.PROTECT
KINDS: Final = [("named", "In a reader's name"), ("bearer", "For whoever brings it")]
FIRST: Final = {
    "named": (
        (
            "一、本卡为记名预付卡，写明持卡人，可挂失、可转让；卡内金额不超过 5,000 元，长期有效。"
            "二、卡内金额只能在本店购买商品，不计利息。"
            "三、购卡或充值后七日内未使用的，可以无理由退回所付本金。"
            "四、此后因本店原因退卡，退还剩余本金；因您的意愿退卡，已用部分按原价（不享受赠送）计算后退还剩余本金。"
            "五、赠送金额不兑换现金；用卡购买的商品退货，款项退回原卡。"
            "六、余额和使用记录可随时查询，并可索取对账单；交易记录至少保存五年。"
            "七、本店停业或迁址，提前三十日告知，并退还余额。"
            "八、一次购卡满 10,000 元须登记购卡人；单位一次满 5,000 元、个人一次满 50,000 元须转账付款。"
        ),
        (
            "1. This prepaid card is in your name; if lost it is replaced, and it may be given on. It holds at most"
            " CNY 5,000 and never expires.\n"
            "2. It pays for goods in our shops only and bears no interest.\n"
            "3. Within seven days after money was loaded, and while none of it was used, what you paid is given back"
            " without any reason.\n"
            "4. Later what is left of your money is given back if the fault is ours; if it is your wish, what was used"
            " counts at its full price.\n"
            "5. What we added is not paid out; money for goods sent back goes back to the card.\n"
            "6. You may ask for the balance, the history and a statement at any time; records are kept five years or"
            " longer.\n"
            "7. Should we close or move, you are told thirty days before and get back what is left.\n"
            "8. Who buys for CNY 10,000 or more is put on record; companies from CNY 5,000 and persons from CNY 50,000 pay"
            " by bank transfer."
        ),
    ),
    "bearer": (
        (
            "一、本卡为不记名预付卡，认卡不认人，不挂失；卡内金额不超过 1,000 元，自售出或激活之日起三年有效，"
            "到期后可免费延期，余额不清零。"
            "二、卡内金额只能在本店购买商品，不计利息。"
            "三、购卡或充值后七日内未使用的，可以无理由退回所付本金。"
            "四、此后因本店原因退卡，退还剩余本金；因您的意愿退卡，已用部分按原价（不享受赠送）计算后退还剩余本金。"
            "五、赠送金额不兑换现金；用卡购买的商品退货，款项退回原卡，请妥善保管。"
            "六、凭卡可随时查询余额和使用记录，并可索取对账单；交易记录至少保存五年。"
            "七、本店停业或迁址，提前三十日告知，并退还余额。"
            "八、一次购卡满 10,000 元须登记购卡人；单位一次满 5,000 元、个人一次满 50,000 元须转账付款。"
        ),
        (
            "1. This prepaid card is in nobody’s name: whoever brings it pays with it, and a lost one is not replaced. It"
            " holds at most CNY 1,000 and is good for three years; then it is made good again for nothing, with all that"
            " is on it.\n"
            "2. It pays for goods in our shops only and bears no interest.\n"
            "3. Within seven days after money was loaded, and while none of it was used, what you paid is given back"
            " without any reason.\n"
            "4. Later what is left of your money is given back if the fault is ours; if it is your wish, what was used"
            " counts at its full price.\n"
            "5. What we added is not paid out; money for goods sent back goes back to the card, so keep it.\n"
            "6. With the card you may ask for its balance, its history and a statement at any time; records are kept five"
            " years or longer.\n"
            "7. Should we close or move, you are told thirty days before and get back what is left.\n"
            "8. Who buys for CNY 10,000 or more is put on record; companies from CNY 5,000 and persons from CNY 50,000 pay"
            " by bank transfer."
        ),
    ),
}


def _first() -> migrations.RunSQL:
    """Write down what buyers are told from the beginning."""
    rows = [(kind, zh.replace("。", "。\n").strip(), en) for kind, (zh, en) in FIRST.items()]
    insert = (
        "INSERT INTO loyalty_valuenotice (kind, version, text_zh, text_en, written_by, valid_from)"
        " VALUES (%s, 1, %s, %s, '', '2000-01-01T00:00:00Z')"
    )
    return migrations.RunSQL([(insert, row) for row in rows], migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("loyalty", "0017_clubs_and_alliance")]
    operations: ClassVar = [
        migrations.AddField("valuecard", "told", models.PositiveSmallIntegerField(null=True)),
        migrations.CreateModel(
            name="ValueNotice",
            fields=[
                PK,
                ("kind", models.CharField(choices=KINDS, max_length=6)),
                ("version", models.PositiveSmallIntegerField()),
                ("text_zh", models.CharField(max_length=2000)),
                ("text_en", models.CharField(max_length=2000)),
                ("written_by", models.CharField(blank=True, max_length=80)),
                ("valid_from", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "version"), name="value_notice_version_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="ValueRequest",
            fields=[
                PK,
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("back", "Give back in money"), ("move", "Move to another card"),
                            ("replace", "Replace by a new card"),
                        ],
                        max_length=8,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=10)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "To be approved"), ("done", "Approved"), ("refused", "Refused")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("asked_by", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="requests", to="loyalty.valuecard"
                    ),
                ),
                (
                    "to_card",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=PROTECT, related_name="+", to="loyalty.valuecard"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-id"], name="value_requests_by_state"),
                    models.Index(fields=["card", "-id"], name="value_requests_of_card"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state="asked"), fields=("card",), name="one_open_request_per_card"
                    ),
                    models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="another_decides_on_value"),
                    models.CheckConstraint(
                        condition=Q(kind="move", to_card__isnull=False) | (~Q(kind="move") & Q(to_card=None)),
                        name="a_move_names_its_card",
                    ),
                ],
            },
        ),
        migrations.RemoveIndex("pendingpoints", "pending_due"),
        migrations.AddIndex(
            "pendingpoints",
            models.Index(fields=["account", "due_on"], name="pending_of_accounts", condition=Q(released_at=None)),
        ),
        _first(),
        schema.append_only("loyalty_valuenotice"),
    ]  # fmt: skip
