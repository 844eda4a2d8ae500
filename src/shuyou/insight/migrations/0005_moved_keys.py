"""Rows that go to another reader when two are merged leave their old place in the lake."""

from django.db import migrations

MOVED = "loyalty_pointsaccount.member_id loyalty_tierstanding.member_id members_householdperson.person_id".split()
"""Tables of the lake whose key is whose the row is."""

NOTE = """
    CREATE FUNCTION insight_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO insight_gone (table_name, key) VALUES (TG_TABLE_NAME, (to_jsonb(OLD)->>TG_ARGV[0])::bigint);
        RETURN NULL;
    END $$
"""


def note_moved(table: str, key: str) -> migrations.RunSQL:
    """Have the database note which rows of a table change their key."""
    name = f"{table}_notes_moved"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER UPDATE OF {key} ON {table} FOR EACH ROW"
        f" WHEN (OLD.{key} IS DISTINCT FROM NEW.{key}) EXECUTE FUNCTION insight_note_moved('{key}')",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('insight', '0004_signals'),
    ]

    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION insight_note_moved()"),
        *(note_moved(*moved.split(".")) for moved in MOVED),
    ]
