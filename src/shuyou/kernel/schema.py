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


def append_only_until_erased(table: str) -> RunSQL:
    """Make a table refuse UPDATE and DELETE, but for the erasure of personal data (see `shuyou.kernel.personal`)."""
    name = f"{table}_is_append_only"
    return RunSQL(
        f"DROP TRIGGER IF EXISTS {name} ON {table}; CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change('erasable')",
        f"DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change()",
    )


def let_owner_change(table: str, *columns: str, until_erased: bool = False) -> RunSQL:
    """Let columns of an append-only table that say whose a row is change, and nothing else (members are merged)."""
    name, known = f"{table}_is_append_only", ["erasable"] if until_erased else []

    def trigger(arguments: Sequence[str]) -> str:
        quoted = ", ".join(f"'{argument}'" for argument in arguments)
        return (
            f"DROP TRIGGER {name} ON {table}; CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change({quoted})"
        )

    return RunSQL(trigger([*known, *columns]), trigger(known))


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


_TRIGGER_FUNCTIONS = """
    CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;

    -- Keeps only the columns that changed, but for those named as arguments (the key comes first).
    -- The transaction id ties a change to the event of its use case.
    CREATE OR REPLACE FUNCTION kernel_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

TRIGGER_FUNCTIONS = RunSQL(
    _TRIGGER_FUNCTIONS, "DROP FUNCTION kernel_keep_history(); DROP FUNCTION kernel_refuse_change();"
)

ERASURE_FUNCTIONS = RunSQL(
    """
    -- The setting is the quick answer, the row is the proof: a setting alone opens nothing, and a row of an older
    -- transaction neither, even where ids of transactions begin anew in a restored database.
    CREATE FUNCTION kernel_is_erasing() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
        IF coalesce(current_setting('shuyou.erasing', true), '') <> 'on' THEN RETURN false; END IF;
        RETURN EXISTS (
            SELECT FROM kernel_erasure WHERE xid = pg_current_xact_id_if_assigned()
                AND recorded_at = transaction_timestamp());
    END $$;

    CREATE FUNCTION kernel_begin_erasure(ground text, people bigint[]) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    DECLARE made bigint;
    BEGIN
        INSERT INTO kernel_erasure (ground, people) VALUES (ground, people) RETURNING id INTO made;
        PERFORM set_config('shuyou.erasing', 'on', true);
        RETURN made;
    END $$;

    -- Ledgers name no argument: they refuse change even while somebody is erased.
    CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_NARGS > 0 AND TG_ARGV[0] = 'erasable' AND kernel_is_erasing() THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;

    -- Keeps only the columns that changed, but for those named as arguments (the key comes first).
    -- The transaction id ties a change to the event of its use case.
    CREATE OR REPLACE FUNCTION kernel_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        old_row jsonb := to_jsonb(OLD);
        new_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) END;
        was jsonb;
        is_now jsonb;
    BEGIN
        IF kernel_is_erasing() THEN RETURN NULL; END IF;
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
    _TRIGGER_FUNCTIONS + "DROP FUNCTION kernel_begin_erasure(text, bigint[]); DROP FUNCTION kernel_is_erasing();",
)

OWNER_FUNCTIONS = RunSQL(
    """
    -- Arguments: 'erasable', if personal data may be taken out, and the columns that say whose a row is.
    CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_NARGS > 0 AND TG_ARGV[0] = 'erasable' AND kernel_is_erasing() THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    """
    CREATE OR REPLACE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_NARGS > 0 AND TG_ARGV[0] = 'erasable' AND kernel_is_erasing() THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;
    """,
)
