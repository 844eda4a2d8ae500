"""Stored-value cards: terms within the law, bonuses, cards, and a ledger whose deeds add up to nothing."""

from decimal import Decimal
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import shuyou.kernel.uids
from shuyou.kernel import schema

PK = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
PROTECT = django.db.models.deletion.PROTECT


def money() -> "models.DecimalField[Decimal, Decimal]":
    """Return a column for an amount of money."""
    return models.DecimalField(decimal_places=2, max_digits=10)


def sum_of_money() -> "models.DecimalField[Decimal, Decimal]":
    """Return a column for a sum that begins with nothing."""
    return models.DecimalField(decimal_places=2, default=0, max_digits=10)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("loyalty", "0007_adjustment_limits"),
        ("members", "0027_exports_of_people"),
        ("kernel", "0005_owners"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="ValueTerms",
            fields=[
                PK,
                ("named_most", money()),
                ("bearer_most", money()),
                ("bearer_months", models.PositiveSmallIntegerField()),
                ("known_buyer_from", money()),
                ("transfer_from", money()),
                ("company_transfer_from", money()),
                ("refund_days", models.PositiveSmallIntegerField()),
                ("approve_above", money()),
                ("valid_from", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(named_most__lte=5000, bearer_most__lte=1000), name="terms_within_law"
                    ),
                    models.CheckConstraint(condition=Q(bearer_months__gte=36), name="bearer_cards_last_three_years"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ValueBonus",
            fields=[
                PK,
                ("name", models.CharField(max_length=60)),
                ("from_amount", money()),
                ("bonus", money()),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(from_amount__gt=0, bonus__gt=0), name="bonus_adds_something"),
                    models.CheckConstraint(
                        condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                        name="bonus_ends_after_it_begins",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="ValueCard",
            fields=[
                PK,
                ("uid", models.UUIDField(default=shuyou.kernel.uids.uuid7, editable=False, unique=True)),
                ("number", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[("named", "In a reader's name"), ("bearer", "For whoever brings it")], max_length=6
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "To be activated"), ("active", "Usable"), ("blocked", "Blocked"),
                            ("replaced", "Replaced by another"), ("closed", "Closed"),
                        ],
                        default="new", max_length=8,
                    ),
                ),
                ("principal", sum_of_money()),
                ("bonus", sum_of_money()),
                ("sold_at", models.DateTimeField()),
                ("expires_on", models.DateField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="value_cards", to="members.member"
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="value_cards_bought", to="members.member"
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="successor", to="loyalty.valuecard"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-id"], name="value_cards_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="value_card_number_once"),
                    models.CheckConstraint(condition=Q(principal__gte=0, bonus__gte=0), name="value_not_negative"),
                    models.CheckConstraint(
                        condition=Q(kind="named", holder__isnull=False, expires_on=None)
                        | Q(kind="bearer", expires_on__isnull=False),
                        name="named_cards_never_expire",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ValueDeed",
            fields=[
                PK,
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sold", "Sold"), ("loaded", "Topped up"), ("paid", "Paid with"),
                            ("returned", "Given back to the card"), ("refunded", "Given back in money"),
                            ("out", "Moved to another card"), ("in", "Came from another card"),
                            ("activated", "Activated"), ("blocked", "Blocked"), ("unblocked", "Let go on"),
                            ("extended", "Made good again"), ("handed", "Given to another reader"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", sum_of_money()),
                ("left", money()),
                ("source", models.CharField(blank=True, max_length=80)),
                ("tender", models.CharField(blank=True, max_length=12)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("done_by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="deeds", to="loyalty.valuecard"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["card", "-id"], name="deeds_of_card"),
                    models.Index(condition=~Q(source=""), fields=["source"], name="deeds_by_source"),
                ],
                "constraints": [models.CheckConstraint(condition=Q(left__gte=0), name="deed_leaves_no_debt")],
            },
        ),
        migrations.CreateModel(
            name="ValuePosting",
            fields=[
                PK,
                (
                    "account",
                    models.CharField(
                        choices=[
                            ("principal", "Owed to holders of cards"), ("bonus", "Bonus on cards"),
                            ("money", "Money"), ("sales", "Paid for goods"), ("promotion", "Cost of bonuses"),
                            ("breakage", "Kept back"), ("moved", "Between cards"),
                        ],
                        max_length=10,
                    ),
                ),
                ("amount", money()),
                (
                    "deed",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="postings", to="loyalty.valuedeed"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("deed", "account"), name="deed_posts_once_to_an_account"),
                    models.CheckConstraint(condition=~Q(amount=0), name="posting_moves_value"),
                ]
            },
        ),
        migrations.CreateModel(
            name="ValueUse",
            fields=[
                PK,
                ("source", models.CharField(max_length=80)),
                ("principal", money()),
                ("bonus", money()),
                ("principal_back", sum_of_money()),
                ("bonus_back", sum_of_money()),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="uses", to="loyalty.valuecard"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["source"], name="uses_by_source")],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "source"), name="use_once_per_source"),
                    models.CheckConstraint(
                        condition=Q(principal_back__gte=0, principal_back__lte=F("principal"))
                        & Q(bonus_back__gte=0, bonus_back__lte=F("bonus")),
                        name="value_back_within_what_was_paid",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO loyalty_valueterms (named_most, bearer_most, bearer_months, known_buyer_from, transfer_from,"
            " company_transfer_from, refund_days, approve_above, valid_from)"
            " VALUES (5000, 1000, 36, 10000, 50000, 5000, 7, 500, '2000-01-01T00:00:00Z')",
            "DELETE FROM loyalty_valueterms",
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION loyalty_deed_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF (SELECT sum(amount) FROM loyalty_valueposting WHERE deed_id = NEW.deed_id) <> 0 THEN
                    RAISE EXCEPTION 'the postings of deed % do not add up to nothing', NEW.deed_id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER loyalty_deed_adds_up AFTER INSERT ON loyalty_valueposting
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION loyalty_deed_adds_up();
            """,
            "DROP TRIGGER loyalty_deed_adds_up ON loyalty_valueposting; DROP FUNCTION loyalty_deed_adds_up();",
        ),
        schema.append_only("loyalty_valueterms"),
        schema.append_only("loyalty_valueposting"),
        schema.append_only("loyalty_valuedeed"),
        schema.append_only_until_erased("loyalty_valuedeed"),
        schema.number_series("value_card"),
    ]
