"""Points follow their lots when two members become one; undoing that pays lots back, by lines of a kind of their own."""

import django.db.models.deletion
from django.db import migrations, models

from shuyou.kernel import schema


class Migration(migrations.Migration):
    dependencies = [
        ("loyalty", "0004_expiry"),
        ("members", "0006_all_about_a_reader"),
        ("kernel", "0005_owners"),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="pointsentry", name="post_once_per_source"),
        migrations.RemoveConstraint(model_name="pointsentry", name="points_sign_fits_kind"),
        migrations.AddField(
            model_name="pointsentry",
            name="moved_by",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.merge"
            ),
        ),
        migrations.AlterField(
            model_name="pointsentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("EARN", "Earned"), ("REDEEM", "Spent"), ("RESTORE", "Given back"), ("EXPIRE", "Expired"),
                    ("MOVE_IN", "Paid back from another's lots"), ("MOVE_OUT", "Paid for another's lots"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="pointsentry",
            index=models.Index(condition=models.Q(("moved_by__isnull", False)), fields=["source"], name="entries_moved"),
        ),
        migrations.AddConstraint(
            model_name="pointsentry",
            constraint=models.UniqueConstraint(
                fields=("account", "kind", "source", "lot", "moved_by"), name="post_once_per_source", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="pointsentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["REDEEM", "EXPIRE", "MOVE_OUT"]), ("points__lt", 0)),
                    models.Q(("kind__in", ["EARN", "RESTORE", "MOVE_IN"]), ("points__gt", 0)),
                    _connector="OR",
                ),
                name="points_sign_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="pointsentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["MOVE_IN", "MOVE_OUT"]), ("moved_by__isnull", False)),
                    models.Q(
                        models.Q(("kind__in", ["MOVE_IN", "MOVE_OUT"]), _negated=True), ("moved_by", None)
                    ),
                    _connector="OR",
                ),
                name="merges_move_points",
            ),
        ),
        schema.let_owner_change("loyalty_pointsentry", "account_id"),
    ]
