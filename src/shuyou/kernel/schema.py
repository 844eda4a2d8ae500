"""Pieces of schema for migrations: ledgers that refuse change, rows that keep their history, number series."""

from collections.abc import Sequence

from django.db.migrations import RunSQL

from shuyou.kernel.numbers import BLOCK


def append_only(table: str) -> RunSQL:
    """Make a table refuse UPDATE and DELETE."""
    name = f"{table}_is_append_only"
    return RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )


def keep_history(table: str, *, key: str = "id", ignoring: Sequence[str] = ()) -> RunSQL:
    """Make a table keep what each UPDATE and DELETE changed, in `kernel_rowchange`, but for columns ignored."""
    name = f"{table}_keeps_history"
    arguments = ", ".join(f"'{column}'" for column in (key, *ignoring))
    return RunSQL(
        f"CREATE TRIGGER {name} AFTER UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION kernel_keep_history({arguments})",
        f"DROP TRIGGER {name} ON {table}",
    )


def number_series(series: str, *, start: int = 1) -> RunSQL:
    """Create the sequence behind a series of human numbers."""
    return RunSQL(
        f"CREATE SEQUENCE number_{series} AS bigint START {start} INCREMENT {BLOCK}",
        f"DROP SEQUENCE number_{series}",
    )


TRIGGER_FUNCTIONS = RunSQL(
    """
    CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;

    -- Keeps only the columns that changed, but for those named as arguments (the key comes first).
    -- The transaction id ties a change to the event of its use case.
    CREATE FUNCTION kernel_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        old_row jsonb := to_jsonb(OLD);
        new_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) END;
        was jsonb;
        is_now jsonb;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key)
              INTO was, is_now
              FROM jsonb_each(old_row) o WHERE o.key <> ALL (TG_ARGV) AND o.value IS DISTINCT FROM new_row -> o.key;
            IF was IS NULL THEN RETURN NULL; END IF;
        ELSE
            was := old_row;
        END IF;
        INSERT INTO kernel_rowchange (table_name, row_id, operation, before, after)
        VALUES (TG_TABLE_NAME, (old_row ->> TG_ARGV[0])::bigint, left(TG_OP, 1), was, is_now);
        RETURN NULL;
    END $$;
    """,
    "DROP FUNCTION kernel_keep_history(); DROP FUNCTION kernel_refuse_change();",
)
