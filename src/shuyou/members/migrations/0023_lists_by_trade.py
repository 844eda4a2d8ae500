"""Lists by what readers buy and by points, by surname in order of names, by who is nobody's yet; all without a scan."""

from datetime import date
from importlib import import_module
from typing import ClassVar

from django.db import migrations, models

ACTIVITY = import_module("shuyou.members.migrations.0012_lists_by_activity")
LIKES = import_module("shuyou.members.migrations.0021_lists_by_preference")

RELIST_BEFORE = ACTIVITY.LISTED.split("CREATE VIEW members_listed AS", 1)[0]
OWN = "by_name, by_number, joined_on, born_on, is_restricted, facets, activity, surname"
KEPT, NOW, SET = (
    ", ".join(form.format(name) for name in OWN.split(", ")) for form in ("l.{0}", "excluded.{0}", "{0} = excluded.{0}")
)

# What readers buy stands in the same row and is written by nobody here (see members.services.measure_members).
RELIST = f"""
    CREATE OR REPLACE FUNCTION members_relist(people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        -- Whoever lists the same people waits here, and then sees what the other one has committed.
        PERFORM FROM members_listing WHERE person_id = ANY (people) ORDER BY person_id FOR NO KEY UPDATE;
        DELETE FROM members_listing l WHERE l.person_id = ANY (people) AND NOT EXISTS (
            SELECT FROM members_member m JOIN members_person p ON p.id = m.person_id
             WHERE m.person_id = l.person_id AND m.status <> 'merged' AND p.erased_at IS NULL);
        INSERT INTO members_listing AS l (person_id, {OWN})
        SELECT s.* FROM unnest(people) u (person_id) JOIN members_listed s ON s.person_id = u.person_id
            ON CONFLICT (person_id) DO UPDATE SET {SET} WHERE ({KEPT}) IS DISTINCT FROM ({NOW});
    END $$;
"""  # noqa: S608 - constants


def replaced(view: str, *changes: tuple[str, str]) -> str:
    """Return a view with parts of it exchanged, each of which must be there once."""
    for old, new in changes:
        assert view.count(old) == 1, old
        view = view.replace(old, new)
    return view


# Whoever lacks something is found by a word of its own: an index finds no absent word.
VIEW = replaced(
    LIKES.VIEW,
    (
        "CASE WHEN EXISTS (SELECT FROM members_phone x WHERE x.person_id = p.id) THEN 'phone' END",
        "CASE WHEN EXISTS (SELECT FROM members_phone x WHERE x.person_id = p.id) THEN 'phone' ELSE '-phone' END",
    ),
    (
        "CASE WHEN EXISTS (SELECT FROM members_email x WHERE x.person_id = p.id) THEN 'email' END",
        "CASE WHEN EXISTS (SELECT FROM members_email x WHERE x.person_id = p.id) THEN 'email' ELSE '-email' END",
    ),
    ("THEN 'household' END])", ("THEN 'household' ELSE '-household' END,"
     " CASE WHEN p.is_restricted THEN 'restricted' END,"
     " CASE WHEN m.helper_id IS NULL THEN '-helper' ELSE 'helper' END, 'helper:' || m.helper_id,"
     " CASE WHEN NOT EXISTS (SELECT FROM members_institutioncontact x WHERE x.person_id = p.id AND x.until IS NULL)"
     " THEN '-institution' END])")),
    ("('choice', 'choices', 'flag', 'scale')", "('choice', 'choices', 'flag', 'scale', 'words')"),
    ("p.search_rank AS activity", "p.search_rank AS activity, left(p.name, 1)::varchar(1) AS surname"),
)  # fmt: skip

BEFORE = f"""
    DROP VIEW members_listed;
    {RELIST_BEFORE}
    CREATE VIEW members_listed AS {LIKES.VIEW}
"""

# Rows first and indexes after them: a million rows are listed in a minute or two instead of many.
ALL_ANEW = f"""
    DROP INDEX listing_by_name, listing_by_number, listing_by_joined, listing_by_activity, listing_facets;
    TRUNCATE members_listing;
    INSERT INTO members_listing (person_id, {OWN}) SELECT * FROM members_listed;
    CREATE INDEX listing_by_name ON members_listing (by_name, person_id);
    CREATE INDEX listing_by_number ON members_listing (by_number, person_id);
    CREATE INDEX listing_by_joined ON members_listing (joined_on, person_id);
    CREATE INDEX listing_by_activity ON members_listing (activity, person_id);
    CREATE INDEX listing_facets ON members_listing USING gin (facets);
"""  # noqa: S608 - constants


def index(name: str, *fields: str) -> migrations.AddIndex:
    return migrations.AddIndex(model_name="listing", index=models.Index(fields=[*fields, "person"], name=name))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0022_files_let_go")]
    operations: ClassVar = [
        migrations.RunSQL("DROP VIEW members_listed", migrations.RunSQL.noop),
        migrations.AddField("listing", "surname", models.CharField(db_default="", default="", max_length=1)),
        migrations.AddField("listing", "orders", models.IntegerField(db_default=0, default=0)),
        migrations.AddField(
            "listing", "spent", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=14)
        ),
        migrations.AddField(
            "listing", "year_spent", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=14)
        ),
        migrations.AddField(
            "listing",
            "bought_on",
            models.DateField(db_default=date(1900, 1, 1), default=date(1900, 1, 1)),
        ),
        migrations.AddField("listing", "points", models.IntegerField(db_default=0, default=0)),
        migrations.RunSQL(f"{RELIST} CREATE VIEW members_listed AS {VIEW}", BEFORE),
        migrations.RunSQL(ALL_ANEW, migrations.RunSQL.noop),
        index("listing_by_surname", "surname", "by_name"),
        index("listing_by_birth", "born_on"),
        index("listing_by_orders", "orders"),
        index("listing_by_spent", "spent"),
        index("listing_by_year_spent", "year_spent"),
        index("listing_by_bought", "bought_on"),
        index("listing_by_points", "points"),
    ]
