-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);


CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);


CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);


CREATE FUNCTION public.catalog_facet(word text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtextextended((word COLLATE "C"), (0)::bigint);


CREATE FUNCTION public.catalog_grades(first smallint, last smallint) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE((((1 << (last + 1)) - (1 << (first)::integer)))::smallint, (0)::smallint);


CREATE FUNCTION public.catalog_list_items() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM catalog_titlelisting l USING old_rows o WHERE l.item_id = o.id;
        ELSE
            PERFORM catalog_relist((SELECT array_agg(id) FROM new_rows));
        END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.catalog_list_search() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            UPDATE catalog_titlelisting l SET by_title = left(n.initials, 40), rank = n.rank
              FROM new_rows n WHERE n.item_id = l.item_id;
        ELSE
            UPDATE catalog_titlelisting l SET by_title = left(n.initials, 40), rank = n.rank
              FROM new_rows n WHERE n.item_id = l.item_id AND (l.by_title, l.rank) <> (left(n.initials, 40), n.rank);
        END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.catalog_note_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        INSERT INTO catalog_pricechange (item_id, before, after) VALUES (NEW.id, OLD.list_price, NEW.list_price);
        RETURN NULL;
    END $$;


CREATE FUNCTION public.catalog_note_rate() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, after)
            VALUES (NEW.item_id, NEW.price_list_id, NEW.rate);
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, before)
            VALUES (OLD.item_id, OLD.price_list_id, OLD.rate);
        ELSIF OLD.rate IS DISTINCT FROM NEW.rate THEN
            INSERT INTO catalog_pricechange (item_id, price_list_id, before, after)
            VALUES (NEW.item_id, NEW.price_list_id, OLD.rate, NEW.rate);
        END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.catalog_relist(items bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        DELETE FROM catalog_titlelisting l WHERE l.item_id = ANY (items) AND NOT EXISTS (
            SELECT FROM catalog_item i WHERE i.id = l.item_id AND i.merged_into_id IS NULL);
        INSERT INTO catalog_titlelisting AS l (item_id, by_title, list_price, published, rank, facets)
        SELECT v.* FROM unnest(items) u (item_id) JOIN catalog_listed v ON v.item_id = u.item_id ORDER BY v.item_id
            ON CONFLICT (item_id) DO UPDATE
           SET by_title = excluded.by_title, list_price = excluded.list_price, published = excluded.published,
               rank = excluded.rank, facets = excluded.facets
         WHERE (l.by_title, l.list_price, l.published, l.rank, l.facets) IS DISTINCT FROM
               (excluded.by_title, excluded.list_price, excluded.published, excluded.rank, excluded.facets);
    END $$;


CREATE FUNCTION public.catalog_search_items() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        UPDATE catalog_titlesearch s
           SET publisher_id = n.publisher_id, category_id = n.category_id, kind = n.kind, status = n.status,
               price = n.list_price, grades = catalog_grades(n.grade_from, n.grade_to)
          FROM new_rows n WHERE s.item_id = n.id
           AND (s.publisher_id, s.category_id, s.kind, s.status, s.price, s.grades) IS DISTINCT FROM
               (n.publisher_id, n.category_id, n.kind, n.status, n.list_price,
                catalog_grades(n.grade_from, n.grade_to));
        RETURN NULL;
    END $$;


CREATE FUNCTION public.insight_note_gone() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        EXECUTE format('INSERT INTO insight_gone (table_name, key) SELECT %L, %I FROM gone', TG_TABLE_NAME, TG_ARGV[0]);
        RETURN NULL;
    END $$;


CREATE FUNCTION public.kernel_begin_erasure(ground text, people bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
    DECLARE made bigint;
    BEGIN
        INSERT INTO kernel_erasure (ground, people) VALUES (ground, people) RETURNING id INTO made;
        PERFORM set_config('shuyou.erasing', 'on', true);
        RETURN made;
    END $$;


CREATE FUNCTION public.kernel_is_erasing() RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
    BEGIN
        IF coalesce(current_setting('shuyou.erasing', true), '') <> 'on' THEN RETURN false; END IF;
        RETURN EXISTS (
            SELECT FROM kernel_erasure WHERE xid = pg_current_xact_id_if_assigned()
                AND recorded_at = transaction_timestamp());
    END $$;


CREATE FUNCTION public.kernel_keep_history() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


CREATE FUNCTION public.kernel_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    BEGIN
        IF TG_NARGS > 0 AND TG_ARGV[0] = 'erasable' AND kernel_is_erasing() THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        IF TG_OP = 'UPDATE' AND TG_NARGS > 0 AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;


CREATE FUNCTION public.loyalty_deed_adds_up() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
            BEGIN
                IF (SELECT sum(amount) FROM loyalty_valueposting WHERE deed_id = NEW.deed_id) <> 0 THEN
                    RAISE EXCEPTION 'the postings of deed % do not add up to nothing', NEW.deed_id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$;


CREATE FUNCTION public.members_address_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_card_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT member_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT member_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.member_id) INTO noted FROM (SELECT member_id FROM old_rows UNION SELECT member_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_consent_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_email_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_facet(word text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN hashtextextended((word COLLATE "C"), (0)::bigint);


CREATE FUNCTION public.members_householdperson_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_institutioncontact_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_member_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_person_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(n.id) INTO noted FROM new_rows n JOIN old_rows o ON o.id = n.id
             WHERE (n.name, n.pinyin, n.gender, n.birth_date, n.is_restricted, n.erased_at, n.search_rank)
                   IS DISTINCT FROM
                   (o.name, o.pinyin, o.gender, o.birth_date, o.is_restricted, o.erased_at, o.search_rank);
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_persontag_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_phone_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_preference_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM new_rows;
        ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO noted FROM old_rows;
        ELSE SELECT array_agg(DISTINCT u.person_id) INTO noted FROM (SELECT person_id FROM old_rows UNION SELECT person_id FROM new_rows) u;
        END IF;
        IF noted IS NOT NULL THEN INSERT INTO members_relisting (people) VALUES (noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.members_relist(people bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
    BEGIN
        -- Whoever lists the same people waits here, and then sees what the other one has committed.
        PERFORM FROM members_listing WHERE person_id = ANY (people) ORDER BY person_id FOR NO KEY UPDATE;
        DELETE FROM members_listing l WHERE l.person_id = ANY (people) AND NOT EXISTS (
            SELECT FROM members_member m JOIN members_person p ON p.id = m.person_id
             WHERE m.person_id = l.person_id AND m.status <> 'merged' AND p.erased_at IS NULL);
        INSERT INTO members_listing AS l (person_id, by_name, by_number, joined_on, born_on, is_restricted, facets, activity, surname)
        SELECT s.* FROM unnest(people) u (person_id) JOIN members_listed s ON s.person_id = u.person_id
            ON CONFLICT (person_id) DO UPDATE SET by_name = excluded.by_name, by_number = excluded.by_number, joined_on = excluded.joined_on, born_on = excluded.born_on, is_restricted = excluded.is_restricted, facets = excluded.facets, activity = excluded.activity, surname = excluded.surname WHERE (l.by_name, l.by_number, l.joined_on, l.born_on, l.is_restricted, l.facets, l.activity, l.surname) IS DISTINCT FROM (excluded.by_name, excluded.by_number, excluded.joined_on, excluded.born_on, excluded.is_restricted, excluded.facets, excluded.activity, excluded.surname);
    END $$;


CREATE FUNCTION public.members_relist_noted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE noted bigint[];
    BEGIN
        WITH gone AS (DELETE FROM members_relisting WHERE id >= NEW.id RETURNING people)
        SELECT array_agg(DISTINCT p) INTO noted FROM gone, unnest(gone.people) p;
        IF noted IS NOT NULL THEN PERFORM members_relist(noted); END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.orders_sale_is_paid() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        posted bigint := coalesce(to_jsonb(NEW) ->> 'sale_id', to_jsonb(NEW) ->> 'order_id')::bigint;
    BEGIN
        IF (SELECT total FROM orders_sale WHERE order_id = posted) IS DISTINCT FROM
           (SELECT coalesce(sum(amount), 0) FROM orders_salepayment WHERE sale_id = posted) THEN
            RAISE EXCEPTION 'the payments of sale % do not make up its total', posted USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$;


CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;


CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);


CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;


CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;


CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;


CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;


CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;


CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);


ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE UNLOGGED TABLE public.api_callcount (
    token_id bigint NOT NULL,
    minute timestamp with time zone NOT NULL,
    calls integer NOT NULL,
    CONSTRAINT api_callcount_calls_check CHECK ((calls >= 0))
);


CREATE TABLE public.api_token (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(80) NOT NULL,
    prefix character varying(12) NOT NULL,
    digest bytea NOT NULL,
    scopes character varying(60)[] NOT NULL,
    calls_per_minute integer NOT NULL,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    store_id bigint,
    CONSTRAINT api_token_calls_per_minute_check CHECK ((calls_per_minute >= 0))
);


ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.api_webhook (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(80) NOT NULL,
    url character varying(500) NOT NULL,
    events character varying(80)[] NOT NULL,
    secret character varying(200) NOT NULL,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    stopped_at timestamp with time zone,
    has_failed boolean NOT NULL,
    rests_until timestamp with time zone
);


ALTER TABLE public.api_webhook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_webhook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.api_webhookdelivery (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    event_id bigint,
    name character varying(80) NOT NULL,
    body text NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    tries jsonb NOT NULL,
    next_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    webhook_id bigint NOT NULL,
    CONSTRAINT api_webhookdelivery_attempts_check CHECK ((attempts >= 0))
);


ALTER TABLE public.api_webhookdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_webhookdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);


ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);


ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_agent (
    user_id bigint NOT NULL,
    extension character varying(10) NOT NULL,
    phone character varying(8) NOT NULL,
    languages character varying(5)[] NOT NULL,
    is_active boolean NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(20) NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone,
    call_id bigint,
    site_id bigint NOT NULL,
    CONSTRAINT extension_is_digits CHECK (((extension)::text ~ '^[0-9]{2,10}$'::text))
);


CREATE TABLE public.callcenter_agentskill (
    id bigint NOT NULL,
    level smallint NOT NULL,
    agent_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    CONSTRAINT callcenter_agentskill_level_check CHECK ((level >= 0)),
    CONSTRAINT level_from_1_to_5 CHECK (((level >= 1) AND (level <= 5)))
);


ALTER TABLE public.callcenter_agentskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_agentskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_call (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    key character varying(120) NOT NULL,
    direction character varying(4) NOT NULL,
    stage character varying(8) NOT NULL,
    sealed character varying(120) NOT NULL,
    shown character varying(30) NOT NULL,
    called character varying(20) NOT NULL,
    known character varying(8) NOT NULL,
    path character varying(40)[] NOT NULL,
    keys character varying(60) NOT NULL,
    why jsonb NOT NULL,
    bonus smallint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    queued_at timestamp with time zone,
    offered_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    cause character varying(20) NOT NULL,
    ended_by character varying(10) NOT NULL,
    is_held boolean NOT NULL,
    has_message boolean NOT NULL,
    outcome character varying(10) NOT NULL,
    note character varying(1000) NOT NULL,
    next_step character varying(200) NOT NULL,
    wrapped_at timestamp with time zone,
    score smallint,
    agent_id bigint,
    member_id bigint,
    menu_version_id bigint,
    queue_id bigint,
    site_id bigint NOT NULL,
    wrap_code_id bigint,
    CONSTRAINT callcenter_call_bonus_check CHECK ((bonus >= 0)),
    CONSTRAINT callcenter_call_score_check CHECK ((score >= 0)),
    CONSTRAINT over_when_it_has_ended CHECK (((((stage)::text = 'over'::text) OR (ended_at IS NULL)) AND (1 = (
CASE
    WHEN ((stage)::text = 'over'::text) THEN 1
    ELSE 0
END +
CASE
    WHEN (ended_at IS NULL) THEN 1
    ELSE 0
END)))),
    CONSTRAINT score_from_1_to_5 CHECK (((score IS NULL) OR ((score >= 1) AND (score <= 5))))
);


ALTER TABLE public.callcenter_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_callstep (
    id bigint NOT NULL,
    switch character varying(20) NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    facts jsonb NOT NULL,
    call_id bigint
);


ALTER TABLE public.callcenter_callstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_callstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_holiday (
    id bigint NOT NULL,
    day date NOT NULL,
    name character varying(60) NOT NULL
);


ALTER TABLE public.callcenter_holiday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_holiday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_line (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    menu_id bigint NOT NULL,
    site_id bigint NOT NULL
);


ALTER TABLE public.callcenter_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_menu (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(60) NOT NULL
);


ALTER TABLE public.callcenter_menu ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_menu_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_menuversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(9) NOT NULL,
    graph jsonb NOT NULL,
    note character varying(200) NOT NULL,
    made_by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    menu_id bigint NOT NULL,
    CONSTRAINT callcenter_menuversion_number_check CHECK ((number >= 0))
);


ALTER TABLE public.callcenter_menuversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_menuversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_offer (
    id bigint NOT NULL,
    leg character varying(140) NOT NULL,
    reasons jsonb NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    cause character varying(20) NOT NULL,
    agent_id bigint NOT NULL,
    call_id bigint NOT NULL,
    queue_id bigint
);


ALTER TABLE public.callcenter_offer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_pausereason (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    "order" smallint NOT NULL,
    is_active boolean NOT NULL,
    is_productive boolean NOT NULL,
    CONSTRAINT callcenter_pausereason_order_check CHECK (("order" >= 0))
);


ALTER TABLE public.callcenter_pausereason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_pausereason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_queue (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    "order" smallint NOT NULL,
    is_active boolean NOT NULL,
    is_for_seniors boolean NOT NULL,
    priority smallint NOT NULL,
    strategy character varying(12) NOT NULL,
    owner_wait smallint NOT NULL,
    ring_for smallint NOT NULL,
    wrap_for smallint NOT NULL,
    target_seconds smallint NOT NULL,
    target_share smallint NOT NULL,
    longest_wait smallint NOT NULL,
    overflow_after smallint NOT NULL,
    opens time without time zone NOT NULL,
    closes time without time zone NOT NULL,
    days smallint[] NOT NULL,
    script_zh character varying(500) NOT NULL,
    script_en character varying(500) NOT NULL,
    overflow_id bigint,
    skill_id bigint NOT NULL,
    CONSTRAINT callcenter_queue_longest_wait_check CHECK ((longest_wait >= 0)),
    CONSTRAINT callcenter_queue_order_check CHECK (("order" >= 0)),
    CONSTRAINT callcenter_queue_overflow_after_check CHECK ((overflow_after >= 0)),
    CONSTRAINT callcenter_queue_owner_wait_check CHECK ((owner_wait >= 0)),
    CONSTRAINT callcenter_queue_priority_check CHECK ((priority >= 0)),
    CONSTRAINT callcenter_queue_ring_for_check CHECK ((ring_for >= 0)),
    CONSTRAINT callcenter_queue_target_seconds_check CHECK ((target_seconds >= 0)),
    CONSTRAINT callcenter_queue_target_share_check CHECK ((target_share >= 0)),
    CONSTRAINT callcenter_queue_wrap_for_check CHECK ((wrap_for >= 0)),
    CONSTRAINT opens_before_it_closes CHECK ((opens < closes)),
    CONSTRAINT rings_long_enough CHECK ((ring_for >= 5)),
    CONSTRAINT share_is_a_percentage CHECK ((target_share <= 100))
);


ALTER TABLE public.callcenter_queue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_site (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    adapter character varying(10) NOT NULL,
    is_active boolean NOT NULL,
    epoch bigint NOT NULL,
    seen_at timestamp with time zone
);


ALTER TABLE public.callcenter_site ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_site_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_skill (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL
);


ALTER TABLE public.callcenter_skill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_skill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_spell (
    id bigint NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(20) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    agent_id bigint NOT NULL
);


ALTER TABLE public.callcenter_spell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_spell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_switchorder (
    id bigint NOT NULL,
    verb character varying(12) NOT NULL,
    facts jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    agent_id bigint NOT NULL,
    site_id bigint NOT NULL
);


ALTER TABLE public.callcenter_switchorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_switchorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.callcenter_wrapcode (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    "order" smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT callcenter_wrapcode_order_check CHECK (("order" >= 0))
);


ALTER TABLE public.callcenter_wrapcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.callcenter_wrapcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_batch (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    made_on date,
    valid_until date,
    note character varying(200) NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT batch_valid_after_made CHECK (((made_on IS NULL) OR (valid_until IS NULL) OR (valid_until >= made_on)))
);


ALTER TABLE public.catalog_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_bookintake (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    file character varying(300) NOT NULL,
    file_name character varying(200) NOT NULL,
    format character varying(12) NOT NULL,
    reading jsonb NOT NULL,
    status character varying(8) NOT NULL,
    run_id bigint,
    "position" bigint DEFAULT 0 NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    rows integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    refused integer NOT NULL,
    failure character varying(300) NOT NULL,
    started_by character varying(80) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT catalog_bookintake_added_check CHECK ((added >= 0)),
    CONSTRAINT catalog_bookintake_changed_check CHECK ((changed >= 0)),
    CONSTRAINT catalog_bookintake_refused_check CHECK ((refused >= 0)),
    CONSTRAINT catalog_bookintake_rows_check CHECK ((rows >= 0)),
    CONSTRAINT catalog_bookintake_unchanged_check CHECK ((unchanged >= 0))
);


ALTER TABLE public.catalog_bookintake ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bookintake_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_bookmapping (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    columns jsonb NOT NULL,
    source character varying(40) NOT NULL,
    currency character varying(3) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    owner_id bigint
);


ALTER TABLE public.catalog_bookmapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bookmapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_bundlepart (
    id bigint NOT NULL,
    quantity smallint NOT NULL,
    bundle_id bigint NOT NULL,
    part_id bigint NOT NULL,
    CONSTRAINT bundle_of_others CHECK (((quantity > 0) AND (NOT (bundle_id = part_id)))),
    CONSTRAINT catalog_bundlepart_quantity_check CHECK ((quantity >= 0))
);


ALTER TABLE public.catalog_bundlepart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bundlepart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_category (
    id bigint NOT NULL,
    scheme character varying(20) NOT NULL,
    code character varying(60) NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL
);


ALTER TABLE public.catalog_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_contribution (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    "position" smallint NOT NULL,
    contributor_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT catalog_contribution_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.catalog_contribution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_contribution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_contributor (
    id bigint NOT NULL,
    name character varying(160) NOT NULL,
    pinyin character varying(320) NOT NULL
);


ALTER TABLE public.catalog_contributor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_contributor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_filing (
    id bigint NOT NULL,
    item_id bigint NOT NULL,
    own_class_id bigint NOT NULL
);


ALTER TABLE public.catalog_filing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_filing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_identifier (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    value character varying(40) NOT NULL,
    is_synthetic boolean NOT NULL,
    item_id bigint NOT NULL,
    add_on character varying(5) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT add_on_is_two_or_five CHECK (((add_on)::text ~ '^([0-9]{2}|[0-9]{5})?$'::text))
);


ALTER TABLE public.catalog_identifier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_identifier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_item (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    kind character varying(10) NOT NULL,
    title character varying(300) NOT NULL,
    subtitle character varying(300) NOT NULL,
    language character varying(10) NOT NULL,
    published character varying(10) NOT NULL,
    edition character varying(60) NOT NULL,
    binding character varying(30) NOT NULL,
    pages integer,
    blurb text NOT NULL,
    list_price numeric(10,2) NOT NULL,
    is_price_synthetic boolean NOT NULL,
    status character varying(12) NOT NULL,
    source character varying(40) NOT NULL,
    source_key character varying(80) NOT NULL,
    added_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    category_id bigint,
    publisher_id bigint,
    work_id bigint,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    audience character varying(12) DEFAULT ''::character varying NOT NULL,
    barred_channels character varying(12)[] DEFAULT '{}'::character varying(12)[] NOT NULL,
    blurb_en text DEFAULT ''::text NOT NULL,
    book_format character varying(30) DEFAULT ''::character varying NOT NULL,
    cip character varying(30) DEFAULT ''::character varying NOT NULL,
    cover character varying(200) DEFAULT ''::character varying NOT NULL,
    earns_no_points boolean DEFAULT false NOT NULL,
    grade_from smallint,
    grade_to smallint,
    has_fixed_price boolean DEFAULT false NOT NULL,
    is_batched boolean DEFAULT false NOT NULL,
    is_numbered boolean DEFAULT false NOT NULL,
    least_age smallint,
    merged_into_id bigint,
    model character varying(60) DEFAULT ''::character varying NOT NULL,
    own_fields character varying(20)[] DEFAULT '{}'::character varying(20)[] NOT NULL,
    printing character varying(30) DEFAULT ''::character varying NOT NULL,
    school_subject character varying(20) DEFAULT ''::character varying NOT NULL,
    size character varying(60) DEFAULT ''::character varying NOT NULL,
    told_at timestamp with time zone,
    validity_days integer,
    value_class character varying(10) DEFAULT 'everyday'::character varying NOT NULL,
    volume character varying(20) DEFAULT ''::character varying NOT NULL,
    weight integer,
    series_id bigint,
    CONSTRAINT attributes_are_an_object CHECK ((jsonb_typeof(attributes) = 'object'::text)),
    CONSTRAINT catalog_item_grade_from_check CHECK ((grade_from >= 0)),
    CONSTRAINT catalog_item_grade_to_check CHECK ((grade_to >= 0)),
    CONSTRAINT catalog_item_least_age_check CHECK ((least_age >= 0)),
    CONSTRAINT catalog_item_pages_check CHECK ((pages >= 0)),
    CONSTRAINT catalog_item_validity_days_check CHECK ((validity_days >= 0)),
    CONSTRAINT catalog_item_weight_check CHECK ((weight >= 0)),
    CONSTRAINT list_price_not_negative CHECK ((list_price >= (0)::numeric)),
    CONSTRAINT merged_item_not_sold CHECK (((merged_into_id IS NULL) OR (((status)::text = 'withdrawn'::text) AND (NOT ((merged_into_id = id) AND (merged_into_id IS NOT NULL)))))),
    CONSTRAINT school_years_in_order CHECK ((((grade_from IS NULL) AND (grade_to IS NULL)) OR ((NOT (grade_from IS NULL)) AND (NOT (grade_to IS NULL)) AND (grade_from <= grade_to) AND (grade_to <= 12))))
);


ALTER TABLE public.catalog_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_itemchange (
    id bigint NOT NULL,
    run_id bigint,
    field character varying(40) NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    changed_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL
);


ALTER TABLE public.catalog_itemchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_itemchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_itemmerge (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    status_before character varying(12) NOT NULL,
    moved jsonb NOT NULL,
    merged_by character varying(80) NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_by character varying(80) DEFAULT ''::character varying NOT NULL,
    undone_at timestamp with time zone,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL
);


ALTER TABLE public.catalog_itemmerge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_itemmerge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_titlesearch (
    item_id bigint NOT NULL,
    norm text NOT NULL,
    toks text[] NOT NULL,
    initials text NOT NULL,
    rank integer NOT NULL,
    is_hot boolean NOT NULL,
    publisher_id bigint,
    category_id bigint,
    kind character varying(10) DEFAULT 'book'::character varying NOT NULL,
    status character varying(12) DEFAULT 'available'::character varying NOT NULL,
    price numeric(10,2) DEFAULT 0 NOT NULL,
    grades smallint DEFAULT 0 NOT NULL
);


CREATE VIEW public.catalog_listed AS
 SELECT i.id AS item_id,
    ("left"(COALESCE(s.initials, ''::text), 40))::character varying(40) AS by_title,
    i.list_price,
    i.published,
    COALESCE(s.rank, 0) AS rank,
    ARRAY( SELECT DISTINCT public.catalog_facet(f.word) AS catalog_facet
           FROM ( SELECT unnest(ARRAY[('kind:'::text || (i.kind)::text), ('status:'::text || (i.status)::text), ('value:'::text || (i.value_class)::text), ('language:'::text || (i.language)::text), ('source:'::text || (i.source)::text), ('category:'::text || i.category_id), ('publisher:'::text || i.publisher_id), ('series:'::text || i.series_id), ('audience:'::text || (i.audience)::text), ('school:'::text || (i.school_subject)::text), ('binding:'::text || (i.binding)::text),
                        CASE
                            WHEN i.has_fixed_price THEN 'fixed'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN i.earns_no_points THEN 'no_points'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN ((i.barred_channels <> '{}'::character varying[]) OR (i.least_age IS NOT NULL)) THEN 'barred'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN i.is_price_synthetic THEN 'made_up'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN ((i.cover)::text <> ''::text) THEN 'cover'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN (i.blurb <> ''::text) THEN 'blurb'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN i.is_batched THEN 'batched'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN i.is_numbered THEN 'numbered'::text
                            ELSE NULL::text
                        END]) AS unnest
                UNION ALL
                 SELECT ('grade:'::text || g.g)
                   FROM generate_series((i.grade_from)::integer, (i.grade_to)::integer) g(g)) f(word)
          WHERE (f.word IS NOT NULL)) AS facets
   FROM (public.catalog_item i
     LEFT JOIN public.catalog_titlesearch s ON ((s.item_id = i.id)))
  WHERE (i.merged_into_id IS NULL);


CREATE TABLE public.catalog_numberedcopy (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    condition character varying(60) NOT NULL,
    provenance character varying(200) NOT NULL,
    item_id bigint NOT NULL
);


ALTER TABLE public.catalog_numberedcopy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_numberedcopy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_ownclass (
    id bigint NOT NULL,
    code character varying(30) NOT NULL COLLATE pg_catalog."C",
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    CONSTRAINT own_class_code_is_dotted CHECK (((code)::text ~ '^[A-Z0-9]{1,4}(\.[A-Z0-9]{1,4}){0,4}$'::text))
);


ALTER TABLE public.catalog_ownclass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_ownclass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_pricechange (
    id bigint NOT NULL,
    before numeric(12,4),
    after numeric(12,4),
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    item_id bigint NOT NULL,
    price_list_id bigint
);


ALTER TABLE public.catalog_pricechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_pricechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_priceentry (
    id bigint NOT NULL,
    rate numeric(5,4) NOT NULL,
    item_id bigint NOT NULL,
    price_list_id bigint NOT NULL,
    CONSTRAINT entry_rate_within_list CHECK (((rate > (0)::numeric) AND (rate <= (1)::numeric)))
);


ALTER TABLE public.catalog_priceentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_priceentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_pricelist (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(40) NOT NULL,
    rate numeric(5,4),
    rank smallint NOT NULL,
    audience character varying(20)[] DEFAULT '{}'::character varying(20)[] NOT NULL,
    channel character varying(12) DEFAULT ''::character varying NOT NULL,
    ends_at timestamp with time zone,
    is_active boolean DEFAULT true NOT NULL,
    kind character varying(8) DEFAULT 'tier'::character varying NOT NULL,
    starts_at timestamp with time zone,
    store character varying(20) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT catalog_pricelist_rank_check CHECK ((rank >= 0)),
    CONSTRAINT list_ends_after_start CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT rate_within_list CHECK ((((rate > (0)::numeric) AND (rate <= (1)::numeric)) OR (rate IS NULL))),
    CONSTRAINT tier_list_always_holds CHECK (((NOT ((kind)::text = 'tier'::text)) OR ((audience = '{}'::character varying(20)[]) AND ((channel)::text = ''::text) AND (ends_at IS NULL) AND is_active AND (starts_at IS NULL) AND ((store)::text = ''::text) AND (NOT (rate IS NULL)))))
);


ALTER TABLE public.catalog_pricelist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_pricelist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_publisher (
    id bigint NOT NULL,
    name character varying(120) NOT NULL
);


ALTER TABLE public.catalog_publisher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_publisher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_series (
    id bigint NOT NULL,
    name character varying(160) NOT NULL
);


ALTER TABLE public.catalog_series ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_subject (
    id bigint NOT NULL,
    scheme character varying(12) NOT NULL,
    code character varying(60) NOT NULL,
    heading character varying(120) NOT NULL,
    is_main boolean NOT NULL,
    item_id bigint NOT NULL
);


ALTER TABLE public.catalog_subject ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_subject_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_synonym (
    id bigint NOT NULL,
    word character varying(40) NOT NULL,
    norm character varying(40) NOT NULL,
    group_id bigint NOT NULL,
    CONSTRAINT synonym_has_letters CHECK ((NOT ((norm)::text = ''::text)))
);


ALTER TABLE public.catalog_synonym ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_synonym_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_synonymgroup (
    id bigint NOT NULL,
    changed_by character varying(80) NOT NULL,
    changed_at timestamp with time zone NOT NULL
);


ALTER TABLE public.catalog_synonymgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_synonymgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_titlelisting (
    item_id bigint NOT NULL,
    by_title character varying(40) DEFAULT ''::character varying NOT NULL COLLATE pg_catalog."C",
    list_price numeric(10,2) NOT NULL,
    published character varying(10) NOT NULL COLLATE pg_catalog."C",
    rank integer DEFAULT 0 NOT NULL,
    facets bigint[] NOT NULL
);


CREATE TABLE public.catalog_titleview (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(2000) NOT NULL,
    is_shared boolean NOT NULL,
    owner_id bigint NOT NULL
);


ALTER TABLE public.catalog_titleview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_titleview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_work (
    id bigint NOT NULL,
    title character varying(300) NOT NULL
);


ALTER TABLE public.catalog_work ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_work_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.demo_sampleclub (
    id smallint NOT NULL,
    seed bigint NOT NULL,
    until timestamp with time zone NOT NULL,
    members integer NOT NULL,
    share_of_books numeric(4,3) NOT NULL,
    has_books boolean NOT NULL,
    has_members boolean NOT NULL,
    loaded_at timestamp with time zone,
    CONSTRAINT demo_sampleclub_id_check CHECK ((id >= 0)),
    CONSTRAINT demo_sampleclub_members_check CHECK ((members >= 0)),
    CONSTRAINT one_sample_club CHECK ((id = 1))
);


CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);


CREATE TABLE public.insight_gone (
    id bigint NOT NULL,
    table_name character varying(63) NOT NULL,
    key bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    gone_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.insight_gone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_gone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_lakerun (
    id bigint NOT NULL,
    kind character varying(4) NOT NULL,
    state character varying(8) NOT NULL,
    step character varying(40) NOT NULL,
    steps_done smallint NOT NULL,
    steps smallint NOT NULL,
    rows bigint NOT NULL,
    files integer NOT NULL,
    timings jsonb NOT NULL,
    failure character varying(300) NOT NULL,
    asked_by character varying(80) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT insight_lakerun_files_check CHECK ((files >= 0)),
    CONSTRAINT insight_lakerun_steps_check CHECK ((steps >= 0)),
    CONSTRAINT insight_lakerun_steps_done_check CHECK ((steps_done >= 0))
);


ALTER TABLE public.insight_lakerun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_lakerun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_member_facts (
    member_id bigint NOT NULL,
    first_order_on date,
    last_order_on date,
    orders_all integer NOT NULL,
    orders_365 integer NOT NULL,
    orders_730 integer NOT NULL,
    copies_all integer NOT NULL,
    list_all bigint NOT NULL,
    net_all bigint NOT NULL,
    net_365 bigint NOT NULL,
    net_730 bigint NOT NULL,
    margin_all bigint NOT NULL,
    margin_365 bigint NOT NULL,
    net_textbook_365 bigint NOT NULL,
    returned_365 bigint NOT NULL,
    saved_365 bigint NOT NULL,
    children smallint NOT NULL,
    youngest_grade smallint,
    main_channel character varying(10) NOT NULL,
    main_subject character varying(12) NOT NULL,
    refreshed_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone
);


CREATE TABLE public.insight_member_value (
    member_id bigint NOT NULL,
    day date NOT NULL,
    score numeric(5,2) NOT NULL,
    place integer NOT NULL,
    tier smallint NOT NULL,
    was_tier smallint NOT NULL,
    was_score numeric(5,2) NOT NULL,
    cause character varying(12) NOT NULL,
    recency integer NOT NULL,
    orders integer NOT NULL,
    net bigint NOT NULL,
    type_points numeric(5,2) NOT NULL,
    user_points numeric(5,2) NOT NULL,
    rfm smallint NOT NULL,
    tenth smallint NOT NULL,
    profit bigint NOT NULL,
    alive smallint NOT NULL,
    hoped_orders numeric(7,2) NOT NULL,
    hoped_low numeric(7,2) NOT NULL,
    hoped_high numeric(7,2) NOT NULL,
    lifetime bigint NOT NULL,
    lifetime_low bigint NOT NULL,
    lifetime_high bigint NOT NULL,
    wallet smallint NOT NULL,
    risk smallint NOT NULL,
    worth_serving bigint NOT NULL,
    gain bigint NOT NULL,
    is_at_risk boolean NOT NULL,
    stage character varying(10) NOT NULL,
    label character varying(10) NOT NULL,
    treatment character varying(16) NOT NULL,
    preference character varying(16) NOT NULL,
    life character varying(16) NOT NULL,
    use character varying(16) NOT NULL,
    micro character varying(60) NOT NULL,
    usual_gap smallint NOT NULL,
    users smallint[] NOT NULL,
    sure smallint NOT NULL,
    needs smallint[] NOT NULL,
    youngest smallint,
    oldest smallint
);


CREATE TABLE public.insight_value_figure (
    id bigint NOT NULL,
    table_name character varying(20) NOT NULL,
    place smallint NOT NULL,
    key character varying(60) NOT NULL,
    people integer NOT NULL,
    net bigint NOT NULL,
    other bigint NOT NULL,
    run_id bigint NOT NULL
);


ALTER TABLE public.insight_value_figure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_value_figure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_value_flow (
    id bigint NOT NULL,
    period_days smallint NOT NULL,
    was smallint NOT NULL,
    now smallint NOT NULL,
    cause character varying(12) NOT NULL,
    people integer NOT NULL,
    net bigint NOT NULL,
    run_id bigint NOT NULL
);


ALTER TABLE public.insight_value_flow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_value_flow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_value_history (
    id bigint NOT NULL,
    day date NOT NULL,
    score numeric(5,2) NOT NULL,
    tier smallint NOT NULL,
    net bigint NOT NULL,
    stage character varying(10) NOT NULL,
    member_id bigint NOT NULL
);


ALTER TABLE public.insight_value_history ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_value_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_value_run (
    id bigint NOT NULL,
    day date NOT NULL,
    members integer NOT NULL,
    worked_out_at timestamp with time zone NOT NULL,
    seconds numeric(8,2) NOT NULL,
    card jsonb NOT NULL,
    version_id bigint NOT NULL
);


ALTER TABLE public.insight_value_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_value_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.insight_value_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    weights jsonb NOT NULL,
    scales jsonb NOT NULL,
    points jsonb NOT NULL,
    shares jsonb NOT NULL,
    note character varying(200) NOT NULL,
    written_by character varying(80) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    published_by character varying(80) NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT insight_value_version_number_check CHECK ((number >= 0))
);


ALTER TABLE public.insight_value_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.insight_value_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);


CREATE TABLE public.kernel_cursor (
    subscriber character varying(120) NOT NULL,
    names character varying(80)[] NOT NULL,
    xid xid8 DEFAULT '0'::xid8 NOT NULL,
    event_id bigint NOT NULL,
    moved_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


CREATE TABLE public.kernel_erasure (
    id bigint NOT NULL,
    ground character varying(60) NOT NULL,
    people bigint[] NOT NULL,
    files character varying(300)[] DEFAULT '{}'::character varying(300)[] NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


ALTER TABLE public.kernel_erasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_event (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(80) NOT NULL,
    payload jsonb NOT NULL,
    actor_kind character varying(10) NOT NULL,
    actor_id character varying(60) NOT NULL,
    via character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL
);


ALTER TABLE public.kernel_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_import_run (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    file_name character varying(255) NOT NULL,
    digest character varying(64) NOT NULL,
    rows_read integer NOT NULL,
    imported integer NOT NULL,
    merged integer NOT NULL,
    unchanged integer NOT NULL,
    reported integer NOT NULL,
    faults_length bigint NOT NULL,
    started_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT every_row_is_accounted_for CHECK ((rows_read = (((imported + merged) + unchanged) + reported))),
    CONSTRAINT kernel_import_run_faults_length_check CHECK ((faults_length >= 0)),
    CONSTRAINT kernel_import_run_imported_check CHECK ((imported >= 0)),
    CONSTRAINT kernel_import_run_merged_check CHECK ((merged >= 0)),
    CONSTRAINT kernel_import_run_reported_check CHECK ((reported >= 0)),
    CONSTRAINT kernel_import_run_rows_read_check CHECK ((rows_read >= 0)),
    CONSTRAINT kernel_import_run_unchanged_check CHECK ((unchanged >= 0))
);


ALTER TABLE public.kernel_import_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_import_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_list_view (
    id bigint NOT NULL,
    list_name character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(2000) NOT NULL,
    is_shared boolean NOT NULL,
    owner_id bigint NOT NULL
);


ALTER TABLE public.kernel_list_view ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_list_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_parked_event (
    id bigint NOT NULL,
    subscriber character varying(120) NOT NULL,
    attempts smallint NOT NULL,
    error character varying(200) NOT NULL,
    first_failed_at timestamp with time zone NOT NULL,
    retry_at timestamp with time zone,
    event_id bigint NOT NULL,
    CONSTRAINT kernel_parked_event_attempts_check CHECK ((attempts >= 0))
);


ALTER TABLE public.kernel_parked_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_parked_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_rowchange (
    id bigint NOT NULL,
    table_name character varying(63) NOT NULL,
    row_id bigint NOT NULL,
    operation character varying(1) NOT NULL,
    before jsonb NOT NULL,
    after jsonb,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);


ALTER TABLE public.kernel_rowchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_rowchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(60) NOT NULL,
    email character varying(254) NOT NULL,
    full_name character varying(80) NOT NULL,
    roles character varying(20)[] NOT NULL,
    language character varying(10) NOT NULL,
    theme character varying(5) NOT NULL,
    density character varying(7) NOT NULL,
    has_keys boolean NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


CREATE TABLE public.kernel_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);


ALTER TABLE public.kernel_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.kernel_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.kernel_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.kernel_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.kernel_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_activity (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    kind character varying(8) NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    points integer NOT NULL,
    per_day integer NOT NULL,
    per_member integer NOT NULL,
    budget integer NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT activity_ends_after_start CHECK ((valid_to >= valid_from)),
    CONSTRAINT activity_gives_points CHECK ((points > 0)),
    CONSTRAINT loyalty_activity_budget_check CHECK ((budget >= 0)),
    CONSTRAINT loyalty_activity_per_day_check CHECK ((per_day >= 0)),
    CONSTRAINT loyalty_activity_per_member_check CHECK ((per_member >= 0)),
    CONSTRAINT loyalty_activity_points_check CHECK ((points >= 0))
);


ALTER TABLE public.loyalty_activity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_activity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_activityrecord (
    id bigint NOT NULL,
    reference character varying(40) NOT NULL,
    points integer NOT NULL,
    noted_by character varying(80) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    activity_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT loyalty_activityrecord_points_check CHECK ((points >= 0))
);


ALTER TABLE public.loyalty_activityrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_activityrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_adjustmentlimit (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    points integer NOT NULL,
    points_per_day integer NOT NULL,
    CONSTRAINT loyalty_adjustmentlimit_points_check CHECK ((points >= 0)),
    CONSTRAINT loyalty_adjustmentlimit_points_per_day_check CHECK ((points_per_day >= 0))
);


ALTER TABLE public.loyalty_adjustmentlimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_adjustmentlimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_adjustmentrequest (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    points integer NOT NULL,
    reason character varying(200) NOT NULL,
    status character varying(8) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    note character varying(200) NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT nobody_approves_their_own CHECK ((NOT ((decided_by)::text = (asked_by)::text))),
    CONSTRAINT request_moves_points CHECK ((NOT (points = 0)))
);


ALTER TABLE public.loyalty_adjustmentrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_adjustmentrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_club (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    detail character varying(500) NOT NULL,
    segment character varying(60) NOT NULL,
    welcome integer NOT NULL,
    is_active boolean NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT loyalty_club_welcome_check CHECK ((welcome >= 0))
);


ALTER TABLE public.loyalty_club ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_club_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_clubmembership (
    id bigint NOT NULL,
    via character varying(12) NOT NULL,
    joined_by character varying(80) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_by character varying(80) NOT NULL,
    left_at timestamp with time zone,
    club_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT nobody_leaves_before_joining CHECK (((left_at IS NULL) OR (left_at >= joined_at)))
);


ALTER TABLE public.loyalty_clubmembership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_clubmembership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_coalitionpartner (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(80) NOT NULL,
    pays numeric(8,4) NOT NULL,
    gets numeric(8,4) NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT partners_pay_no_less CHECK (((gets >= (0)::numeric) AND (pays >= (0)::numeric)))
);


ALTER TABLE public.loyalty_coalitionpartner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_coalitionpartner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_earningrule (
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    version integer NOT NULL,
    points_per_yuan numeric(6,4) NOT NULL,
    point_value numeric(6,4) NOT NULL,
    lot_months smallint NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    pending_days smallint DEFAULT 0 NOT NULL,
    gift_most integer DEFAULT 0 NOT NULL,
    CONSTRAINT loyalty_earningrule_gift_most_check CHECK ((gift_most >= 0)),
    CONSTRAINT loyalty_earningrule_lot_months_check CHECK ((lot_months >= 0)),
    CONSTRAINT loyalty_earningrule_pending_days_check CHECK ((pending_days >= 0)),
    CONSTRAINT loyalty_earningrule_version_check CHECK ((version >= 0)),
    CONSTRAINT rule_never_takes CHECK ((points_per_yuan >= (0)::numeric))
);


ALTER TABLE public.loyalty_earningrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_earningrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_memberpass (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL
);


ALTER TABLE public.loyalty_memberpass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_memberpass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_merchant (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    kind character varying(8) NOT NULL,
    name character varying(80) NOT NULL,
    place character varying(120) NOT NULL,
    phone character varying(30) NOT NULL,
    benefit_zh character varying(200) NOT NULL,
    benefit_en character varying(200) NOT NULL,
    tiers character varying(20)[] NOT NULL,
    clubs character varying(20)[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    key_digest character varying(64) NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT merchant_ends_after_start CHECK ((valid_to >= valid_from))
);


ALTER TABLE public.loyalty_merchant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_merchant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_merchantcheck (
    id bigint NOT NULL,
    answer character varying(8) NOT NULL,
    via character varying(12) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    member_id bigint,
    merchant_id bigint NOT NULL,
    shown_id bigint
);


ALTER TABLE public.loyalty_merchantcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_merchantcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_partnerposting (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    kind character varying(8) NOT NULL,
    points integer NOT NULL,
    noted_by character varying(80) NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    rate numeric(8,4),
    takes_back_id bigint,
    CONSTRAINT loyalty_partnerposting_points_check CHECK ((points >= 0)),
    CONSTRAINT partner_posts_points CHECK ((points > 0)),
    CONSTRAINT partner_takes_back_a_posting CHECK (((((kind)::text = ANY ((ARRAY['earn'::character varying, 'spend'::character varying])::text[])) AND (takes_back_id IS NULL)) OR (((kind)::text = ANY ((ARRAY['unearn'::character varying, 'unspend'::character varying])::text[])) AND (takes_back_id IS NOT NULL))))
);


ALTER TABLE public.loyalty_partnerposting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_partnerposting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_passkey (
    id bigint NOT NULL,
    number smallint NOT NULL,
    public bytea NOT NULL,
    sealed character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(80) NOT NULL,
    is_withdrawn boolean NOT NULL,
    CONSTRAINT loyalty_passkey_number_check CHECK ((number >= 0))
);


ALTER TABLE public.loyalty_passkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_passkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pendingpoints (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    points integer NOT NULL,
    earned integer NOT NULL,
    earned_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    released_at timestamp with time zone,
    trace jsonb,
    account_id bigint NOT NULL,
    award_id bigint,
    rule_id bigint NOT NULL,
    CONSTRAINT pending_within_earned CHECK (((points >= 0) AND (points <= earned)))
);


ALTER TABLE public.loyalty_pendingpoints ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pendingpoints_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointsaccount (
    member_id bigint NOT NULL,
    balance integer NOT NULL,
    CONSTRAINT points_balance_not_negative CHECK ((balance >= 0))
);


CREATE TABLE public.loyalty_pointsadjustment (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    points integer NOT NULL,
    reason character varying(200) NOT NULL,
    adjusted_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    approved_by character varying(80) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT adjustment_moves_points CHECK ((NOT (points = 0))),
    CONSTRAINT somebody_else_approves CHECK ((NOT ((approved_by)::text = (adjusted_by)::text)))
);


ALTER TABLE public.loyalty_pointsadjustment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointsadjustment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointsentry (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    points integer NOT NULL,
    source character varying(80) NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    moved_by_id bigint,
    contra character varying(30) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT merges_move_points CHECK (((((kind)::text = ANY ((ARRAY['MOVE_IN'::character varying, 'MOVE_OUT'::character varying])::text[])) AND (moved_by_id IS NOT NULL)) OR ((NOT ((kind)::text = ANY ((ARRAY['MOVE_IN'::character varying, 'MOVE_OUT'::character varying])::text[]))) AND (moved_by_id IS NULL)))),
    CONSTRAINT points_sign_fits_kind CHECK (((((kind)::text = ANY ((ARRAY['REDEEM'::character varying, 'EXPIRE'::character varying, 'MOVE_OUT'::character varying, 'GIVE'::character varying])::text[])) AND (points < 0)) OR (((kind)::text = ANY ((ARRAY['EARN'::character varying, 'RESTORE'::character varying, 'MOVE_IN'::character varying, 'GET'::character varying])::text[])) AND (points > 0))))
);


ALTER TABLE public.loyalty_pointsentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointsentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointshold (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    points integer NOT NULL,
    state character varying(8) NOT NULL,
    until timestamp with time zone NOT NULL,
    held_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT loyalty_pointshold_points_check CHECK ((points >= 0))
);


ALTER TABLE public.loyalty_pointshold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointshold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointslot (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    earned integer NOT NULL,
    remaining integer NOT NULL,
    earned_at timestamp with time zone NOT NULL,
    expires_on date NOT NULL,
    account_id bigint NOT NULL,
    rule_id bigint NOT NULL,
    award_id bigint,
    trace jsonb,
    CONSTRAINT lot_remaining_within_earned CHECK (((remaining >= 0) AND (remaining <= earned)))
);


ALTER TABLE public.loyalty_pointslot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointslot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointsrule (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    state character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL
);


ALTER TABLE public.loyalty_pointsrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointsrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointsrulestamp (
    id smallint NOT NULL,
    stamp uuid NOT NULL,
    CONSTRAINT one_points_rule_stamp CHECK ((id = 1))
);


CREATE TABLE public.loyalty_pointsruleversion (
    id bigint NOT NULL,
    number smallint NOT NULL,
    terms jsonb NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    written_by character varying(80) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    published_by character varying(80) NOT NULL,
    published_at timestamp with time zone,
    rule_id bigint NOT NULL,
    CONSTRAINT loyalty_pointsruleversion_number_check CHECK ((number >= 0)),
    CONSTRAINT points_rule_ends_after_start CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at)))
);


ALTER TABLE public.loyalty_pointsruleversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointsruleversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_pointstally (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    budget bigint NOT NULL,
    given bigint DEFAULT 0 NOT NULL,
    CONSTRAINT points_within_budget CHECK (((given >= 0) AND (given <= budget)))
);


ALTER TABLE public.loyalty_pointstally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_pointstally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_referral (
    friend_id bigint NOT NULL,
    state character varying(8) NOT NULL,
    why character varying(10) NOT NULL,
    device character varying(64) NOT NULL,
    points integer NOT NULL,
    noted_by character varying(80) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    bought_at timestamp with time zone,
    referrer_id bigint NOT NULL,
    order_id bigint,
    CONSTRAINT loyalty_referral_points_check CHECK ((points >= 0)),
    CONSTRAINT nobody_brings_themselves CHECK ((((state)::text = 'refused'::text) OR (NOT (friend_id = referrer_id)))),
    CONSTRAINT referrals_refused_say_why CHECK ((((state)::text = 'refused'::text) OR ((why)::text = ''::text)))
);


CREATE TABLE public.loyalty_referralcode (
    member_id bigint NOT NULL,
    code character varying(12) NOT NULL,
    made_at timestamp with time zone NOT NULL
);


CREATE TABLE public.loyalty_referralterms (
    id bigint NOT NULL,
    referrer_joining integer NOT NULL,
    friend_joining integer NOT NULL,
    referrer_buying integer NOT NULL,
    friend_buying integer NOT NULL,
    least_order numeric(10,2) NOT NULL,
    friends_per_month smallint NOT NULL,
    days_to_name smallint NOT NULL,
    set_by character varying(80) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    CONSTRAINT loyalty_referralterms_days_to_name_check CHECK ((days_to_name >= 0)),
    CONSTRAINT loyalty_referralterms_friend_buying_check CHECK ((friend_buying >= 0)),
    CONSTRAINT loyalty_referralterms_friend_joining_check CHECK ((friend_joining >= 0)),
    CONSTRAINT loyalty_referralterms_friends_per_month_check CHECK ((friends_per_month >= 0)),
    CONSTRAINT loyalty_referralterms_referrer_buying_check CHECK ((referrer_buying >= 0)),
    CONSTRAINT loyalty_referralterms_referrer_joining_check CHECK ((referrer_joining >= 0))
);


ALTER TABLE public.loyalty_referralterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_referralterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_reminder (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    subject character varying(40) NOT NULL,
    lapses_on date NOT NULL,
    days smallint NOT NULL,
    amount integer NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    member_id bigint NOT NULL,
    CONSTRAINT loyalty_reminder_amount_check CHECK ((amount >= 0)),
    CONSTRAINT loyalty_reminder_days_check CHECK ((days >= 0))
);


ALTER TABLE public.loyalty_reminder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_reminder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_reminderstep (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    days smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT loyalty_reminderstep_days_check CHECK ((days >= 0)),
    CONSTRAINT reminders_come_before CHECK (((days >= 1) AND (days <= 365)))
);


ALTER TABLE public.loyalty_reminderstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_reminderstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_reward (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    kind character varying(8) NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    detail character varying(500) NOT NULL,
    points integer NOT NULL,
    cash numeric(8,2) NOT NULL,
    stock integer,
    taken integer NOT NULL,
    most_per_member smallint,
    tiers character varying(20)[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    undo_days smallint NOT NULL,
    is_active boolean NOT NULL,
    campaign uuid,
    item_id bigint,
    clubs character varying(20)[] DEFAULT '{}'::character varying(20)[] NOT NULL,
    CONSTRAINT loyalty_reward_most_per_member_check CHECK ((most_per_member >= 0)),
    CONSTRAINT loyalty_reward_points_check CHECK ((points >= 0)),
    CONSTRAINT loyalty_reward_stock_check CHECK ((stock >= 0)),
    CONSTRAINT loyalty_reward_taken_check CHECK ((taken >= 0)),
    CONSTRAINT loyalty_reward_undo_days_check CHECK ((undo_days >= 0)),
    CONSTRAINT only_goods_are_articles CHECK (((item_id IS NULL) OR ((kind)::text = 'goods'::text))),
    CONSTRAINT only_vouchers_are_coupons CHECK (((campaign IS NULL) OR ((kind)::text = 'voucher'::text))),
    CONSTRAINT reward_costs_points CHECK (((cash >= (0)::numeric) AND (points > 0))),
    CONSTRAINT reward_ends_after_start CHECK ((valid_to >= valid_from)),
    CONSTRAINT rewards_taken_within_stock CHECK (((stock IS NULL) OR (taken <= stock)))
);


ALTER TABLE public.loyalty_reward ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_reward_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_rewarduse (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    points integer NOT NULL,
    cash numeric(8,2) NOT NULL,
    state character varying(8) NOT NULL,
    via character varying(12) NOT NULL,
    taken_by character varying(80) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    undone_by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    member_id bigint NOT NULL,
    reward_id bigint NOT NULL,
    item_id bigint,
    voucher character varying(20) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT loyalty_rewarduse_points_check CHECK ((points >= 0)),
    CONSTRAINT reward_given_back_at_a_time CHECK (((((state)::text = 'taken'::text) AND (undone_at IS NULL)) OR (((state)::text = 'undone'::text) AND (undone_at IS NOT NULL))))
);


ALTER TABLE public.loyalty_rewarduse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_rewarduse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tierchange (
    id bigint NOT NULL,
    why character varying(10) NOT NULL,
    table_number smallint,
    figures jsonb NOT NULL,
    reason character varying(200) NOT NULL,
    until date,
    done_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    tier_id bigint NOT NULL,
    was_id bigint NOT NULL,
    CONSTRAINT loyalty_tierchange_table_number_check CHECK ((table_number >= 0))
);


ALTER TABLE public.loyalty_tierchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tierchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tierflow (
    id bigint NOT NULL,
    people integer NOT NULL,
    spent numeric(14,2) NOT NULL,
    points_cost numeric(14,2) NOT NULL,
    price_cost numeric(14,2) NOT NULL,
    becomes_id bigint NOT NULL,
    was_id bigint NOT NULL,
    trial_id bigint NOT NULL,
    CONSTRAINT loyalty_tierflow_people_check CHECK ((people >= 0))
);


ALTER TABLE public.loyalty_tierflow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tierflow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tiergrant (
    id bigint NOT NULL,
    until date NOT NULL,
    reason character varying(200) NOT NULL,
    granted_by character varying(80) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    member_id bigint NOT NULL,
    tier_id bigint NOT NULL
);


ALTER TABLE public.loyalty_tiergrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tiergrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tierstanding (
    member_id bigint NOT NULL,
    since date NOT NULL,
    keep_until date,
    grace_until date,
    tier_id bigint NOT NULL,
    CONSTRAINT grace_after_keeping CHECK (((grace_until IS NULL) OR (grace_until >= keep_until)))
);


CREATE TABLE public.loyalty_tiertable (
    id bigint NOT NULL,
    number smallint NOT NULL,
    keep_months smallint NOT NULL,
    grace_days smallint NOT NULL,
    lands_softly boolean NOT NULL,
    note character varying(200) NOT NULL,
    written_by character varying(80) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    published_by character varying(80) NOT NULL,
    published_at timestamp with time zone,
    CONSTRAINT loyalty_tiertable_grace_days_check CHECK ((grace_days >= 0)),
    CONSTRAINT loyalty_tiertable_keep_months_check CHECK ((keep_months >= 0)),
    CONSTRAINT loyalty_tiertable_number_check CHECK ((number >= 0)),
    CONSTRAINT tiers_are_kept_a_month CHECK ((keep_months >= 1))
);


ALTER TABLE public.loyalty_tiertable ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tiertable_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tierterms (
    id bigint NOT NULL,
    needs jsonb NOT NULL,
    needs_all boolean NOT NULL,
    price_list character varying(20) NOT NULL,
    multiplier numeric(4,2) NOT NULL,
    free_delivery_from numeric(10,2),
    event_days smallint NOT NULL,
    service character varying(10) NOT NULL,
    table_id bigint NOT NULL,
    tier_id bigint NOT NULL,
    CONSTRAINT loyalty_tierterms_event_days_check CHECK ((event_days >= 0)),
    CONSTRAINT tier_delivery_not_negative CHECK (((free_delivery_from IS NULL) OR (free_delivery_from >= (0)::numeric))),
    CONSTRAINT tier_multiplier_in_reason CHECK (((multiplier >= (0)::numeric) AND (multiplier <= (10)::numeric)))
);


ALTER TABLE public.loyalty_tierterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tierterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_tiertrial (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    people integer NOT NULL,
    tried integer NOT NULL,
    last_id bigint NOT NULL,
    begun_by character varying(80) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    table_id bigint NOT NULL,
    CONSTRAINT loyalty_tiertrial_people_check CHECK ((people >= 0)),
    CONSTRAINT loyalty_tiertrial_tried_check CHECK ((tried >= 0))
);


ALTER TABLE public.loyalty_tiertrial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_tiertrial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valuebonus (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    from_amount numeric(10,2) NOT NULL,
    bonus numeric(10,2) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    CONSTRAINT bonus_adds_something CHECK (((bonus > (0)::numeric) AND (from_amount > (0)::numeric))),
    CONSTRAINT bonus_ends_after_it_begins CHECK (((valid_until IS NULL) OR (valid_until >= valid_from)))
);


ALTER TABLE public.loyalty_valuebonus ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valuebonus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valuecard (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    kind character varying(6) NOT NULL,
    state character varying(8) NOT NULL,
    principal numeric(10,2) NOT NULL,
    bonus numeric(10,2) NOT NULL,
    sold_at timestamp with time zone NOT NULL,
    expires_on date,
    holder_id bigint,
    buyer_id bigint,
    replaces_id bigint,
    told smallint,
    CONSTRAINT card_within_law CHECK (((((kind)::text = 'named'::text) AND (principal <= ((5000)::numeric - bonus))) OR (((kind)::text = 'bearer'::text) AND (principal <= ((1000)::numeric - bonus))))),
    CONSTRAINT loyalty_valuecard_told_check CHECK ((told >= 0)),
    CONSTRAINT named_cards_never_expire CHECK ((((expires_on IS NULL) AND (holder_id IS NOT NULL) AND ((kind)::text = 'named'::text)) OR ((expires_on IS NOT NULL) AND ((kind)::text = 'bearer'::text)))),
    CONSTRAINT value_not_negative CHECK (((bonus >= (0)::numeric) AND (principal >= (0)::numeric)))
);


ALTER TABLE public.loyalty_valuecard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valuecard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valuedeed (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount numeric(10,2) NOT NULL,
    "left" numeric(10,2) NOT NULL,
    source character varying(80) NOT NULL,
    tender character varying(12) NOT NULL,
    reference character varying(60) NOT NULL,
    reason character varying(200) NOT NULL,
    done_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    card_id bigint NOT NULL,
    request_key uuid,
    CONSTRAINT deed_leaves_no_debt CHECK (("left" >= (0)::numeric))
);


ALTER TABLE public.loyalty_valuedeed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valuedeed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valuenotice (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    version smallint NOT NULL,
    text_zh character varying(2000) NOT NULL,
    text_en character varying(2000) NOT NULL,
    written_by character varying(80) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    CONSTRAINT loyalty_valuenotice_version_check CHECK ((version >= 0))
);


ALTER TABLE public.loyalty_valuenotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valuenotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valueposting (
    id bigint NOT NULL,
    account character varying(10) NOT NULL,
    amount numeric(10,2) NOT NULL,
    deed_id bigint NOT NULL,
    CONSTRAINT posting_moves_value CHECK ((NOT (amount = (0)::numeric)))
);


ALTER TABLE public.loyalty_valueposting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valueposting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valuerequest (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    ground character varying(10) NOT NULL,
    amount numeric(10,2) NOT NULL,
    reason character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    note character varying(200) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    card_id bigint NOT NULL,
    to_card_id bigint,
    to_holder_id bigint,
    CONSTRAINT a_move_names_its_card CHECK (((((kind)::text = 'move'::text) AND (to_card_id IS NOT NULL)) OR ((NOT ((kind)::text = 'move'::text)) AND (to_card_id IS NULL)))),
    CONSTRAINT another_decides_on_value CHECK ((NOT ((decided_by)::text = (asked_by)::text))),
    CONSTRAINT who_gets_a_card_is_named CHECK (((((kind)::text = 'hand'::text) AND (to_holder_id IS NOT NULL)) OR ((NOT ((kind)::text = 'hand'::text)) AND (to_holder_id IS NULL))))
);


ALTER TABLE public.loyalty_valuerequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valuerequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valueterms (
    id bigint NOT NULL,
    named_most numeric(10,2) NOT NULL,
    bearer_most numeric(10,2) NOT NULL,
    bearer_months smallint NOT NULL,
    known_buyer_from numeric(10,2) NOT NULL,
    transfer_from numeric(10,2) NOT NULL,
    company_transfer_from numeric(10,2) NOT NULL,
    refund_days smallint NOT NULL,
    approve_above numeric(10,2) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    CONSTRAINT bearer_cards_last_three_years CHECK ((bearer_months >= 36)),
    CONSTRAINT loyalty_valueterms_bearer_months_check CHECK ((bearer_months >= 0)),
    CONSTRAINT loyalty_valueterms_refund_days_check CHECK ((refund_days >= 0)),
    CONSTRAINT terms_within_law CHECK (((bearer_most <= (1000)::numeric) AND (named_most <= (5000)::numeric)))
);


ALTER TABLE public.loyalty_valueterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valueterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.loyalty_valueuse (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    principal numeric(10,2) NOT NULL,
    bonus numeric(10,2) NOT NULL,
    principal_back numeric(10,2) NOT NULL,
    bonus_back numeric(10,2) NOT NULL,
    card_id bigint NOT NULL,
    CONSTRAINT value_back_within_what_was_paid CHECK (((principal_back >= (0)::numeric) AND (principal_back <= principal) AND (bonus_back >= (0)::numeric) AND (bonus_back <= bonus)))
);


ALTER TABLE public.loyalty_valueuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loyalty_valueuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_address (
    id bigint NOT NULL,
    recipient character varying(80) NOT NULL,
    phone character varying(20) NOT NULL,
    province character varying(30) NOT NULL,
    city character varying(30) NOT NULL,
    district character varying(30) NOT NULL,
    street character varying(200) NOT NULL,
    postcode character varying(10) NOT NULL,
    is_default boolean NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_attribute (
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    "group" character varying(10) NOT NULL,
    kind character varying(8) NOT NULL,
    name_zh character varying(30) NOT NULL,
    name_en character varying(40) NOT NULL,
    options jsonb NOT NULL,
    payoff_zh character varying(120) NOT NULL,
    payoff_en character varying(120) NOT NULL,
    rank smallint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT members_attribute_rank_check CHECK ((rank >= 0))
);


ALTER TABLE public.members_attribute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_attribute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_bulkchange (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    kind character varying(12) NOT NULL,
    value jsonb NOT NULL,
    query character varying(2000) NOT NULL,
    changed integer NOT NULL,
    done_by character varying(80) NOT NULL,
    done_at timestamp with time zone NOT NULL,
    undone_by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    expected integer DEFAULT 0 NOT NULL,
    ended_at timestamp with time zone,
    failure character varying(300) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT members_bulkchange_changed_check CHECK ((changed >= 0)),
    CONSTRAINT members_bulkchange_expected_check CHECK ((expected >= 0))
);


ALTER TABLE public.members_bulkchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_bulkchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_bulkchanged (
    id bigint NOT NULL,
    before jsonb,
    change_id bigint NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_bulkchanged ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_bulkchanged_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_card (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    kind character varying(10) NOT NULL,
    status character varying(10) NOT NULL,
    issued_on date NOT NULL,
    expires_on date,
    member_id bigint NOT NULL,
    fee numeric(8,2) DEFAULT 0 NOT NULL,
    is_main boolean DEFAULT true NOT NULL,
    issued_for character varying(10) DEFAULT 'granted'::character varying NOT NULL,
    partner_number character varying(40) DEFAULT ''::character varying NOT NULL,
    proof character varying(200) DEFAULT ''::character varying NOT NULL,
    partner_id bigint,
    note character varying(200) DEFAULT ''::character varying NOT NULL,
    replaces_id bigint
);


ALTER TABLE public.members_card ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_card_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_cardkind (
    id bigint NOT NULL,
    code character varying(10) NOT NULL,
    name_zh character varying(20) NOT NULL,
    name_en character varying(30) NOT NULL,
    benefits_zh character varying(200) NOT NULL,
    benefits_en character varying(200) NOT NULL,
    minimum_age smallint,
    needs_proof boolean NOT NULL,
    valid_months smallint,
    issue_spend numeric(10,2),
    issue_fee numeric(8,2),
    is_offered boolean NOT NULL,
    rank smallint NOT NULL,
    CONSTRAINT members_cardkind_minimum_age_check CHECK ((minimum_age >= 0)),
    CONSTRAINT members_cardkind_rank_check CHECK ((rank >= 0)),
    CONSTRAINT members_cardkind_valid_months_check CHECK ((valid_months >= 0))
);


ALTER TABLE public.members_cardkind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_cardkind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_cardmedium (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    code character varying(80) NOT NULL,
    is_active boolean NOT NULL,
    added_at timestamp with time zone NOT NULL,
    card_id bigint NOT NULL
);


ALTER TABLE public.members_cardmedium ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_cardmedium_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_cardpartner (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    number_pattern character varying(80) NOT NULL,
    benefits_zh character varying(200) NOT NULL,
    benefits_en character varying(200) NOT NULL,
    share numeric(5,4) NOT NULL,
    is_active boolean NOT NULL
);


ALTER TABLE public.members_cardpartner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_cardpartner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_consent (
    id bigint NOT NULL,
    purpose character varying(12) NOT NULL,
    channel character varying(8) NOT NULL,
    is_granted boolean NOT NULL,
    text_version character varying(20) NOT NULL,
    given_via character varying(20) NOT NULL,
    recorded_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    evidence character varying(300) DEFAULT ''::character varying NOT NULL,
    guardian_id bigint
);


ALTER TABLE public.members_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_consenttext (
    id bigint NOT NULL,
    purpose character varying(12) NOT NULL,
    version character varying(20) NOT NULL,
    text_zh text NOT NULL,
    text_en text NOT NULL,
    valid_from timestamp with time zone NOT NULL
);


ALTER TABLE public.members_consenttext ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_consenttext_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_contact (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    channel character varying(8) NOT NULL,
    direction character varying(4) NOT NULL,
    recognition character varying(6) NOT NULL,
    topic character varying(60) NOT NULL,
    text character varying(1000) NOT NULL,
    minutes smallint,
    at timestamp with time zone NOT NULL,
    person_id bigint,
    staff_id bigint,
    CONSTRAINT members_contact_minutes_check CHECK ((minutes >= 0))
);


ALTER TABLE public.members_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_contactrule (
    person_id bigint NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    do_not_contact_until date,
    reason character varying(200) NOT NULL
);


CREATE TABLE public.members_email (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    is_primary boolean NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_email ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_email_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_exportlimit (
    id bigint NOT NULL,
    role character varying(20) NOT NULL,
    rows integer NOT NULL,
    rows_per_day integer NOT NULL,
    open_rows integer NOT NULL,
    open_rows_per_day integer NOT NULL,
    CONSTRAINT members_exportlimit_open_rows_check CHECK ((open_rows >= 0)),
    CONSTRAINT members_exportlimit_open_rows_per_day_check CHECK ((open_rows_per_day >= 0)),
    CONSTRAINT members_exportlimit_rows_check CHECK ((rows >= 0)),
    CONSTRAINT members_exportlimit_rows_per_day_check CHECK ((rows_per_day >= 0))
);


ALTER TABLE public.members_exportlimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_exportlimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_fielduse (
    id bigint NOT NULL,
    field character varying(60) NOT NULL,
    day date NOT NULL,
    purpose character varying(20) NOT NULL,
    count integer NOT NULL,
    CONSTRAINT members_fielduse_count_check CHECK ((count >= 0))
);


ALTER TABLE public.members_fielduse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_fielduse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_household (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.members_household ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_household_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_householdperson (
    person_id bigint NOT NULL,
    role character varying(8) NOT NULL,
    is_buyer boolean NOT NULL,
    is_reader boolean NOT NULL,
    household_id bigint NOT NULL
);


CREATE TABLE public.members_inquiry (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    channel character varying(8) NOT NULL,
    text character varying(300) NOT NULL,
    item_id bigint,
    hits integer,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT members_inquiry_hits_check CHECK ((hits >= 0))
);


ALTER TABLE public.members_inquiry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_inquiry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_institution (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    pinyin character varying(300) NOT NULL,
    initials character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    credit_code character varying(18) NOT NULL,
    phone character varying(20) NOT NULL,
    province character varying(30) NOT NULL,
    city character varying(30) NOT NULL,
    district character varying(30) NOT NULL,
    street character varying(200) NOT NULL,
    postcode character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.members_institution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_institution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_institutioncontact (
    id bigint NOT NULL,
    "position" character varying(60) NOT NULL,
    department character varying(60) NOT NULL,
    uses_its_address boolean NOT NULL,
    since date,
    until date,
    institution_id bigint NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_institutioncontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_institutioncontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_intake (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    file character varying(300) NOT NULL,
    file_name character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    columns jsonb NOT NULL,
    status character varying(8) NOT NULL,
    rows integer NOT NULL,
    added integer NOT NULL,
    merged integer NOT NULL,
    refused integer NOT NULL,
    failure character varying(300) NOT NULL,
    started_by character varying(80) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    undone_by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    joined_via character varying(20) DEFAULT 'import'::character varying NOT NULL,
    source character varying(40) DEFAULT ''::character varying NOT NULL,
    run_id bigint,
    "position" bigint DEFAULT 0 NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    unchanged integer DEFAULT 0 NOT NULL,
    kind character varying(12) DEFAULT 'members'::character varying NOT NULL,
    CONSTRAINT members_intake_added_check CHECK ((added >= 0)),
    CONSTRAINT members_intake_merged_check CHECK ((merged >= 0)),
    CONSTRAINT members_intake_refused_check CHECK ((refused >= 0)),
    CONSTRAINT members_intake_rows_check CHECK ((rows >= 0)),
    CONSTRAINT members_intake_unchanged_check CHECK ((unchanged >= 0))
);


ALTER TABLE public.members_intake ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_intake_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_intakeperson (
    id bigint NOT NULL,
    was_made boolean NOT NULL,
    changes jsonb NOT NULL,
    intake_id bigint NOT NULL,
    person_id bigint NOT NULL,
    stays character varying(20) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.members_intakeperson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_intakeperson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_legalhold (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    until date,
    placed_by character varying(80) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    lifted_by character varying(80) NOT NULL,
    lifted_at timestamp with time zone,
    lifted_why character varying(300) NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_legalhold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_legalhold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_member (
    person_id bigint NOT NULL,
    number character varying(20) NOT NULL,
    status character varying(10) NOT NULL,
    is_blocked boolean NOT NULL,
    block_reason character varying(200) NOT NULL,
    joined_on date NOT NULL,
    joined_via character varying(20) NOT NULL,
    source_key character varying(60),
    tier_id bigint NOT NULL,
    helper_id bigint,
    merged_into_id bigint,
    CONSTRAINT merged_members_say_into_whom CHECK ((((merged_into_id IS NOT NULL) AND ((status)::text = 'merged'::text)) OR ((NOT ((status)::text = 'merged'::text)) AND (merged_into_id IS NULL))))
);


CREATE TABLE public.members_person (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(80) NOT NULL,
    pinyin character varying(200) NOT NULL,
    initials character varying(40) NOT NULL,
    gender character varying(1) NOT NULL,
    birth_date date,
    search_rank integer NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    best_time character varying(40) DEFAULT ''::character varying NOT NULL,
    erased_at timestamp with time zone,
    first_grade_year smallint,
    is_restricted boolean DEFAULT false NOT NULL,
    lunar_birthday character varying(6) DEFAULT ''::character varying NOT NULL,
    photo character varying(200) DEFAULT ''::character varying NOT NULL,
    preferred_channel character varying(8) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT members_person_first_grade_year_check CHECK ((first_grade_year >= 0))
);


CREATE TABLE public.members_persontag (
    id bigint NOT NULL,
    added_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    tag_id bigint NOT NULL
);


CREATE TABLE public.members_phone (
    id bigint NOT NULL,
    digits character varying(20) NOT NULL,
    label character varying(10) NOT NULL,
    is_primary boolean NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT phone_is_digits CHECK (((digits)::text ~ '^[0-9]{5,20}$'::text))
);


CREATE TABLE public.members_preference (
    id bigint NOT NULL,
    value jsonb NOT NULL,
    source character varying(8) NOT NULL,
    confidence numeric(3,2) NOT NULL,
    via character varying(20) NOT NULL,
    recorded_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    attribute_id bigint NOT NULL,
    person_id bigint NOT NULL,
    facts jsonb,
    CONSTRAINT confidence_is_a_share CHECK (((confidence >= (0)::numeric) AND (confidence <= (1)::numeric)))
);


CREATE TABLE public.members_tier (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(20) NOT NULL,
    name_en character varying(30) NOT NULL,
    style smallint NOT NULL,
    rank smallint NOT NULL,
    price_list character varying(20) NOT NULL,
    yearly_spend numeric(12,2) NOT NULL,
    CONSTRAINT members_tier_rank_check CHECK ((rank >= 0)),
    CONSTRAINT members_tier_style_check CHECK ((style >= 0)),
    CONSTRAINT tier_has_a_style CHECK (((style >= 1) AND (style <= 4)))
);


CREATE VIEW public.members_listed AS
 SELECT m.person_id,
    ("left"((((p.pinyin)::text || ' '::text) || (p.name)::text), 60))::character varying(60) AS by_name,
    ((chr((64 + length((m.number)::text))) || (m.number)::text))::character varying(21) AS by_number,
    m.joined_on,
    p.birth_date AS born_on,
    p.is_restricted,
    ARRAY( SELECT DISTINCT public.members_facet(f.word) AS members_facet
           FROM ( SELECT unnest(ARRAY[('tier:'::text || (t.code)::text), ('status:'::text || (m.status)::text), ('via:'::text || (m.joined_via)::text), ('gender:'::text || (p.gender)::text), ('month:'::text || EXTRACT(month FROM p.birth_date)), ('surname:'::text || "left"((p.name)::text, 1)),
                        CASE
                            WHEN m.is_blocked THEN 'blocked'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN (EXISTS ( SELECT
                               FROM public.members_phone x
                              WHERE (x.person_id = p.id))) THEN 'phone'::text
                            ELSE '-phone'::text
                        END,
                        CASE
                            WHEN (EXISTS ( SELECT
                               FROM public.members_email x
                              WHERE (x.person_id = p.id))) THEN 'email'::text
                            ELSE '-email'::text
                        END,
                        CASE
                            WHEN (EXISTS ( SELECT
                               FROM public.members_householdperson x
                              WHERE (x.person_id = p.id))) THEN 'household'::text
                            ELSE '-household'::text
                        END,
                        CASE
                            WHEN p.is_restricted THEN 'restricted'::text
                            ELSE NULL::text
                        END,
                        CASE
                            WHEN (m.helper_id IS NULL) THEN '-helper'::text
                            ELSE 'helper'::text
                        END, ('helper:'::text || m.helper_id),
                        CASE
                            WHEN (NOT (EXISTS ( SELECT
                               FROM public.members_institutioncontact x
                              WHERE ((x.person_id = p.id) AND (x.until IS NULL))))) THEN '-institution'::text
                            ELSE NULL::text
                        END]) AS unnest
                UNION ALL
                 SELECT unnest(ARRAY[('province:'::text || rtrim((a.province)::text, '省市'::text)), ('city:'::text || rtrim((a.city)::text, '市'::text)), ('district:'::text || (a.district)::text)]) AS unnest
                   FROM public.members_address a
                  WHERE ((a.person_id = p.id) AND a.is_default)
                UNION ALL
                 SELECT unnest(ARRAY[('card:'::text || (c.kind)::text), ('card::'::text || (c.status)::text), ((('card:'::text || (c.kind)::text) || ':'::text) || (c.status)::text)]) AS unnest
                   FROM public.members_card c
                  WHERE (c.member_id = p.id)
                UNION ALL
                 SELECT unnest(ARRAY['institution'::text, ('institution:'::text || i.institution_id)]) AS unnest
                   FROM public.members_institutioncontact i
                  WHERE ((i.person_id = p.id) AND (i.until IS NULL))
                UNION ALL
                 SELECT ('tag:'::text || g.tag_id)
                   FROM public.members_persontag g
                  WHERE (g.person_id = p.id)
                UNION ALL
                 SELECT ((('likes:'::text || (k.code)::text) || ':'::text) || v.word)
                   FROM (( SELECT DISTINCT ON (l.attribute_id) a.code,
                            l.value
                           FROM (( SELECT DISTINCT ON (w.attribute_id, w.source) w.attribute_id,
                                    w.source,
                                    w.value
                                   FROM public.members_preference w
                                  WHERE (w.person_id = p.id)
                                  ORDER BY w.attribute_id, w.source, w.at DESC, w.id DESC) l
                             JOIN public.members_attribute a ON (((a.id = l.attribute_id) AND ((a.kind)::text = ANY ((ARRAY['choice'::character varying, 'choices'::character varying, 'flag'::character varying, 'scale'::character varying, 'words'::character varying])::text[])))))
                          WHERE (l.value <> 'null'::jsonb)
                          ORDER BY l.attribute_id, (array_position(ARRAY['declared'::text, 'survey'::text, 'observed'::text, 'partner'::text, 'derived'::text], (l.source)::text))) k
                     CROSS JOIN LATERAL jsonb_array_elements_text(
                        CASE jsonb_typeof(k.value)
                            WHEN 'array'::text THEN k.value
                            ELSE jsonb_build_array(k.value)
                        END) v(word))
                UNION ALL
                ( SELECT DISTINCT ON (w.purpose, w.channel) (((
                        CASE
                            WHEN w.is_granted THEN 'yes:'::text
                            ELSE 'no:'::text
                        END || (w.purpose)::text) || ':'::text) || (w.channel)::text)
                   FROM public.members_consent w
                  WHERE (w.person_id = p.id)
                  ORDER BY w.purpose, w.channel, w.at DESC, w.id DESC)) f(word)
          WHERE (f.word IS NOT NULL)) AS facets,
    p.search_rank AS activity,
    ("left"((p.name)::text, 1))::character varying(1) AS surname
   FROM ((public.members_member m
     JOIN public.members_person p ON ((p.id = m.person_id)))
     JOIN public.members_tier t ON ((t.id = m.tier_id)))
  WHERE (((m.status)::text <> 'merged'::text) AND (p.erased_at IS NULL));


CREATE TABLE public.members_listexport (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    query character varying(2000) NOT NULL,
    columns jsonb NOT NULL,
    is_masked boolean NOT NULL,
    rows integer NOT NULL,
    reason character varying(200) NOT NULL,
    status character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    taken_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    people bigint[],
    CONSTRAINT members_listexport_rows_check CHECK ((rows >= 0)),
    CONSTRAINT nobody_approves_themselves CHECK (((decided_by_id IS NULL) OR (NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL)))))
);


ALTER TABLE public.members_listexport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_listexport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_listing (
    person_id bigint NOT NULL,
    by_name character varying(60) NOT NULL COLLATE pg_catalog."C",
    by_number character varying(21) NOT NULL COLLATE pg_catalog."C",
    joined_on date NOT NULL,
    born_on date,
    is_restricted boolean NOT NULL,
    facets bigint[] NOT NULL,
    activity integer DEFAULT 0 NOT NULL,
    surname character varying(1) DEFAULT ''::character varying NOT NULL,
    orders integer DEFAULT 0 NOT NULL,
    spent numeric(14,2) DEFAULT 0 NOT NULL,
    year_spent numeric(14,2) DEFAULT 0 NOT NULL,
    bought_on date DEFAULT '1900-01-01'::date NOT NULL,
    points integer DEFAULT 0 NOT NULL
);


CREATE TABLE public.members_matchrun (
    id bigint NOT NULL,
    scope character varying(6) NOT NULL,
    people integer NOT NULL,
    pairs integer NOT NULL,
    up_to_id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    failure character varying(300) NOT NULL,
    CONSTRAINT members_matchrun_pairs_check CHECK ((pairs >= 0)),
    CONSTRAINT members_matchrun_people_check CHECK ((people >= 0))
);


ALTER TABLE public.members_matchrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_matchrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_merge (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    reason character varying(200) NOT NULL,
    merged_by character varying(80) NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_by character varying(80) NOT NULL,
    undone_at timestamp with time zone,
    outcome jsonb NOT NULL,
    absorbed_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    CONSTRAINT nobody_absorbs_themselves CHECK ((NOT (kept_id = absorbed_id)))
);


ALTER TABLE public.members_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_mergedrow (
    id bigint NOT NULL,
    table_name character varying(60) NOT NULL,
    row_key character varying(40) CONSTRAINT members_mergedrow_row_id_not_null NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    merge_id bigint NOT NULL
);


ALTER TABLE public.members_mergedrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_mergedrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_mergingrule (
    id bigint NOT NULL,
    is_on boolean NOT NULL,
    "least" numeric(5,4) NOT NULL,
    set_by character varying(80) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT merge_if_likely CHECK ((("least" >= 0.9) AND ("least" <= (1)::numeric)))
);


ALTER TABLE public.members_mergingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_mergingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_namedfile (
    id bigint NOT NULL,
    what character varying(40) NOT NULL,
    readers integer NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    taken_by_id bigint NOT NULL,
    CONSTRAINT members_namedfile_readers_check CHECK ((readers >= 0))
);


ALTER TABLE public.members_namedfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_namedfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_note (
    id bigint NOT NULL,
    text character varying(2000) NOT NULL,
    is_pinned boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    is_removed boolean NOT NULL,
    author_id bigint,
    person_id bigint NOT NULL,
    is_sensitive boolean DEFAULT false NOT NULL
);


ALTER TABLE public.members_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_pair (
    id bigint NOT NULL,
    score numeric(5,4) NOT NULL,
    evidence jsonb NOT NULL,
    verdict character varying(10) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    left_id bigint NOT NULL,
    right_id bigint NOT NULL,
    housed jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT older_person_first CHECK ((left_id < right_id))
);


ALTER TABLE public.members_pair ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_pair_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_paper (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    kind character varying(12) NOT NULL,
    status character varying(8) NOT NULL,
    file character varying(200) NOT NULL,
    file_name character varying(200) NOT NULL,
    media_type character varying(40) NOT NULL,
    size integer NOT NULL,
    digest character varying(64) NOT NULL,
    note character varying(300) NOT NULL,
    added_by character varying(80) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    filed_by character varying(80) NOT NULL,
    filed_at timestamp with time zone,
    person_id bigint,
    CONSTRAINT a_filed_paper_hangs_on_somebody CHECK (((NOT ((status)::text = 'filed'::text)) OR (person_id IS NOT NULL))),
    CONSTRAINT members_paper_size_check CHECK ((size >= 0))
);


ALTER TABLE public.members_paper ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_paper_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.members_person ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_personaldataaccess (
    id bigint NOT NULL,
    actor_kind character varying(10) NOT NULL,
    actor_id character varying(60) NOT NULL,
    via character varying(20) NOT NULL,
    part character varying(20) NOT NULL,
    reason character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_personaldataaccess ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_personaldataaccess_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.members_persontag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_persontag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.members_phone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_phone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.members_preference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_preference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_privacyrequest (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    kind character varying(8) NOT NULL,
    status character varying(8) NOT NULL,
    asked_via character varying(20) NOT NULL,
    note character varying(300) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    recorded_by character varying(80) NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(80) NOT NULL,
    outcome character varying(300) NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT nobody_erases_alone CHECK (((NOT (((kind)::text = 'erase'::text) AND ((status)::text = 'done'::text))) OR (NOT ((done_by)::text = (recorded_by)::text))))
);


ALTER TABLE public.members_privacyrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_privacyrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_questionputoff (
    id bigint NOT NULL,
    is_refused boolean NOT NULL,
    until timestamp with time zone NOT NULL,
    recorded_by character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    attribute_id bigint NOT NULL,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_questionputoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_questionputoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_relation (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    note character varying(200) NOT NULL,
    since date,
    recorded_at timestamp with time zone NOT NULL,
    other_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT nobody_is_related_to_themselves CHECK ((NOT (person_id = other_id)))
);


ALTER TABLE public.members_relation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_relation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE UNLOGGED TABLE public.members_relisting (
    id bigint NOT NULL,
    people bigint[] NOT NULL
);


ALTER TABLE public.members_relisting ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.members_relisting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_retentionrule (
    id bigint NOT NULL,
    part character varying(30) NOT NULL,
    months smallint NOT NULL,
    ground character varying(200) NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT members_retentionrule_months_check CHECK ((months >= 0))
);


ALTER TABLE public.members_retentionrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_retentionrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_retiredfield (
    id bigint NOT NULL,
    field character varying(60) NOT NULL,
    retired_at timestamp with time zone NOT NULL,
    retired_by character varying(80) NOT NULL
);


ALTER TABLE public.members_retiredfield ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_retiredfield_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_savedmapping (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    columns jsonb NOT NULL,
    used_at timestamp with time zone NOT NULL,
    owner_id bigint
);


ALTER TABLE public.members_savedmapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_savedmapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_savedview (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    name character varying(60) NOT NULL,
    is_shared boolean NOT NULL,
    query character varying(2000) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id bigint NOT NULL,
    is_default boolean DEFAULT false NOT NULL
);


ALTER TABLE public.members_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_signuprequest (
    id bigint NOT NULL,
    request_key character varying(40) NOT NULL,
    via character varying(8) NOT NULL,
    status character varying(8) NOT NULL,
    name character varying(80) NOT NULL,
    phone character varying(20) NOT NULL,
    email character varying(254) NOT NULL,
    birth_date date,
    guardian_name character varying(80) NOT NULL,
    guardian_phone character varying(20) NOT NULL,
    consents jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by character varying(80) NOT NULL,
    member_id bigint,
    proved_at timestamp with time zone,
    proved_by character varying(8) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT answered_sign_ups_say_nothing CHECK ((((status)::text = 'waiting'::text) OR ((birth_date IS NULL) AND ((email)::text = ''::text) AND ((guardian_name)::text = ''::text) AND ((guardian_phone)::text = ''::text) AND ((name)::text = ''::text) AND ((phone)::text = ''::text))))
);


ALTER TABLE public.members_signuprequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_signuprequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_tag (
    id bigint NOT NULL,
    name character varying(30) NOT NULL,
    colour smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT members_tag_colour_check CHECK ((colour >= 0)),
    CONSTRAINT tag_has_a_colour CHECK (((colour >= 1) AND (colour <= 6)))
);


ALTER TABLE public.members_tag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.members_task (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    title character varying(120) NOT NULL,
    text character varying(1000) NOT NULL,
    channel character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(80) NOT NULL,
    outcome character varying(300) NOT NULL,
    assignee_id bigint,
    person_id bigint NOT NULL
);


ALTER TABLE public.members_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.members_tier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.members_tier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_cap (
    id bigint NOT NULL,
    purpose character varying(10) NOT NULL,
    channel character varying(8) NOT NULL,
    most smallint NOT NULL,
    days smallint NOT NULL,
    CONSTRAINT cap_has_days CHECK (((days >= 1) AND (days <= 366))),
    CONSTRAINT messaging_cap_days_check CHECK ((days >= 0)),
    CONSTRAINT messaging_cap_most_check CHECK ((most >= 0))
);


ALTER TABLE public.messaging_cap ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_cap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_channelsetting (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    is_on boolean NOT NULL,
    cost_each numeric(8,4) NOT NULL,
    per_minute integer NOT NULL,
    monthly_budget numeric(12,2),
    quiet_from time without time zone,
    quiet_until time without time zone,
    CONSTRAINT channel_cost_is_no_gain CHECK ((cost_each >= (0)::numeric)),
    CONSTRAINT channel_goes_at_all CHECK ((per_minute >= 1)),
    CONSTRAINT channel_hours_are_whole CHECK ((((quiet_from IS NULL) AND (quiet_until IS NULL)) OR ((quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL)))),
    CONSTRAINT messaging_channelsetting_per_minute_check CHECK ((per_minute >= 0))
);


ALTER TABLE public.messaging_channelsetting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_channelsetting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_deliveryevent (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    key character varying(160) NOT NULL,
    text character varying(200) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    message_id bigint NOT NULL
);


ALTER TABLE public.messaging_deliveryevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_deliveryevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_follower (
    id bigint NOT NULL,
    digest character varying(32) NOT NULL,
    sealed character varying(500) NOT NULL,
    since timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    member_id bigint NOT NULL
);


ALTER TABLE public.messaging_follower ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_follower_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_holdout (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    until timestamp with time zone NOT NULL,
    member_id bigint NOT NULL
);


ALTER TABLE public.messaging_holdout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_holdout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_inbound (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    channel character varying(8) NOT NULL,
    key character varying(200) NOT NULL,
    digest character varying(32) NOT NULL,
    shown character varying(80) NOT NULL,
    sealed character varying(500) NOT NULL,
    subject character varying(200) NOT NULL,
    text text NOT NULL,
    state character varying(10) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    done_by character varying(80) NOT NULL,
    member_id bigint,
    answers_id bigint,
    original character varying(200) NOT NULL
);


ALTER TABLE public.messaging_inbound ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_inbound_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_inboundfile (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    content_type character varying(100) NOT NULL,
    size integer NOT NULL,
    file character varying(200) NOT NULL,
    inbound_id bigint NOT NULL,
    CONSTRAINT messaging_inboundfile_size_check CHECK ((size >= 0))
);


ALTER TABLE public.messaging_inboundfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_inboundfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_mailboxplace (
    id bigint NOT NULL,
    box character varying(120) NOT NULL,
    validity bigint NOT NULL,
    place bigint NOT NULL,
    looked_at timestamp with time zone,
    error character varying(200) NOT NULL
);


ALTER TABLE public.messaging_mailboxplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_mailboxplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_mailing (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    key character varying(100) NOT NULL,
    name character varying(80) NOT NULL,
    kind character varying(60) NOT NULL,
    purpose character varying(10) NOT NULL,
    channels character varying(8)[] NOT NULL,
    facts jsonb NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    whole_at timestamp with time zone,
    stopped_at timestamp with time zone,
    stopped_by character varying(80) NOT NULL,
    ended_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    confirmed_by character varying(80) DEFAULT ''::character varying NOT NULL,
    counted_at timestamp with time zone,
    estimate jsonb DEFAULT '{}'::jsonb NOT NULL,
    handed_to bigint DEFAULT 0 NOT NULL,
    listed bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    parts smallint DEFAULT 1 NOT NULL,
    readers integer DEFAULT 0 NOT NULL,
    segment character varying(80) DEFAULT ''::character varying NOT NULL,
    version_id bigint,
    CONSTRAINT messaging_mailing_parts_check CHECK ((parts >= 0)),
    CONSTRAINT messaging_mailing_readers_check CHECK ((readers >= 0)),
    CONSTRAINT two_confirm_a_large_mailing CHECK (((confirmed_at IS NULL) OR (readers <= 1000) OR (NOT ((confirmed_by)::text = (asked_by)::text))))
);


ALTER TABLE public.messaging_mailing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_mailing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_message (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    key character varying(120) NOT NULL,
    kind character varying(60) NOT NULL,
    purpose character varying(10) NOT NULL,
    is_urgent boolean NOT NULL,
    sealed character varying(500) NOT NULL,
    choices character varying(8)[] NOT NULL,
    facts jsonb NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    channel character varying(8) NOT NULL,
    digest character varying(32) NOT NULL,
    shown character varying(80) NOT NULL,
    verdict character varying(20) NOT NULL,
    why jsonb NOT NULL,
    judged_at timestamp with time zone,
    next_at timestamp with time zone,
    language character varying(7) NOT NULL,
    template_version integer,
    subject character varying(200) NOT NULL,
    text text NOT NULL,
    attempts smallint NOT NULL,
    provider character varying(20) NOT NULL,
    provider_key character varying(120) NOT NULL,
    parts smallint NOT NULL,
    cost numeric(8,4) NOT NULL,
    error character varying(200) NOT NULL,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    answers_id bigint,
    member_id bigint,
    batch_id bigint,
    mailing_id bigint,
    CONSTRAINT a_message_goes_to_somebody CHECK (((member_id IS NOT NULL) OR (NOT ((sealed)::text = ''::text)))),
    CONSTRAINT a_refusal_says_why CHECK (((NOT ((state)::text = 'refused'::text)) OR ((judged_at IS NOT NULL) AND (NOT ((verdict)::text = ANY ((ARRAY[''::character varying, 'ok'::character varying])::text[])))))),
    CONSTRAINT messaging_message_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT messaging_message_parts_check CHECK ((parts >= 0)),
    CONSTRAINT messaging_message_template_version_check CHECK ((template_version >= 0)),
    CONSTRAINT nothing_leaves_unjudged CHECK ((((state)::text = ANY ((ARRAY['asked'::character varying, 'refused'::character varying, 'dropped'::character varying])::text[])) OR ((judged_at IS NOT NULL) AND ((verdict)::text = 'ok'::text) AND (NOT ((channel)::text = ''::text)))))
);


ALTER TABLE public.messaging_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_onetimecode (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    purpose character varying(40) NOT NULL,
    channel character varying(8) NOT NULL,
    digest character varying(32) NOT NULL,
    sealed character varying(500) NOT NULL,
    place character varying(32) NOT NULL,
    answer character varying(32) NOT NULL,
    tries_left smallint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT a_code_counts_a_while CHECK ((expires_at > made_at)),
    CONSTRAINT messaging_onetimecode_tries_left_check CHECK ((tries_left >= 0))
);


ALTER TABLE public.messaging_onetimecode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_onetimecode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_printbatch (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    letters integer NOT NULL,
    file character varying(200) NOT NULL,
    manifest character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone,
    posted_by character varying(80) NOT NULL,
    CONSTRAINT messaging_printbatch_letters_check CHECK ((letters >= 0))
);


ALTER TABLE public.messaging_printbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_printbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_sender (
    id bigint NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    contact character varying(120) NOT NULL,
    address character varying(200) NOT NULL,
    site character varying(120) NOT NULL,
    fax_gateway character varying(120) NOT NULL,
    CONSTRAINT one_sender CHECK ((id = 1))
);


ALTER TABLE public.messaging_sender ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_sender_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_spending (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    money numeric(14,4) NOT NULL,
    month timestamp with time zone NOT NULL,
    counted_at timestamp with time zone NOT NULL
);


ALTER TABLE public.messaging_spending ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_spending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_suppression (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    digest character varying(32) NOT NULL,
    shown character varying(80) NOT NULL,
    is_total boolean NOT NULL,
    reason character varying(10) NOT NULL,
    added_by character varying(80) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by character varying(80) NOT NULL
);


ALTER TABLE public.messaging_suppression ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_suppression_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_template (
    id bigint NOT NULL,
    kind character varying(60) NOT NULL,
    is_on boolean NOT NULL,
    current_id bigint,
    name character varying(80) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.messaging_template ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_template_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_templatetext (
    id bigint NOT NULL,
    language character varying(7) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    short character varying(500) NOT NULL,
    version_id bigint NOT NULL
);


ALTER TABLE public.messaging_templatetext ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_templatetext_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.messaging_templateversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    written_by character varying(80) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    approved_by character varying(80) NOT NULL,
    approved_at timestamp with time zone,
    template_id bigint NOT NULL,
    CONSTRAINT messaging_templateversion_number_check CHECK ((number >= 0)),
    CONSTRAINT nobody_approves_own_words CHECK ((((state)::text = 'draft'::text) OR ((approved_at IS NOT NULL) AND (NOT ((approved_by)::text = (written_by)::text)))))
);


ALTER TABLE public.messaging_templateversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_templateversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);


ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE SEQUENCE public.number_appointment
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_card
    START WITH 1000001
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_count
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_institution
    START WITH 1001
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_invoice
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_manifest
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_member
    START WITH 100001
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_order
    START WITH 1000001
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_payment
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_print_job
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_purchase
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_receipt
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_refund
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_release
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_return
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_reward
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_settlement
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_supplier_payment
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_supplier_return
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_transfer
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_value_card
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_want
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE SEQUENCE public.number_wave
    START WITH 1
    INCREMENT BY 50
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE TABLE public.orders_appointment (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    kind character varying(8) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    moves smallint NOT NULL,
    note character varying(200) NOT NULL,
    is_accepted boolean,
    findings character varying(500) NOT NULL,
    signed_by character varying(80) NOT NULL,
    booked_by character varying(80) NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    done_by character varying(80) NOT NULL,
    done_at timestamp with time zone,
    item_id bigint,
    member_id bigint NOT NULL,
    station_id bigint NOT NULL,
    CONSTRAINT appointment_done_is_judged CHECK ((((is_accepted IS NOT NULL) AND ((state)::text = 'done'::text)) OR (NOT ((state)::text = 'done'::text)))),
    CONSTRAINT appointment_takes_time CHECK ((ends_at > starts_at)),
    CONSTRAINT orders_appointment_moves_check CHECK ((moves >= 0))
);


ALTER TABLE public.orders_appointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_basketday (
    id bigint NOT NULL,
    day date NOT NULL,
    ours numeric(12,2) NOT NULL,
    theirs numeric(12,2) NOT NULL,
    compared integer NOT NULL,
    dearer integer NOT NULL,
    basket_id bigint NOT NULL,
    CONSTRAINT basket_day_compares CHECK ((theirs > (0)::numeric)),
    CONSTRAINT orders_basketday_compared_check CHECK ((compared >= 0)),
    CONSTRAINT orders_basketday_dearer_check CHECK ((dearer >= 0))
);


ALTER TABLE public.orders_basketday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_basketday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_baskettitle (
    id bigint NOT NULL,
    weight smallint NOT NULL,
    item_id bigint NOT NULL,
    basket_id bigint NOT NULL,
    CONSTRAINT basket_title_weighs CHECK ((weight > 0)),
    CONSTRAINT orders_baskettitle_weight_check CHECK ((weight >= 0))
);


ALTER TABLE public.orders_baskettitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_baskettitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_catalogueedition (
    id bigint NOT NULL,
    serial smallint NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    state character varying(8) NOT NULL,
    sent_out integer NOT NULL,
    valid_to date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT edition_serial_three_digits CHECK (((serial >= 1) AND (serial <= 999))),
    CONSTRAINT orders_catalogueedition_sent_out_check CHECK ((sent_out >= 0)),
    CONSTRAINT orders_catalogueedition_serial_check CHECK ((serial >= 0))
);


ALTER TABLE public.orders_catalogueedition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_catalogueedition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_copyreservation (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    reserved_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    order_id bigint,
    release_id bigint NOT NULL,
    copy_id bigint NOT NULL,
    CONSTRAINT release_claimed_by_order CHECK ((((order_id IS NOT NULL) AND ((state)::text = 'claimed'::text)) OR (NOT ((state)::text = 'claimed'::text))))
);


ALTER TABLE public.orders_copyreservation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_copyreservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_coupon (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    most_uses integer NOT NULL,
    uses integer NOT NULL,
    member_id bigint,
    batch_id bigint NOT NULL,
    block_reason character varying(200) DEFAULT ''::character varying NOT NULL,
    blocked_at timestamp with time zone,
    CONSTRAINT coupon_uses_within_cap CHECK ((uses <= most_uses)),
    CONSTRAINT orders_coupon_most_uses_check CHECK ((most_uses >= 0)),
    CONSTRAINT orders_coupon_uses_check CHECK ((uses >= 0))
);


ALTER TABLE public.orders_coupon ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_coupon_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_couponbatch (
    id bigint NOT NULL,
    most_uses integer NOT NULL,
    ends_at timestamp with time zone,
    made_by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    promotion_id bigint NOT NULL,
    hold_out smallint DEFAULT 0 NOT NULL,
    is_made boolean DEFAULT true NOT NULL,
    made_up_to bigint DEFAULT 0 NOT NULL,
    name character varying(60) DEFAULT ''::character varying NOT NULL,
    remind_days smallint DEFAULT 0 NOT NULL,
    segment character varying(60) DEFAULT ''::character varying NOT NULL,
    shared_code character varying(20) DEFAULT ''::character varying NOT NULL,
    starts_at timestamp with time zone,
    stop_reason character varying(200) DEFAULT ''::character varying NOT NULL,
    stopped_at timestamp with time zone,
    "to" character varying(8) DEFAULT 'anybody'::character varying NOT NULL,
    uid uuid DEFAULT gen_random_uuid() NOT NULL,
    wanted integer DEFAULT 0 NOT NULL,
    CONSTRAINT coupons_end_after_start CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT coupons_hold_out_half_at_most CHECK ((hold_out <= 50)),
    CONSTRAINT orders_couponbatch_hold_out_check CHECK ((hold_out >= 0)),
    CONSTRAINT orders_couponbatch_most_uses_check CHECK ((most_uses >= 0)),
    CONSTRAINT orders_couponbatch_remind_days_check CHECK ((remind_days >= 0)),
    CONSTRAINT orders_couponbatch_wanted_check CHECK ((wanted >= 0))
);


ALTER TABLE public.orders_couponbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_couponbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_couponleftout (
    id bigint NOT NULL,
    batch_id bigint NOT NULL,
    member_id bigint NOT NULL
);


ALTER TABLE public.orders_couponleftout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_couponleftout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_deliveryrule (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    rank smallint NOT NULL,
    areas character varying(40)[] NOT NULL,
    channels character varying(10)[] NOT NULL,
    free_from numeric(10,2),
    fee numeric(8,2) NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT delivery_fee_not_negative CHECK ((fee >= (0)::numeric)),
    CONSTRAINT orders_deliveryrule_rank_check CHECK ((rank >= 0))
);


ALTER TABLE public.orders_deliveryrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_deliveryrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_draft (
    uid uuid NOT NULL,
    content jsonb NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    clerk_id bigint NOT NULL,
    member_id bigint NOT NULL
);


CREATE TABLE public.orders_drawermove (
    id bigint NOT NULL,
    key uuid NOT NULL,
    kind character varying(3) NOT NULL,
    reason character varying(8) NOT NULL,
    amount numeric(10,2) NOT NULL,
    moved_by character varying(80) NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    session_id bigint NOT NULL,
    refund_id bigint,
    CONSTRAINT drawer_move_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT refund_leaves_the_drawer CHECK (((refund_id IS NULL) OR (((kind)::text = 'out'::text) AND ((reason)::text = 'refund'::text))))
);


ALTER TABLE public.orders_drawermove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_drawermove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_editiontitle (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    edition_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT edition_number_three_digits CHECK ((("position" >= 1) AND ("position" <= 999))),
    CONSTRAINT orders_editiontitle_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.orders_editiontitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_editiontitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_exchange (
    id bigint NOT NULL,
    carried numeric(12,2) NOT NULL,
    charged numeric(12,2) NOT NULL,
    given numeric(12,2) NOT NULL,
    done_at timestamp with time zone NOT NULL,
    order_id bigint NOT NULL,
    returned_id bigint NOT NULL,
    CONSTRAINT exchange_sums CHECK (((carried >= (0)::numeric) AND (charged >= (0)::numeric) AND (given >= (0)::numeric)))
);


ALTER TABLE public.orders_exchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_exchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_filedorder (
    order_id bigint NOT NULL,
    file_id bigint NOT NULL
);


CREATE TABLE public.orders_formtaken (
    id bigint NOT NULL,
    key uuid NOT NULL,
    request_key uuid NOT NULL,
    copies integer NOT NULL,
    taken_by character varying(80) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    edition_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT form_of_some_copies CHECK ((copies > 0)),
    CONSTRAINT orders_formtaken_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.orders_formtaken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_formtaken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_heldsale (
    uid uuid NOT NULL,
    held_by character varying(80) NOT NULL,
    lines jsonb NOT NULL,
    copies integer NOT NULL,
    total numeric(12,2) NOT NULL,
    held_at timestamp with time zone NOT NULL,
    recalled_at timestamp with time zone,
    store_id bigint NOT NULL,
    CONSTRAINT orders_heldsale_copies_check CHECK ((copies >= 0))
);


CREATE TABLE public.orders_manifest (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    carrier character varying(20) NOT NULL,
    created_by character varying(80) NOT NULL,
    handed_at timestamp with time zone NOT NULL
);


ALTER TABLE public.orders_manifest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_manifest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_manuscript (
    id bigint NOT NULL,
    file character varying(120) NOT NULL,
    file_name character varying(120) NOT NULL,
    kind character varying(8) NOT NULL,
    size integer NOT NULL,
    digest character varying(64) NOT NULL,
    pages integer NOT NULL,
    is_estimate boolean NOT NULL,
    added_by character varying(80) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone,
    member_id bigint NOT NULL,
    CONSTRAINT manuscript_has_pages CHECK ((pages > 0)),
    CONSTRAINT orders_manuscript_pages_check CHECK ((pages >= 0)),
    CONSTRAINT orders_manuscript_size_check CHECK ((size >= 0))
);


ALTER TABLE public.orders_manuscript ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_manuscript_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_message (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    channel character varying(10) NOT NULL,
    key character varying(80) NOT NULL,
    sender character varying(120) NOT NULL,
    text text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    read jsonb NOT NULL,
    reply character varying(300) NOT NULL,
    order_number character varying(20) NOT NULL,
    done_by character varying(80) NOT NULL,
    member_id bigint
);


ALTER TABLE public.orders_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_notice (
    id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    sent_to character varying(120) NOT NULL,
    about character varying(60) NOT NULL,
    text character varying(500) NOT NULL,
    state character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(80) NOT NULL,
    member_id bigint
);


ALTER TABLE public.orders_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_order (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    request_key uuid NOT NULL,
    channel character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    payment character varying(12) NOT NULL,
    recipient character varying(80) NOT NULL,
    phone character varying(20) NOT NULL,
    address character varying(300) NOT NULL,
    postcode character varying(10) NOT NULL,
    list_total numeric(12,2) NOT NULL,
    net_total numeric(12,2) NOT NULL,
    points_spent integer NOT NULL,
    points_value numeric(12,2) NOT NULL,
    total numeric(12,2) NOT NULL,
    paid_total numeric(12,2) NOT NULL,
    note character varying(300) NOT NULL,
    waybill character varying(40) NOT NULL,
    placed_by character varying(80) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    picked_at timestamp with time zone,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    member_id bigint,
    closed_at timestamp with time zone,
    holding smallint DEFAULT 0 NOT NULL,
    packed_at timestamp with time zone,
    picking_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    wave_id bigint,
    delivery_fee numeric(8,2) DEFAULT 0 NOT NULL,
    CONSTRAINT guests_buy_at_tills_and_on_the_web CHECK (((member_id IS NOT NULL) OR ((channel)::text = 'till'::text) OR ((channel)::text = 'web'::text))),
    CONSTRAINT order_net_within_list CHECK ((net_total <= list_total)),
    CONSTRAINT order_total_adds_up CHECK (((total = ((net_total + delivery_fee) - points_value)) AND (total >= (0)::numeric))),
    CONSTRAINT orders_order_holding_check CHECK ((holding >= 0)),
    CONSTRAINT orders_order_version_check CHECK ((version >= 0))
);


ALTER TABLE public.orders_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderfile (
    id bigint NOT NULL,
    file character varying(300) NOT NULL,
    file_name character varying(200) NOT NULL,
    reading jsonb NOT NULL,
    status character varying(8) NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    rows integer NOT NULL,
    placed integer NOT NULL,
    known integer NOT NULL,
    refused integer NOT NULL,
    failure character varying(300) NOT NULL,
    handed_in_by character varying(80) NOT NULL,
    handed_in_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT orders_orderfile_known_check CHECK ((known >= 0)),
    CONSTRAINT orders_orderfile_placed_check CHECK ((placed >= 0)),
    CONSTRAINT orders_orderfile_refused_check CHECK ((refused >= 0)),
    CONSTRAINT orders_orderfile_rows_check CHECK ((rows >= 0))
);


ALTER TABLE public.orders_orderfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderhold (
    id bigint NOT NULL,
    reason character varying(10) NOT NULL,
    started_by character varying(80) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    lifted_by character varying(80) NOT NULL,
    lifted_at timestamp with time zone,
    order_id bigint NOT NULL
);


ALTER TABLE public.orders_orderhold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderhold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderline (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    title character varying(300) NOT NULL,
    quantity integer NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    net_price numeric(10,2) NOT NULL,
    list_amount numeric(12,2) NOT NULL,
    net_amount numeric(12,2) NOT NULL,
    price_reason character varying(60) NOT NULL,
    item_id bigint NOT NULL,
    member_id bigint,
    order_id bigint NOT NULL,
    waiting integer DEFAULT 0 NOT NULL,
    price_steps jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT line_amounts_add_up CHECK (((list_amount = (list_price * (quantity)::numeric)) AND (net_amount = (net_price * (quantity)::numeric)))),
    CONSTRAINT line_quantity_positive CHECK ((quantity > 0)),
    CONSTRAINT line_waits_for_what_it_has CHECK ((waiting <= quantity)),
    CONSTRAINT orders_orderline_position_check CHECK (("position" >= 0)),
    CONSTRAINT orders_orderline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT orders_orderline_waiting_check CHECK ((waiting >= 0))
);


ALTER TABLE public.orders_orderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_ordermapping (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    columns jsonb NOT NULL,
    source character varying(40) NOT NULL,
    channel character varying(12) NOT NULL,
    payment character varying(12) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    owner_id bigint
);


ALTER TABLE public.orders_ordermapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_ordermapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderwish (
    order_id bigint NOT NULL,
    pickup_place character varying(20) NOT NULL,
    is_gift boolean NOT NULL,
    gift_message character varying(300) NOT NULL,
    ready_at timestamp with time zone,
    invoice_title character varying(100) DEFAULT ''::character varying NOT NULL,
    tax_number character varying(20) DEFAULT ''::character varying NOT NULL
);


CREATE TABLE public.orders_ownbundle (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(80) NOT NULL,
    valid_to timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    member_id bigint NOT NULL,
    order_id bigint,
    CONSTRAINT bundle_decided_when_over CHECK ((((decided_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (decided_at IS NOT NULL))))
);


ALTER TABLE public.orders_ownbundle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_ownbundle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_ownbundletitle (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    reason character varying(8) NOT NULL,
    word character varying(120) NOT NULL,
    bundle_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT orders_ownbundletitle_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.orders_ownbundletitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_ownbundletitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_partneroffer (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    merchant character varying(80) NOT NULL,
    name_zh character varying(80) NOT NULL,
    name_en character varying(80) NOT NULL,
    terms character varying(500) NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    tiers character varying(20)[] NOT NULL,
    most_per_member smallint NOT NULL,
    most_uses integer,
    uses integer NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT orders_partneroffer_most_per_member_check CHECK ((most_per_member >= 0)),
    CONSTRAINT orders_partneroffer_most_uses_check CHECK ((most_uses >= 0)),
    CONSTRAINT orders_partneroffer_uses_check CHECK ((uses >= 0)),
    CONSTRAINT partner_offer_ends_after_start CHECK ((valid_to >= valid_from)),
    CONSTRAINT partner_offer_within_its_uses CHECK (((most_uses IS NULL) OR (uses <= most_uses)))
);


ALTER TABLE public.orders_partneroffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_partneroffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_partneruse (
    id bigint NOT NULL,
    key uuid NOT NULL,
    used_by character varying(80) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    offer_id bigint NOT NULL
);


ALTER TABLE public.orders_partneruse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_partneruse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_pointspreview (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    version smallint NOT NULL,
    terms jsonb NOT NULL,
    instead jsonb,
    since timestamp with time zone NOT NULL,
    months smallint NOT NULL,
    points_per_yuan numeric(6,4) NOT NULL,
    point_value numeric(6,4) NOT NULL,
    lot_months smallint NOT NULL,
    lapse_rate numeric(5,4) NOT NULL,
    people integer NOT NULL,
    tried integer NOT NULL,
    last_id bigint NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    stopped_at timestamp with time zone,
    stopped_by character varying(80) NOT NULL,
    rule_id bigint NOT NULL,
    CONSTRAINT orders_pointspreview_lot_months_check CHECK ((lot_months >= 0)),
    CONSTRAINT orders_pointspreview_months_check CHECK ((months >= 0)),
    CONSTRAINT orders_pointspreview_people_check CHECK ((people >= 0)),
    CONSTRAINT orders_pointspreview_tried_check CHECK ((tried >= 0)),
    CONSTRAINT orders_pointspreview_version_check CHECK ((version >= 0)),
    CONSTRAINT preview_ended_or_stopped CHECK (((ended_at IS NULL) OR (stopped_at IS NULL)))
);


ALTER TABLE public.orders_pointspreview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_pointspreview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_pointspreviewaward (
    id bigint NOT NULL,
    points bigint NOT NULL,
    instead bigint NOT NULL,
    order_id bigint NOT NULL,
    preview_id bigint NOT NULL
);


ALTER TABLE public.orders_pointspreviewaward ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_pointspreviewaward_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_pointspreviewshare (
    id bigint NOT NULL,
    month date NOT NULL,
    orders integer NOT NULL,
    points bigint NOT NULL,
    preview_id bigint NOT NULL,
    tier_id bigint NOT NULL,
    CONSTRAINT orders_pointspreviewshare_orders_check CHECK ((orders >= 0))
);


ALTER TABLE public.orders_pointspreviewshare ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_pointspreviewshare_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_pointspreviewtier (
    id bigint NOT NULL,
    winners integer NOT NULL,
    losers integer NOT NULL,
    gained bigint NOT NULL,
    lost bigint NOT NULL,
    most bigint NOT NULL,
    preview_id bigint NOT NULL,
    tier_id bigint NOT NULL,
    CONSTRAINT orders_pointspreviewtier_losers_check CHECK ((losers >= 0)),
    CONSTRAINT orders_pointspreviewtier_winners_check CHECK ((winners >= 0))
);


ALTER TABLE public.orders_pointspreviewtier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_pointspreviewtier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_pricebasket (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    price_list character varying(20) NOT NULL,
    made_at timestamp with time zone NOT NULL
);


ALTER TABLE public.orders_pricebasket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_pricebasket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_priceclaim (
    id bigint NOT NULL,
    price numeric(10,2) NOT NULL,
    seen_at character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    amount numeric(12,2) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    line_id bigint NOT NULL,
    member_id bigint NOT NULL,
    request_key uuid,
    CONSTRAINT claimed_price_positive CHECK ((price > (0)::numeric))
);


ALTER TABLE public.orders_priceclaim ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_priceclaim_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_printjob (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    request_key uuid NOT NULL,
    title character varying(120) NOT NULL,
    form character varying(6) NOT NULL,
    state character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    rights_at timestamp with time zone NOT NULL,
    paper character varying(20) NOT NULL,
    binding character varying(20) NOT NULL,
    colour character varying(20) NOT NULL,
    pages integer NOT NULL,
    copies integer NOT NULL,
    steps jsonb NOT NULL,
    total numeric(12,2) NOT NULL,
    paid_total numeric(12,2) NOT NULL,
    quoted_at timestamp with time zone,
    quoted_until date,
    accepted_at timestamp with time zone,
    proof_note character varying(300) NOT NULL,
    printed_at timestamp with time zone,
    ready_at timestamp with time zone,
    delivered_at timestamp with time zone,
    delivery_note character varying(120) NOT NULL,
    cancelled_at timestamp with time zone,
    reason character varying(120) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    body_id bigint NOT NULL,
    cover_id bigint,
    member_id bigint NOT NULL,
    CONSTRAINT orders_printjob_copies_check CHECK ((copies >= 0)),
    CONSTRAINT orders_printjob_pages_check CHECK ((pages >= 0)),
    CONSTRAINT print_job_goes_on_with_a_quote CHECK ((((state)::text = ANY ((ARRAY['asked'::character varying, 'cancelled'::character varying])::text[])) OR ((quoted_at IS NOT NULL) AND (total > (0)::numeric)))),
    CONSTRAINT print_job_money_not_negative CHECK (((paid_total >= (0)::numeric) AND (total >= (0)::numeric))),
    CONSTRAINT print_job_of_some_copies CHECK (((copies >= 1) AND (copies <= 9999))),
    CONSTRAINT print_job_printed_is_paid CHECK (((NOT ((state)::text = ANY ((ARRAY['printing'::character varying, 'ready'::character varying, 'delivered'::character varying])::text[]))) OR (paid_total = total)))
);


ALTER TABLE public.orders_printjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_printjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_printprice (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    amount numeric(10,4) NOT NULL,
    "least" integer NOT NULL,
    most integer,
    is_active boolean NOT NULL,
    CONSTRAINT orders_printprice_least_check CHECK (("least" >= 0)),
    CONSTRAINT orders_printprice_most_check CHECK ((most >= 0)),
    CONSTRAINT print_price_makes_sense CHECK (((amount >= (0)::numeric) AND ((NOT ((kind)::text = 'step'::text)) OR ((amount > (0)::numeric) AND (amount <= (1)::numeric) AND ("least" >= 1)))))
);


ALTER TABLE public.orders_printprice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_printprice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_promotion (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    state character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL
);


ALTER TABLE public.orders_promotion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_promotion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_promotionstamp (
    id smallint NOT NULL,
    stamp uuid NOT NULL,
    open_budget numeric(12,2) NOT NULL,
    CONSTRAINT one_promotion_stamp CHECK ((id = 1))
);


CREATE TABLE public.orders_promotiontally (
    promotion_id bigint NOT NULL,
    most_uses integer,
    budget numeric(12,2),
    uses integer NOT NULL,
    spent numeric(12,2) NOT NULL,
    CONSTRAINT orders_promotiontally_most_uses_check CHECK ((most_uses >= 0)),
    CONSTRAINT orders_promotiontally_uses_check CHECK ((uses >= 0)),
    CONSTRAINT promotion_spends_not_less_than_nothing CHECK ((spent >= (0)::numeric)),
    CONSTRAINT promotion_spends_within_budget CHECK (((budget IS NULL) OR (spent <= budget))),
    CONSTRAINT promotion_uses_within_cap CHECK (((most_uses IS NULL) OR (uses <= most_uses)))
);


CREATE TABLE public.orders_promotionuse (
    id bigint NOT NULL,
    version smallint NOT NULL,
    saving numeric(12,2) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    coupon_id bigint,
    member_id bigint,
    order_id bigint NOT NULL,
    promotion_id bigint NOT NULL,
    CONSTRAINT orders_promotionuse_version_check CHECK ((version >= 0)),
    CONSTRAINT promotion_saving_not_negative CHECK ((saving >= (0)::numeric))
);


ALTER TABLE public.orders_promotionuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_promotionuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_promotionversion (
    id bigint NOT NULL,
    number smallint NOT NULL,
    kind character varying(10) NOT NULL,
    rule jsonb NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    most_uses integer,
    budget numeric(12,2),
    written_by character varying(80) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    published_by character varying(80) NOT NULL,
    published_at timestamp with time zone,
    promotion_id bigint NOT NULL,
    CONSTRAINT orders_promotionversion_most_uses_check CHECK ((most_uses >= 0)),
    CONSTRAINT orders_promotionversion_number_check CHECK ((number >= 0)),
    CONSTRAINT promotion_ends_after_start CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at)))
);


ALTER TABLE public.orders_promotionversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_promotionversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_quickitem (
    id bigint NOT NULL,
    label character varying(20) NOT NULL,
    rank smallint NOT NULL,
    item_id bigint NOT NULL,
    store_id bigint NOT NULL,
    CONSTRAINT orders_quickitem_rank_check CHECK ((rank >= 0))
);


ALTER TABLE public.orders_quickitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_quickitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_refusedsale (
    id bigint NOT NULL,
    key uuid NOT NULL,
    body text NOT NULL,
    member character varying(80) NOT NULL,
    card character varying(80) NOT NULL,
    slip character varying(30) NOT NULL,
    code character varying(60) NOT NULL,
    why character varying(300) NOT NULL,
    sent_by character varying(80) NOT NULL,
    refused_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    reason character varying(200) NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    order_id bigint,
    till_id bigint NOT NULL,
    CONSTRAINT refused_sale_posted_or_dropped_for_a_reason CHECK ((((decided_at IS NULL) AND (order_id IS NULL) AND ((state)::text = 'waiting'::text)) OR ((decided_at IS NOT NULL) AND (order_id IS NOT NULL) AND ((state)::text = 'posted'::text)) OR ((decided_at IS NOT NULL) AND (order_id IS NULL) AND ((state)::text = 'dropped'::text) AND (NOT ((reason)::text = ''::text)))))
);


ALTER TABLE public.orders_refusedsale ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_refusedsale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_release (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    title character varying(300) NOT NULL,
    state character varying(6) NOT NULL,
    most_per_member smallint NOT NULL,
    first_tier character varying(20) NOT NULL,
    first_from timestamp with time zone NOT NULL,
    all_from timestamp with time zone NOT NULL,
    hold_hours smallint NOT NULL,
    made_by character varying(80) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT orders_release_hold_hours_check CHECK ((hold_hours >= 0)),
    CONSTRAINT orders_release_most_per_member_check CHECK ((most_per_member >= 0)),
    CONSTRAINT release_first_then_all CHECK ((all_from >= first_from)),
    CONSTRAINT release_gives_something CHECK (((hold_hours > 0) AND (most_per_member > 0)))
);


ALTER TABLE public.orders_release ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_release_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_releasecopy (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    release_id bigint NOT NULL
);


ALTER TABLE public.orders_releasecopy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_releasecopy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_releaseintent (
    id bigint NOT NULL,
    score integer NOT NULL,
    reasons jsonb NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    asked_at timestamp with time zone,
    member_id bigint NOT NULL,
    release_id bigint NOT NULL,
    CONSTRAINT orders_releaseintent_score_check CHECK ((score >= 0))
);


ALTER TABLE public.orders_releaseintent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_releaseintent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_return (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(8) NOT NULL,
    "right" character varying(8) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_by character varying(80) NOT NULL,
    done_at timestamp with time zone,
    amount numeric(12,2) NOT NULL,
    kept_back numeric(12,2) NOT NULL,
    points_taken integer NOT NULL,
    points_given integer NOT NULL,
    member_id bigint,
    order_id bigint NOT NULL,
    worth numeric(12,2),
    lost_promotions numeric(12,2) DEFAULT 0 NOT NULL,
    points_short integer DEFAULT 0 NOT NULL,
    request_key uuid,
    CONSTRAINT orders_return_points_given_check CHECK ((points_given >= 0)),
    CONSTRAINT orders_return_points_short_check CHECK ((points_short >= 0)),
    CONSTRAINT orders_return_points_taken_check CHECK ((points_taken >= 0)),
    CONSTRAINT return_adds_up CHECK (((amount >= kept_back) AND (kept_back >= (0)::numeric)))
);


ALTER TABLE public.orders_return ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_returnline (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    reason character varying(8) NOT NULL,
    condition character varying(8) NOT NULL,
    asked_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT orders_returnline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT return_quantity_positive CHECK ((quantity > 0))
);


ALTER TABLE public.orders_returnline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_returnline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_rivalprice (
    id bigint NOT NULL,
    rival character varying(40) NOT NULL,
    price numeric(10,2) NOT NULL,
    seen_on date NOT NULL,
    noted_by character varying(80) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT rival_price_positive CHECK ((price > (0)::numeric))
);


ALTER TABLE public.orders_rivalprice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_rivalprice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_sale (
    order_id bigint NOT NULL,
    slip character varying(30) NOT NULL,
    total numeric(12,2) NOT NULL,
    given numeric(12,2) NOT NULL,
    change numeric(12,2) NOT NULL,
    points_earned integer NOT NULL,
    is_offline boolean NOT NULL,
    sold_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT change_out_of_what_was_given CHECK (((change >= (0)::numeric) AND (change <= given))),
    CONSTRAINT orders_sale_points_earned_check CHECK ((points_earned >= 0))
);


CREATE TABLE public.orders_salenote (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    was character varying(40) NOT NULL,
    should character varying(40) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    settled_by character varying(80) NOT NULL,
    settled_at timestamp with time zone,
    item_id bigint,
    sale_id bigint NOT NULL
);


ALTER TABLE public.orders_salenote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_salenote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_salepayment (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    tender character varying(8) NOT NULL,
    amount numeric(12,2) NOT NULL,
    reference character varying(40) NOT NULL,
    sale_id bigint NOT NULL,
    CONSTRAINT orders_salepayment_position_check CHECK (("position" >= 0)),
    CONSTRAINT sale_payment_positive CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.orders_salepayment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_salepayment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_shipment (
    id bigint NOT NULL,
    sequence smallint NOT NULL,
    source character varying(80) NOT NULL,
    state character varying(10) NOT NULL,
    carrier character varying(20) NOT NULL,
    waybill character varying(40) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    packed_at timestamp with time zone,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    manifest_id bigint,
    member_id bigint,
    order_id bigint NOT NULL,
    CONSTRAINT orders_shipment_sequence_check CHECK ((sequence >= 0))
);


ALTER TABLE public.orders_shipment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_shipment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_shipmentline (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    scanned integer NOT NULL,
    line_id bigint NOT NULL,
    shipment_id bigint NOT NULL,
    CONSTRAINT orders_shipmentline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT orders_shipmentline_scanned_check CHECK ((scanned >= 0)),
    CONSTRAINT scanned_within_quantity CHECK (((quantity > 0) AND (scanned <= quantity)))
);


ALTER TABLE public.orders_shipmentline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_shipmentline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_specialorder (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    request_key uuid NOT NULL,
    order_number character varying(20) NOT NULL,
    deposit numeric(12,2) NOT NULL,
    task_id bigint,
    noted_by character varying(80) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    outcome character varying(8) NOT NULL,
    closed_at timestamp with time zone,
    member_id bigint NOT NULL,
    want_id bigint NOT NULL,
    CONSTRAINT special_closed_with_outcome CHECK ((((closed_at IS NULL) AND ((outcome)::text = ''::text)) OR ((NOT ((outcome)::text = ''::text)) AND (closed_at IS NOT NULL)))),
    CONSTRAINT special_deposit_not_negative CHECK ((deposit >= (0)::numeric))
);


ALTER TABLE public.orders_specialorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_specialorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_station (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    minutes smallint NOT NULL,
    is_active boolean NOT NULL,
    place_id bigint NOT NULL,
    CONSTRAINT orders_station_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT station_turn_of_some_length CHECK (((minutes >= 10) AND (minutes <= 480)))
);


ALTER TABLE public.orders_station ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_station_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_switch (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    is_on boolean NOT NULL
);


ALTER TABLE public.orders_switch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_switch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_till (
    id bigint NOT NULL,
    code character varying(12) NOT NULL,
    name character varying(40) NOT NULL,
    most_off numeric(5,4) NOT NULL,
    most_differing numeric(8,2) NOT NULL,
    is_active boolean NOT NULL,
    store_id bigint NOT NULL,
    CONSTRAINT till_differs_by_an_amount CHECK ((most_differing >= (0)::numeric)),
    CONSTRAINT till_takes_off_a_part CHECK (((most_off >= (0)::numeric) AND (most_off <= (1)::numeric)))
);


ALTER TABLE public.orders_till ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_till_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_tillsession (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opening numeric(10,2) NOT NULL,
    pieces jsonb NOT NULL,
    counted numeric(12,2),
    expected numeric(12,2),
    counted_at timestamp with time zone,
    reason character varying(10) NOT NULL,
    z_number integer,
    sums jsonb NOT NULL,
    closed_at timestamp with time zone,
    clerk_id bigint NOT NULL,
    signed_by_id bigint,
    till_id bigint NOT NULL,
    CONSTRAINT closed_drawer_has_its_z CHECK ((((closed_at IS NOT NULL) AND ((state)::text = 'closed'::text) AND (z_number IS NOT NULL)) OR ((NOT ((state)::text = 'closed'::text)) AND (closed_at IS NULL) AND (z_number IS NULL)))),
    CONSTRAINT drawer_begins_with_something_or_nothing CHECK ((opening >= (0)::numeric)),
    CONSTRAINT drawer_signed_by_another CHECK (((signed_by_id IS NULL) OR (NOT ((signed_by_id = clerk_id) AND (signed_by_id IS NOT NULL))))),
    CONSTRAINT orders_tillsession_z_number_check CHECK ((z_number >= 0))
);


ALTER TABLE public.orders_tillsession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_tillsession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_tillvoid (
    id bigint NOT NULL,
    key uuid NOT NULL,
    copies integer NOT NULL,
    amount numeric(12,2) NOT NULL,
    voided_by character varying(80) NOT NULL,
    voided_at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL,
    session_id bigint NOT NULL,
    CONSTRAINT orders_tillvoid_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.orders_tillvoid ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_tillvoid_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_trackingevent (
    id bigint NOT NULL,
    key character varying(60) NOT NULL,
    code character varying(12) NOT NULL,
    place character varying(80) NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone NOT NULL,
    shipment_id bigint NOT NULL
);


ALTER TABLE public.orders_trackingevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_trackingevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_wave (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    picked_at timestamp with time zone
);


ALTER TABLE public.orders_wave ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_wave_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_bill (
    id bigint NOT NULL,
    provider character varying(8) NOT NULL,
    day date NOT NULL,
    lines integer NOT NULL,
    theirs numeric(14,2) NOT NULL,
    ours numeric(14,2) NOT NULL,
    compared_at timestamp with time zone NOT NULL,
    CONSTRAINT payments_bill_lines_check CHECK ((lines >= 0))
);


ALTER TABLE public.payments_bill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_bill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_billdifference (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    number character varying(40) NOT NULL,
    is_refund boolean NOT NULL,
    theirs numeric(12,2),
    ours numeric(12,2),
    decision character varying(120) NOT NULL,
    decided_by character varying(80) NOT NULL,
    decided_at timestamp with time zone,
    bill_id bigint NOT NULL
);


ALTER TABLE public.payments_billdifference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_billdifference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_charge (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    provider character varying(8) NOT NULL,
    source character varying(80) NOT NULL,
    amount numeric(12,2) NOT NULL,
    state character varying(6) NOT NULL,
    code_url character varying(300) NOT NULL,
    trade character varying(64) NOT NULL,
    trouble character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    member_id bigint,
    receipt_id bigint,
    billed_on date,
    scan_key uuid,
    CONSTRAINT charge_amount_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT charge_paid_has_a_trade CHECK (((NOT ((state)::text = 'paid'::text)) OR ((paid_at IS NOT NULL) AND (NOT ((trade)::text = ''::text)))))
);


ALTER TABLE public.payments_charge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_charge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_creditaccount (
    institution_id bigint NOT NULL,
    most numeric(12,2) NOT NULL,
    owed numeric(12,2) NOT NULL,
    CONSTRAINT owed_within_the_limit CHECK (((owed >= (0)::numeric) AND (owed <= most)))
);


CREATE TABLE public.payments_creditentry (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    source character varying(80) NOT NULL,
    amount numeric(12,2) NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT credit_sign_fits_kind CHECK ((((amount > (0)::numeric) AND ((kind)::text = 'owed'::text)) OR ((NOT ((kind)::text = 'owed'::text)) AND (amount < (0)::numeric))))
);


ALTER TABLE public.payments_creditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_creditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_invoice (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    serial character varying(20) NOT NULL,
    kind character varying(4) NOT NULL,
    number character varying(20) NOT NULL,
    source character varying(80) NOT NULL,
    buyer_title character varying(120) NOT NULL,
    tax_number character varying(20) NOT NULL,
    net numeric(12,2) NOT NULL,
    tax numeric(12,2) NOT NULL,
    total numeric(12,2) NOT NULL,
    state character varying(6) NOT NULL,
    is_reversed boolean NOT NULL,
    reason character varying(120) NOT NULL,
    failure character varying(120) NOT NULL,
    xml text NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    issued_at timestamp with time zone,
    member_id bigint,
    original_id bigint,
    CONSTRAINT invoice_adds_up CHECK ((total = (net + tax))),
    CONSTRAINT red_invoices_take_back CHECK (((((kind)::text = 'blue'::text) AND (original_id IS NULL) AND (total > (0)::numeric)) OR (((kind)::text = 'red'::text) AND (total < (0)::numeric) AND (original_id IS NOT NULL))))
);


ALTER TABLE public.payments_invoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_invoiceline (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(300) NOT NULL,
    quantity integer NOT NULL,
    rate numeric(5,4),
    net numeric(12,2) NOT NULL,
    tax numeric(12,2) NOT NULL,
    invoice_id bigint NOT NULL,
    CONSTRAINT payments_invoiceline_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.payments_invoiceline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_invoiceline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_notice (
    id bigint NOT NULL,
    provider character varying(8) NOT NULL,
    event character varying(64) NOT NULL,
    kind character varying(10) NOT NULL,
    number character varying(40) NOT NULL,
    outcome character varying(40) NOT NULL,
    received_at timestamp with time zone NOT NULL
);


ALTER TABLE public.payments_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_receipt (
    id bigint NOT NULL,
    tender character varying(12) NOT NULL,
    reference character varying(60) NOT NULL,
    source character varying(80) NOT NULL,
    amount numeric(12,2) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    member_id bigint,
    at_till boolean DEFAULT false NOT NULL,
    CONSTRAINT receipt_amount_positive CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.payments_receipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_receiptreturn (
    receipt_id bigint NOT NULL,
    paid numeric(12,2) NOT NULL,
    refunded numeric(12,2) NOT NULL,
    CONSTRAINT refunds_within_what_was_paid CHECK (((refunded >= (0)::numeric) AND (refunded <= paid)))
);


CREATE TABLE public.payments_refund (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    number character varying(20) NOT NULL,
    source character varying(80) NOT NULL,
    tender character varying(12) NOT NULL,
    amount numeric(12,2) NOT NULL,
    state character varying(6) NOT NULL,
    reason character varying(120) NOT NULL,
    reference character varying(64) NOT NULL,
    failure character varying(120) NOT NULL,
    asked_by character varying(80) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    member_id bigint,
    receipt_id bigint NOT NULL,
    billed_on date,
    CONSTRAINT refund_amount_positive CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.payments_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_remittance (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    slip character varying(30) NOT NULL,
    payer_name character varying(80) NOT NULL,
    postcode character varying(10) NOT NULL,
    payer_address character varying(200) NOT NULL,
    message character varying(300) NOT NULL,
    amount numeric(12,2) NOT NULL,
    used numeric(12,2) NOT NULL,
    paid_on date NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(120) NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    member_id bigint,
    file_id bigint,
    CONSTRAINT remittance_settled_is_used_up CHECK (((NOT ((state)::text = 'settled'::text)) OR (used = amount))),
    CONSTRAINT remittance_used_within_amount CHECK (((amount > (0)::numeric) AND (used >= (0)::numeric) AND (used <= amount)))
);


ALTER TABLE public.payments_remittance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_remittance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_remittancefile (
    id bigint NOT NULL,
    file character varying(300) NOT NULL,
    file_name character varying(200) NOT NULL,
    reading jsonb NOT NULL,
    status character varying(8) NOT NULL,
    rows integer NOT NULL,
    added integer NOT NULL,
    known integer NOT NULL,
    refused integer NOT NULL,
    failure character varying(300) NOT NULL,
    handed_in_by character varying(80) NOT NULL,
    handed_in_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT payments_remittancefile_added_check CHECK ((added >= 0)),
    CONSTRAINT payments_remittancefile_known_check CHECK ((known >= 0)),
    CONSTRAINT payments_remittancefile_refused_check CHECK ((refused >= 0)),
    CONSTRAINT payments_remittancefile_rows_check CHECK ((rows >= 0))
);


ALTER TABLE public.payments_remittancefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_remittancefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_remittancemapping (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    columns jsonb NOT NULL,
    layout character varying(300) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    owner_id bigint
);


ALTER TABLE public.payments_remittancemapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_remittancemapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_remittanceuse (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    amount numeric(12,2) NOT NULL,
    score smallint NOT NULL,
    evidence jsonb NOT NULL,
    decided_by character varying(80) NOT NULL,
    used_at timestamp with time zone NOT NULL,
    receipt_id bigint NOT NULL,
    remittance_id bigint NOT NULL,
    CONSTRAINT payments_remittanceuse_score_check CHECK ((score >= 0)),
    CONSTRAINT remittance_use_positive CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.payments_remittanceuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_remittanceuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_sandboxtrade (
    id bigint NOT NULL,
    provider character varying(8) NOT NULL,
    number character varying(40) NOT NULL,
    trade character varying(64) NOT NULL,
    amount numeric(12,2) NOT NULL,
    is_refund boolean NOT NULL,
    is_paid boolean NOT NULL,
    paid_at timestamp with time zone,
    is_off boolean DEFAULT false NOT NULL,
    is_typing boolean DEFAULT false NOT NULL
);


ALTER TABLE public.payments_sandboxtrade ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_sandboxtrade_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);


CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;


CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;


CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);


CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;


CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_account (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    nickname character varying(40) NOT NULL,
    password character varying(160) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    wants_picks boolean DEFAULT true NOT NULL
);


ALTER TABLE public.shop_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_basket (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    request_key uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    account_id bigint,
    told_at timestamp with time zone,
    CONSTRAINT basket_of_account_or_browser CHECK ((((account_id IS NOT NULL) AND ((digest)::text = ''::text)) OR ((account_id IS NULL) AND (NOT ((digest)::text = ''::text)))))
);


ALTER TABLE public.shop_basket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_basket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_basketline (
    id bigint NOT NULL,
    copies smallint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    basket_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT basket_copies_can_be CHECK (((copies >= 1) AND (copies <= 999))),
    CONSTRAINT shop_basketline_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.shop_basketline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_basketline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_login (
    id bigint NOT NULL,
    channel character varying(5) NOT NULL,
    digest character varying(40) NOT NULL,
    shown character varying(80) NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL
);


ALTER TABLE public.shop_login ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_login_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_passkey (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    credential character varying(1400) NOT NULL,
    public_key bytea NOT NULL,
    uses bigint NOT NULL,
    name character varying(40) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    account_id bigint NOT NULL,
    CONSTRAINT shop_passkey_uses_check CHECK ((uses >= 0))
);


ALTER TABLE public.shop_passkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_passkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_piece (
    id bigint NOT NULL,
    kind character varying(6) NOT NULL,
    slug character varying(40) NOT NULL,
    title_zh character varying(80) NOT NULL,
    title_en character varying(80) NOT NULL,
    text_zh text NOT NULL,
    text_en text NOT NULL,
    link character varying(200) NOT NULL,
    style character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    is_published boolean NOT NULL,
    shown_from timestamp with time zone,
    shown_until timestamp with time zone,
    CONSTRAINT piece_ends_after_start CHECK (((shown_from IS NULL) OR (shown_until IS NULL) OR (shown_until > shown_from))),
    CONSTRAINT shop_piece_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.shop_piece ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_piece_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_piecetitle (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    note character varying(120) NOT NULL,
    item_id bigint NOT NULL,
    piece_id bigint NOT NULL,
    CONSTRAINT shop_piecetitle_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.shop_piecetitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_piecetitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_review (
    id bigint NOT NULL,
    uid uuid NOT NULL,
    stars smallint NOT NULL,
    headline character varying(80) NOT NULL,
    text text NOT NULL,
    shown_as character varying(40) NOT NULL,
    is_bought boolean NOT NULL,
    state character varying(9) NOT NULL,
    helpful integer NOT NULL,
    written_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reason character varying(200) NOT NULL,
    decided_by_id bigint,
    item_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT refused_review_says_why CHECK (((NOT ((state)::text = 'refused'::text)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT review_has_stars CHECK (((stars >= 1) AND (stars <= 5))),
    CONSTRAINT review_waits_or_is_decided CHECK ((((decided_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (decided_at IS NOT NULL)))),
    CONSTRAINT shop_review_helpful_check CHECK ((helpful >= 0)),
    CONSTRAINT shop_review_stars_check CHECK ((stars >= 0))
);


ALTER TABLE public.shop_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_reviewanswer (
    id bigint NOT NULL,
    shown_as character varying(40) NOT NULL,
    text text NOT NULL,
    state character varying(9) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    reason character varying(200) NOT NULL,
    decided_by_id bigint,
    member_id bigint,
    review_id bigint NOT NULL,
    staff_id bigint,
    CONSTRAINT answer_of_reader_or_staff CHECK ((((member_id IS NOT NULL) AND (staff_id IS NULL)) OR ((member_id IS NULL) AND (staff_id IS NOT NULL)))),
    CONSTRAINT answer_waits_or_is_decided CHECK ((((decided_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (decided_at IS NOT NULL))))
);


ALTER TABLE public.shop_reviewanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_reviewanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_reviewvote (
    id bigint NOT NULL,
    voted_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    review_id bigint NOT NULL
);


ALTER TABLE public.shop_reviewvote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_reviewvote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_sample (
    id bigint NOT NULL,
    contents text NOT NULL,
    text text NOT NULL,
    file character varying(200) NOT NULL,
    rights character varying(200) NOT NULL,
    allowed_until date,
    is_published boolean NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT sample_by_leave_of_rights CHECK (((NOT is_published) OR (((file)::text = ''::text) AND (text = ''::text)) OR (NOT ((rights)::text = ''::text))))
);


ALTER TABLE public.shop_sample ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_sample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_step (
    id bigint NOT NULL,
    kind character varying(9) NOT NULL,
    words character varying(80) NOT NULL,
    key character varying(36) NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id bigint,
    trail_id bigint NOT NULL,
    CONSTRAINT step_says_what CHECK ((((item_id IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['viewed'::character varying, 'added'::character varying, 'returned'::character varying, 'abandoned'::character varying])::text[]))) OR ((item_id IS NULL) AND ((kind)::text = ANY ((ARRAY['searched'::character varying, 'ordered'::character varying])::text[])) AND (NOT ((words)::text = ''::text))) OR ((item_id IS NULL) AND ((kind)::text = 'checkout'::text))))
);


ALTER TABLE public.shop_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_trail (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    source character varying(60) NOT NULL,
    campaign character varying(60) NOT NULL,
    was_member boolean NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    text_version character varying(20) NOT NULL,
    member_id bigint
);


ALTER TABLE public.shop_trail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_trail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shop_visit (
    id bigint NOT NULL,
    digest character varying(64) NOT NULL,
    by_code boolean NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL
);


ALTER TABLE public.shop_visit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shop_visit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_article (
    item_id bigint NOT NULL,
    vat_rate numeric(5,4),
    pack smallint NOT NULL,
    least_order smallint NOT NULL,
    is_advertised boolean NOT NULL,
    is_exclusive boolean NOT NULL,
    CONSTRAINT packs_hold_something CHECK (((least_order > 0) AND (pack > 0))),
    CONSTRAINT supply_article_least_order_check CHECK ((least_order >= 0)),
    CONSTRAINT supply_article_pack_check CHECK ((pack >= 0)),
    CONSTRAINT vat_rate_is_a_share CHECK (((vat_rate IS NULL) OR ((vat_rate >= (0)::numeric) AND (vat_rate < (1)::numeric))))
);


CREATE TABLE public.supply_bankentry (
    id bigint NOT NULL,
    key character varying(160) NOT NULL,
    booked_on date NOT NULL,
    amount numeric(14,2) NOT NULL,
    currency character varying(3) NOT NULL,
    counterparty character varying(140) NOT NULL,
    account character varying(34) NOT NULL,
    remark character varying(300) NOT NULL,
    verdict character varying(10) NOT NULL,
    statement_id bigint NOT NULL,
    payment_id bigint
);


ALTER TABLE public.supply_bankentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_bankentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_bankstatement (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    digest character varying(64) NOT NULL,
    account character varying(34) NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    closing numeric(14,2),
    read_at timestamp with time zone NOT NULL
);


ALTER TABLE public.supply_bankstatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_bankstatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_count (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    positions character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    is_blind boolean NOT NULL,
    frozen_at timestamp with time zone NOT NULL,
    counted_at timestamp with time zone,
    approved_at timestamp with time zone,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_count ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_count_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_countline (
    id bigint NOT NULL,
    "position" character varying(20) NOT NULL,
    expected integer NOT NULL,
    counted integer,
    on_hand_then integer,
    is_disturbed boolean NOT NULL,
    counted_at timestamp with time zone,
    counted_by character varying(60) NOT NULL,
    count_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT supply_countline_counted_check CHECK ((counted >= 0))
);


ALTER TABLE public.supply_countline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_countline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_counttag (
    id bigint NOT NULL,
    epc character varying(64) NOT NULL,
    read_at timestamp with time zone NOT NULL,
    count_id bigint NOT NULL,
    item_id bigint
);


ALTER TABLE public.supply_counttag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_counttag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_dispatch (
    id bigint NOT NULL,
    note_number character varying(60) NOT NULL,
    sent_on date NOT NULL,
    carrier character varying(60) NOT NULL,
    waybill character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    order_id bigint NOT NULL,
    receipt_id bigint,
    supplier_id bigint NOT NULL
);


ALTER TABLE public.supply_dispatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_dispatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_dispatchline (
    id bigint NOT NULL,
    copies integer NOT NULL,
    dispatch_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT something_is_dispatched CHECK ((copies > 0)),
    CONSTRAINT supply_dispatchline_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.supply_dispatchline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_dispatchline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_exchangerate (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    from_on date NOT NULL,
    rate numeric(12,6) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT exchange_rate_positive CHECK ((rate > (0)::numeric))
);


ALTER TABLE public.supply_exchangerate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_exchangerate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_figure (
    id bigint NOT NULL,
    report character varying(10) NOT NULL,
    key character varying(20) NOT NULL,
    name_zh character varying(120) NOT NULL,
    name_en character varying(120) NOT NULL,
    titles integer NOT NULL,
    copies integer NOT NULL,
    list_value numeric(14,2) NOT NULL,
    cost_value numeric(14,2) NOT NULL,
    received integer NOT NULL,
    sold integer NOT NULL,
    sent_back integer NOT NULL,
    summed_at timestamp with time zone NOT NULL,
    warehouse_id bigint
);


ALTER TABLE public.supply_figure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_figure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_invoice (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    invoiced_on date NOT NULL,
    due_on date NOT NULL,
    list_total numeric(12,2) NOT NULL,
    net_total numeric(12,2) NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    supplier_id bigint NOT NULL,
    paid_on date,
    currency character varying(3) DEFAULT 'CNY'::character varying NOT NULL
);


ALTER TABLE public.supply_invoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_invoiceline (
    id bigint NOT NULL,
    copies integer NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    invoice_id bigint NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT supply_invoiceline_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.supply_invoiceline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_invoiceline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_layer (
    id bigint NOT NULL,
    terms character varying(12) NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    unit_cost numeric(10,2) NOT NULL,
    return_by date,
    received_at timestamp with time zone NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    shelf_id bigint NOT NULL,
    supplier_id bigint NOT NULL,
    carried_from_id bigint,
    carry_id bigint,
    CONSTRAINT layer_reserved_within_on_hand CHECK (((on_hand >= reserved) AND (reserved >= 0)))
);


ALTER TABLE public.supply_layer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_layer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_movement (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    quantity integer NOT NULL,
    source character varying(80) NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    unit_cost numeric(10,2) NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id bigint NOT NULL,
    layer_id bigint NOT NULL,
    CONSTRAINT movement_quantity_positive CHECK ((quantity > 0))
);


ALTER TABLE public.supply_movement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_movement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_occasion (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    factor numeric(5,2) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT occasion_ends_after_it_starts CHECK ((ends_on >= starts_on)),
    CONSTRAINT occasion_factor_positive CHECK ((factor > (0)::numeric))
);


ALTER TABLE public.supply_occasion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_occasion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_occasionitem (
    id bigint NOT NULL,
    item_id bigint NOT NULL,
    occasion_id bigint NOT NULL
);


ALTER TABLE public.supply_occasionitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_occasionitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_ownaccount (
    id bigint NOT NULL,
    holder character varying(120) NOT NULL,
    bank_code character varying(20) NOT NULL,
    number character varying(34) NOT NULL,
    CONSTRAINT one_own_account CHECK ((id = 1))
);


ALTER TABLE public.supply_ownaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_ownaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_payment (
    id bigint NOT NULL,
    end_to_end character varying(35) NOT NULL,
    payee character varying(120) NOT NULL,
    bank_code character varying(20) NOT NULL,
    account character varying(34) NOT NULL,
    amount numeric(12,2) NOT NULL,
    currency character varying(3) NOT NULL,
    state character varying(10) NOT NULL,
    paid numeric(12,2) NOT NULL,
    paid_on date,
    invoice_id bigint,
    run_id bigint NOT NULL,
    settlement_id bigint,
    CONSTRAINT payment_is_of_one_paper CHECK ((((invoice_id IS NULL) OR (settlement_id IS NULL)) AND (1 = (
CASE
    WHEN (invoice_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (settlement_id IS NULL) THEN 1
    ELSE 0
END)))),
    CONSTRAINT something_is_paid CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.supply_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_paymentrun (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    pay_on date NOT NULL,
    holder character varying(120) NOT NULL,
    bank_code character varying(20) NOT NULL,
    account character varying(34) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone
);


ALTER TABLE public.supply_paymentrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_paymentrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_placefigures (
    warehouse_id bigint NOT NULL,
    titles integer NOT NULL,
    copies integer NOT NULL,
    reserved integer NOT NULL,
    list_value numeric(14,2) NOT NULL,
    cost_value numeric(14,2) NOT NULL,
    summed_at timestamp with time zone NOT NULL
);


CREATE TABLE public.supply_placestaff (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_placestaff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_placestaff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_position (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(60) NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_position ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_position_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_purchaseletter (
    id bigint NOT NULL,
    recipient character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    next_at timestamp with time zone,
    error character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    order_id bigint NOT NULL,
    CONSTRAINT letter_is_tried_while_it_waits CHECK ((((next_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]))) OR ((next_at IS NULL) AND ((state)::text = ANY ((ARRAY['sent'::character varying, 'failed'::character varying, 'unclear'::character varying])::text[]))))),
    CONSTRAINT supply_purchaseletter_attempts_check CHECK ((attempts >= 0))
);


ALTER TABLE public.supply_purchaseletter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_purchaseletter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_purchaseline (
    id bigint NOT NULL,
    ordered integer NOT NULL,
    received integer NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    unit_cost numeric(10,2) NOT NULL,
    why character varying(200) NOT NULL,
    is_open boolean NOT NULL,
    item_id bigint NOT NULL,
    order_id bigint NOT NULL,
    answer character varying(10) DEFAULT ''::character varying NOT NULL,
    confirmed integer,
    confirmed_price numeric(10,2),
    facts jsonb,
    promised_on date,
    CONSTRAINT something_is_ordered CHECK ((ordered > 0)),
    CONSTRAINT supply_purchaseline_confirmed_check CHECK ((confirmed >= 0)),
    CONSTRAINT supply_purchaseline_ordered_check CHECK ((ordered >= 0)),
    CONSTRAINT supply_purchaseline_received_check CHECK ((received >= 0))
);


ALTER TABLE public.supply_purchaseline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_purchaseline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_purchaseorder (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    source character varying(8) NOT NULL,
    state character varying(10) NOT NULL,
    terms character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    exchange_rate numeric(12,6) NOT NULL,
    expected_on date,
    note character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    sent_at timestamp with time zone,
    sent_as character varying(4) NOT NULL,
    closed_at timestamp with time zone,
    supplier_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    answered_at timestamp with time zone
);


ALTER TABLE public.supply_purchaseorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_purchaseorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_receipt (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    note_number character varying(60) NOT NULL,
    terms character varying(12) NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone,
    invoice_id bigint,
    order_id bigint,
    supplier_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_receipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_receiptline (
    id bigint NOT NULL,
    expected integer NOT NULL,
    copies integer NOT NULL,
    damaged integer NOT NULL,
    list_price numeric(10,2) NOT NULL,
    discount_rate numeric(5,4) NOT NULL,
    is_accepted boolean NOT NULL,
    item_id bigint NOT NULL,
    purchase_line_id bigint,
    receipt_id bigint NOT NULL,
    CONSTRAINT supply_receiptline_copies_check CHECK ((copies >= 0)),
    CONSTRAINT supply_receiptline_damaged_check CHECK ((damaged >= 0)),
    CONSTRAINT supply_receiptline_expected_check CHECK ((expected >= 0))
);


ALTER TABLE public.supply_receiptline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_receiptline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_reorder (
    id bigint NOT NULL,
    weekly numeric(10,3) NOT NULL,
    point numeric(10,2) NOT NULL,
    target integer NOT NULL,
    advised integer NOT NULL,
    facts jsonb NOT NULL,
    planned_at timestamp with time zone,
    "least" smallint,
    is_stopped boolean NOT NULL,
    item_id bigint NOT NULL,
    supplier_id bigint,
    warehouse_id bigint NOT NULL,
    CONSTRAINT supply_reorder_advised_check CHECK ((advised >= 0)),
    CONSTRAINT supply_reorder_least_check CHECK (("least" >= 0)),
    CONSTRAINT supply_reorder_target_check CHECK ((target >= 0))
);


ALTER TABLE public.supply_reorder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_reorder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_reorderrun (
    id bigint NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    titles integer NOT NULL,
    advised integer NOT NULL,
    copies integer NOT NULL,
    error numeric(10,3),
    naive_error numeric(10,3)
);


ALTER TABLE public.supply_reorderrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_reorderrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_returnline (
    id bigint NOT NULL,
    copies integer NOT NULL,
    layer_id bigint NOT NULL,
    supplier_return_id bigint NOT NULL,
    CONSTRAINT something_goes_back CHECK ((copies > 0)),
    CONSTRAINT supply_returnline_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.supply_returnline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_returnline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_scankey (
    id bigint NOT NULL,
    paper character varying(40) NOT NULL,
    key character varying(40) NOT NULL
);


ALTER TABLE public.supply_scankey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_scankey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_settlement (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    until date NOT NULL,
    due_on date NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    supplier_id bigint NOT NULL,
    paid_on date
);


ALTER TABLE public.supply_settlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_settlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_settlementline (
    id bigint NOT NULL,
    copies integer NOT NULL,
    layer_id bigint NOT NULL,
    settlement_id bigint NOT NULL,
    CONSTRAINT something_is_settled CHECK ((NOT (copies = 0)))
);


ALTER TABLE public.supply_settlementline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_settlementline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_shelf (
    id bigint NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    "position" character varying(20) NOT NULL,
    item_id bigint NOT NULL,
    warehouse_id bigint NOT NULL,
    average_cost numeric(12,4) DEFAULT 0 NOT NULL,
    CONSTRAINT shelf_reserved_within_on_hand CHECK (((on_hand >= reserved) AND (reserved >= 0)))
);


ALTER TABLE public.supply_shelf ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_shelf_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_shelffigures (
    id bigint NOT NULL,
    on_hand integer NOT NULL,
    oldest_on date NOT NULL,
    moved_on date NOT NULL,
    sold_year integer NOT NULL,
    list_value numeric(12,2) NOT NULL,
    cost_value numeric(12,2) NOT NULL,
    item_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_shelffigures ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_shelffigures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_supplier (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    address character varying(200) DEFAULT ''::character varying NOT NULL,
    currency character varying(3) DEFAULT 'CNY'::character varying NOT NULL,
    discount_rate numeric(5,4) DEFAULT 1 NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    lead_days smallint DEFAULT 7 NOT NULL,
    licence_number character varying(60) DEFAULT ''::character varying NOT NULL,
    licence_until date,
    may_send_itself boolean DEFAULT false NOT NULL,
    minimum_order numeric(10,2) DEFAULT 0 NOT NULL,
    note character varying(400) DEFAULT ''::character varying NOT NULL,
    order_format character varying(4) DEFAULT 'pdf'::character varying NOT NULL,
    payment_days smallint DEFAULT 60 NOT NULL,
    return_months smallint,
    return_share numeric(5,4),
    terms character varying(12) DEFAULT 'returnable'::character varying NOT NULL,
    edi_key character varying(44) DEFAULT ''::character varying NOT NULL,
    order_email character varying(120) DEFAULT ''::character varying NOT NULL,
    bank_account character varying(34) DEFAULT ''::character varying NOT NULL,
    bank_code character varying(20) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT return_share_is_a_share CHECK (((return_share IS NULL) OR ((return_share >= (0)::numeric) AND (return_share <= (1)::numeric)))),
    CONSTRAINT supplier_rate_within_list CHECK (((discount_rate > (0)::numeric) AND (discount_rate <= (1)::numeric))),
    CONSTRAINT supply_supplier_lead_days_check CHECK ((lead_days >= 0)),
    CONSTRAINT supply_supplier_payment_days_check CHECK ((payment_days >= 0)),
    CONSTRAINT supply_supplier_return_months_check CHECK ((return_months >= 0))
);


ALTER TABLE public.supply_supplier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_supplier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_supplieraccess (
    id bigint NOT NULL,
    token_uid uuid,
    since timestamp with time zone NOT NULL,
    supplier_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT access_is_of_a_person_or_a_program CHECK ((((user_id IS NULL) OR (token_uid IS NULL)) AND (1 = (
CASE
    WHEN (user_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (token_uid IS NULL) THEN 1
    ELSE 0
END))))
);


ALTER TABLE public.supply_supplieraccess ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_supplieraccess_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_suppliercontact (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    "position" character varying(60) NOT NULL,
    phone character varying(30) NOT NULL,
    email character varying(120) NOT NULL,
    supplier_id bigint NOT NULL
);


ALTER TABLE public.supply_suppliercontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_suppliercontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_supplierreturn (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    authorisation character varying(60) NOT NULL,
    credit_note character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    supplier_id bigint NOT NULL,
    warehouse_id bigint NOT NULL
);


ALTER TABLE public.supply_supplierreturn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_supplierreturn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_titlecarry (
    id bigint NOT NULL,
    merge_id bigint NOT NULL,
    moved jsonb NOT NULL,
    copies integer NOT NULL,
    carried_at timestamp with time zone NOT NULL,
    came_back integer,
    stayed_lines integer NOT NULL,
    parted_at timestamp with time zone,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL
);


ALTER TABLE public.supply_titlecarry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_titlecarry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_transfer (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    note character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    received_at timestamp with time zone,
    origin_id bigint NOT NULL,
    target_id bigint NOT NULL,
    CONSTRAINT transfer_goes_somewhere_else CHECK ((NOT (origin_id = target_id)))
);


ALTER TABLE public.supply_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_transferlayer (
    id bigint NOT NULL,
    copies integer NOT NULL,
    layer_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT supply_transferlayer_copies_check CHECK ((copies >= 0))
);


ALTER TABLE public.supply_transferlayer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_transferlayer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_transferline (
    id bigint NOT NULL,
    wanted integer NOT NULL,
    sent integer NOT NULL,
    received integer,
    is_underway boolean NOT NULL,
    item_id bigint NOT NULL,
    transfer_id bigint NOT NULL,
    CONSTRAINT supply_transferline_received_check CHECK ((received >= 0)),
    CONSTRAINT supply_transferline_sent_check CHECK ((sent >= 0)),
    CONSTRAINT supply_transferline_wanted_check CHECK ((wanted >= 0))
);


ALTER TABLE public.supply_transferline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_transferline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_want (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    title character varying(300) NOT NULL,
    author character varying(160) NOT NULL,
    isbn character varying(20) NOT NULL,
    copies smallint NOT NULL,
    note character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    arrived_at timestamp with time zone,
    told_at timestamp with time zone,
    held_until date,
    closed_at timestamp with time zone,
    item_id bigint,
    member_id bigint NOT NULL,
    purchase_line_id bigint,
    warehouse_id bigint NOT NULL,
    holding smallint DEFAULT 0 NOT NULL,
    CONSTRAINT something_is_wanted CHECK ((copies > 0)),
    CONSTRAINT supply_want_copies_check CHECK ((copies >= 0)),
    CONSTRAINT supply_want_holding_check CHECK ((holding >= 0))
);


ALTER TABLE public.supply_want ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_want_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.supply_warehouse (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name_zh character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    address character varying(200) DEFAULT ''::character varying NOT NULL,
    hours character varying(11)[] DEFAULT '{}'::character varying(11)[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    kind character varying(10) DEFAULT 'warehouse'::character varying NOT NULL,
    phone character varying(30) DEFAULT ''::character varying NOT NULL,
    region character varying(40) DEFAULT ''::character varying NOT NULL
);


ALTER TABLE public.supply_warehouse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.supply_warehouse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);


INSERT INTO public.callcenter_line VALUES
	(1, gen_random_uuid(), '4008000000', '400', 1, 1);


INSERT INTO public.callcenter_menu VALUES
	(1, 'main', '书友会 Main');


INSERT INTO public.callcenter_menuversion VALUES
	(1, 1, 'published', '{"nodes": {"bye": {"kind": "hangup", "text": {"en": "Goodbye.", "zh": "再见。"}}, "who": {"else": "menu", "kind": "identify", "next": "menu"}, "back": {"kind": "callback", "queue": "club"}, "card": {"end": "#", "else": "senior", "kind": "collect", "name": "card", "next": "code", "text": {"en": "Please enter your card number and press hash.", "zh": "请输入会员卡号，按井号键结束。"}, "least": 4, "digits": 16}, "code": {"else": "senior", "kind": "collect", "name": "code", "next": "card_known", "text": {"en": "Please enter the last four digits of your number on file.", "zh": "请输入登记手机号的后四位。"}, "least": 4, "digits": 4}, "menu": {"else": "senior", "kind": "menu", "text": {"en": "For orders and delivery press 1, for exchanges 2, for your points 3, for remittances 4, for books 5, to leave a message 8, to be called back 9, for an agent 0.", "zh": "订单与物流请按 1，换货退货请按 2，积分查询请按 3，汇款查询请按 4，荐书与新书请按 5，留言请按 8，由我们回电请按 9，人工服务请按 0。"}, "edges": {"0": "senior", "1": "order", "2": "exchange", "3": "points", "4": "remittance", "5": "news", "8": "message", "9": "back"}}, "news": {"else": "sales", "kind": "lookup", "next": "menu", "what": "news"}, "hello": {"kind": "say", "next": "who", "text": {"en": "Welcome to the book club.", "zh": "您好，欢迎致电书友会。"}}, "hours": {"else": "closed", "kind": "hours", "next": "hello"}, "money": {"kind": "queue", "queue": "finance"}, "order": {"else": "senior", "kind": "lookup", "next": "menu", "what": "order"}, "sales": {"kind": "queue", "queue": "sales"}, "closed": {"else": "bye", "kind": "menu", "text": {"en": "This is the book club. We are closed. To leave a message press 1.", "zh": "您好，书友会。现在是休息时间，留言请按 1。"}, "edges": {"1": "message"}, "tries": 1}, "points": {"else": "card", "kind": "lookup", "next": "menu", "what": "points"}, "senior": {"else": "club_line", "kind": "lookup", "next": "senior_line", "what": "senior"}, "message": {"kind": "voicemail", "queue": "letters"}, "exchange": {"kind": "queue", "queue": "papers"}, "club_line": {"kind": "queue", "queue": "club"}, "card_known": {"else": "senior", "kind": "lookup", "next": "points_again", "what": "card"}, "remittance": {"else": "money", "kind": "lookup", "next": "menu", "what": "remittance"}, "senior_line": {"kind": "queue", "queue": "senior"}, "points_again": {"else": "senior", "kind": "lookup", "next": "menu", "what": "points"}}, "start": "hours"}', '', 'system:first_day', '2026-01-01 00:00:00+00', '2026-01-01 00:00:00+00', 1);


INSERT INTO public.callcenter_pausereason VALUES
	(1, 'break', '小休', 'Short break', 0, true, false),
	(2, 'meal', '用餐', 'Meal', 1, true, false),
	(3, 'training', '培训', 'Training', 2, true, true),
	(4, 'meeting', '会议', 'Meeting', 3, true, true),
	(5, 'paperwork', '处理单据', 'Paperwork', 4, true, true),
	(6, 'missed', '多次未接', 'Calls missed', 5, true, false);


INSERT INTO public.callcenter_queue VALUES
	(1, 'club', '书友会热线', 'Club hotline', 1, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 1),
	(2, 'online', '网上服务', 'Online service', 2, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 2),
	(3, 'sales', '电话销售', 'Telesales', 3, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 3),
	(4, 'letters', '来信答复', 'Letters', 4, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 4),
	(5, 'papers', '单证处理', 'Documents', 5, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 5),
	(6, 'finance', '财务与汇款', 'Finance', 6, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 6),
	(7, 'data', '资料维护', 'Data care', 7, true, false, 0, 'longest_idle', 0, 20, 45, 20, 80, 90, 120, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', NULL, 7),
	(8, 'senior', '资深会员专线', 'Senior members', 0, true, true, 30, 'longest_idle', 15, 20, 45, 20, 80, 90, 60, '08:00:00', '22:00:00', '{1,2,3,4,5,6,7}', '您好，书友会，我是{agent}，请问有什么可以帮您？', 'Hello, this is {agent} of the book club. How may I help you?', 1, 1);


INSERT INTO public.callcenter_site VALUES
	(1, 'main', 'Main', 'simulated', true, 0, NULL);


INSERT INTO public.callcenter_skill VALUES
	(1, 'club', '书友会热线', 'Club hotline'),
	(2, 'online', '网上服务', 'Online service'),
	(3, 'sales', '电话销售', 'Telesales'),
	(4, 'letters', '来信答复', 'Letters'),
	(5, 'papers', '单证处理', 'Documents'),
	(6, 'finance', '财务与汇款', 'Finance'),
	(7, 'data', '资料维护', 'Data care');


INSERT INTO public.callcenter_wrapcode VALUES
	(1, 'order', '订单与物流', 'Order and delivery', 0, true),
	(2, 'exchange', '换货退货', 'Exchange or return', 1, true),
	(3, 'wanted', '缺书等书', 'Title wanted', 2, true),
	(4, 'points', '积分与卡', 'Points and card', 3, true),
	(5, 'advice', '荐书选书', 'Advice on books', 4, true),
	(6, 'money', '汇款与发票', 'Payment and invoice', 5, true),
	(7, 'suggestion', '建议', 'Suggestion', 6, true),
	(8, 'complaint', '投诉', 'Complaint', 7, true),
	(9, 'other', '其他', 'Other', 8, true);


INSERT INTO public.catalog_pricelist VALUES
	(1, 'list', '定价', 'List price', 1.0000, 1, '{}', '', NULL, true, 'tier', NULL, ''),
	(2, 'member', '会员价', 'Member', 0.9500, 2, '{}', '', NULL, true, 'tier', NULL, ''),
	(3, 'vip', '贵宾价', 'VIP', 0.8800, 3, '{}', '', NULL, true, 'tier', NULL, '');


INSERT INTO public.django_migrations VALUES
	(1, 'contenttypes', '0001_initial', now()),
	(2, 'contenttypes', '0002_remove_content_type_name', now()),
	(3, 'auth', '0001_initial', now()),
	(4, 'auth', '0002_alter_permission_name_max_length', now()),
	(5, 'auth', '0003_alter_user_email_max_length', now()),
	(6, 'auth', '0004_alter_user_username_opts', now()),
	(7, 'auth', '0005_alter_user_last_login_null', now()),
	(8, 'auth', '0006_require_contenttypes_0002', now()),
	(9, 'auth', '0007_alter_validators_add_error_messages', now()),
	(10, 'auth', '0008_alter_user_username_max_length', now()),
	(11, 'auth', '0009_alter_user_last_name_max_length', now()),
	(12, 'auth', '0010_alter_group_name_max_length', now()),
	(13, 'auth', '0011_update_proxy_permissions', now()),
	(14, 'auth', '0012_alter_user_first_name_max_length', now()),
	(15, 'kernel', '0001_initial', now()),
	(16, 'account', '0001_initial', now()),
	(17, 'account', '0002_email_max_length', now()),
	(18, 'account', '0003_alter_emailaddress_create_unique_verified_email', now()),
	(19, 'account', '0004_alter_emailaddress_drop_unique_email', now()),
	(20, 'account', '0005_emailaddress_idx_upper_email', now()),
	(21, 'account', '0006_emailaddress_lower', now()),
	(22, 'account', '0007_emailaddress_idx_email', now()),
	(23, 'account', '0008_emailaddress_unique_primary_email_fixup', now()),
	(24, 'account', '0009_emailaddress_unique_primary_email', now()),
	(25, 'catalog', '0001_initial', now()),
	(26, 'supply', '0001_initial', now()),
	(27, 'kernel', '0002_history', now()),
	(28, 'supply', '0002_ledger', now()),
	(29, 'catalog', '0002_history', now()),
	(30, 'catalog', '0003_price_lists', now()),
	(31, 'catalog', '0004_spare_indexes', now()),
	(32, 'supply', '0003_spare_indexes', now()),
	(33, 'members', '0001_initial', now()),
	(34, 'members', '0002_history', now()),
	(35, 'members', '0003_tiers', now()),
	(36, 'members', '0004_told_by_member', now()),
	(37, 'members', '0005_spare_indexes', now()),
	(38, 'members', '0006_all_about_a_reader', now()),
	(39, 'members', '0007_more_history', now()),
	(40, 'members', '0008_lists', now()),
	(41, 'kernel', '0003_import_run', now()),
	(42, 'kernel', '0004_erasure', now()),
	(43, 'members', '0009_privacy', now()),
	(44, 'kernel', '0005_owners', now()),
	(45, 'members', '0010_merging', now()),
	(46, 'members', '0011_cards', now()),
	(47, 'members', '0012_lists_by_activity', now()),
	(48, 'members', '0013_intake', now()),
	(49, 'members', '0014_lists_of_tasks', now()),
	(50, 'members', '0015_household_verdicts', now()),
	(51, 'supply', '0004_trade', now()),
	(52, 'supply', '0005_keeping', now()),
	(53, 'supply', '0006_place_figures', now()),
	(54, 'catalog', '0005_products', now()),
	(55, 'catalog', '0006_titles_listed', now()),
	(56, 'catalog', '0007_school_years', now()),
	(57, 'supply', '0007_reorder_and_partners', now()),
	(58, 'supply', '0008_keep_reorder', now()),
	(59, 'supply', '0009_corrections_index', now()),
	(60, 'supply', '0010_letters', now()),
	(61, 'supply', '0011_bank_link', now()),
	(62, 'catalog', '0008_search', now()),
	(63, 'catalog', '0009_changes_by_field', now()),
	(64, 'catalog', '0010_own_classes', now()),
	(65, 'supply', '0012_carried_titles', now()),
	(66, 'supply', '0013_scan_keys', now()),
	(67, 'supply', '0014_invoice_currency', now()),
	(68, 'supply', '0015_pay_settlements', now()),
	(69, 'supply', '0016_wants_held_again', now()),
	(70, 'api', '0001_initial', now()),
	(71, 'api', '0002_history', now()),
	(72, 'api', '0003_webhooks', now()),
	(73, 'api', '0004_webhook_rests', now()),
	(74, 'api', '0005_webhook_turns', now()),
	(75, 'api', '0006_token_store', now()),
	(76, 'members', '0016_preferences', now()),
	(77, 'members', '0017_merging_rule', now()),
	(78, 'members', '0018_merges_told', now()),
	(79, 'members', '0019_preference_files', now()),
	(80, 'members', '0020_legal_holds', now()),
	(81, 'members', '0021_lists_by_preference', now()),
	(82, 'members', '0022_files_let_go', now()),
	(83, 'members', '0023_lists_by_trade', now()),
	(84, 'members', '0024_export_limits', now()),
	(85, 'members', '0025_joining', now()),
	(86, 'members', '0026_sensitive_notes', now()),
	(87, 'members', '0027_exports_of_people', now()),
	(88, 'members', '0028_cards_told', now()),
	(89, 'members', '0029_sounds_by_rank', now()),
	(90, 'members', '0030_questions', now()),
	(91, 'members', '0031_named_files', now()),
	(92, 'kernel', '0006_list_views', now()),
	(93, 'callcenter', '0001_initial', now()),
	(94, 'callcenter', '0002_first_day', now()),
	(95, 'catalog', '0011_tickets', now()),
	(96, 'demo', '0001_sample_club', now()),
	(97, 'members', '0032_proved_sign_ups', now()),
	(98, 'shop', '0001_initial', now()),
	(99, 'shop', '0002_reviews_trails_and_content', now()),
	(100, 'payments', '0001_initial', now()),
	(101, 'payments', '0002_ledger', now()),
	(102, 'payments', '0003_owners', now()),
	(103, 'payments', '0004_remittances', now()),
	(104, 'payments', '0005_charges', now()),
	(105, 'payments', '0006_invoices', now()),
	(106, 'payments', '0007_several_tenders', now()),
	(107, 'payments', '0008_cash_of_tills', now()),
	(108, 'payments', '0009_payment_codes', now()),
	(109, 'payments', '0010_guests_invoices', now()),
	(110, 'orders', '0001_initial', now()),
	(111, 'orders', '0002_history', now()),
	(112, 'orders', '0003_spare_indexes', now()),
	(113, 'orders', '0004_order_life', now()),
	(114, 'orders', '0005_promotions', now()),
	(115, 'orders', '0006_delivery', now()),
	(116, 'orders', '0007_returns_and_messages', now()),
	(117, 'orders', '0008_till', now()),
	(118, 'orders', '0009_extras', now()),
	(119, 'orders', '0010_appointments', now()),
	(120, 'orders', '0011_return_worth', now()),
	(121, 'orders', '0012_till_value', now()),
	(122, 'orders', '0013_turns_of_merged', now()),
	(123, 'orders', '0014_note_set_aside', now()),
	(124, 'orders', '0015_return_asked_once', now()),
	(125, 'orders', '0016_own_books', now()),
	(126, 'orders', '0017_returns_of_guests', now()),
	(127, 'orders', '0018_refused_sales', now()),
	(128, 'orders', '0019_editions', now()),
	(129, 'orders', '0020_coupon_campaigns', now()),
	(130, 'orders', '0021_own_bundles', now()),
	(131, 'orders', '0022_exchanges', now()),
	(132, 'orders', '0023_order_files', now()),
	(133, 'orders', '0024_coupons_for_points', now()),
	(134, 'loyalty', '0001_initial', now()),
	(135, 'loyalty', '0002_ledger', now()),
	(136, 'loyalty', '0003_spare_indexes', now()),
	(137, 'loyalty', '0004_expiry', now()),
	(138, 'loyalty', '0005_merging', now()),
	(139, 'loyalty', '0006_adjustments', now()),
	(140, 'loyalty', '0007_adjustment_limits', now()),
	(141, 'loyalty', '0008_stored_value', now()),
	(142, 'loyalty', '0009_value_once_and_within_law', now()),
	(143, 'loyalty', '0010_earning_rules', now()),
	(144, 'loyalty', '0011_tiers', now()),
	(145, 'loyalty', '0012_rewards_and_friends', now()),
	(146, 'loyalty', '0013_coalition', now()),
	(147, 'loyalty', '0014_order_of_friend', now()),
	(148, 'loyalty', '0015_partner_terms', now()),
	(149, 'orders', '0025_points_previews', now()),
	(150, 'orders', '0026_claim_asked_once', now()),
	(151, 'orders', '0027_exchanged_at_tills', now()),
	(152, 'messaging', '0001_initial', now()),
	(153, 'messaging', '0002_terms', now()),
	(154, 'messaging', '0003_urgent_first', now()),
	(155, 'messaging', '0004_times_of_keeping', now()),
	(156, 'messaging', '0005_one_time_codes', now()),
	(157, 'messaging', '0006_letters_in', now()),
	(158, 'messaging', '0007_mailings', now()),
	(159, 'messaging', '0008_calls_to_make', now()),
	(160, 'messaging', '0009_plans_of_mailings', now()),
	(161, 'loyalty', '0016_rewards_from_stock', now()),
	(162, 'loyalty', '0017_clubs_and_alliance', now()),
	(163, 'loyalty', '0018_value_requests', now()),
	(164, 'insight', '0001_initial', now()),
	(165, 'insight', '0002_due_facts', now()),
	(166, 'insight', '0003_value', now()),
	(167, 'loyalty', '0019_second_person_and_pass_keys', now()),
	(168, 'messaging', '0010_spending', now()),
	(169, 'mfa', '0001_initial', now()),
	(170, 'mfa', '0002_authenticator_timestamps', now()),
	(171, 'mfa', '0003_authenticator_type_uniq', now()),
	(172, 'orders', '0028_guests_on_the_web', now()),
	(173, 'payments', '0011_invoices_given_up', now()),
	(174, 'procrastinate', '0001_initial', now()),
	(175, 'procrastinate', '0002_drop_started_at_column', now()),
	(176, 'procrastinate', '0003_drop_started_at_column', now()),
	(177, 'procrastinate', '0004_drop_procrastinate_version_table', now()),
	(178, 'procrastinate', '0005_fix_procrastinate_fetch_job', now()),
	(179, 'procrastinate', '0006_fix_trigger_status_events_insert', now()),
	(180, 'procrastinate', '0007_add_queueing_lock_column', now()),
	(181, 'procrastinate', '0008_close_fetch_job_race_condition', now()),
	(182, 'procrastinate', '0009_add_defer_job_function', now()),
	(183, 'procrastinate', '0010_add_procrastinate_periodic_defers', now()),
	(184, 'procrastinate', '0011_add_foreign_key_index', now()),
	(185, 'procrastinate', '0012_add_locks_to_periodic_defer', now()),
	(186, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', now()),
	(187, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', now()),
	(188, 'procrastinate', '0015_add_trigger_on_job_deletion', now()),
	(189, 'procrastinate', '0016_delete_finished_jobs', now()),
	(190, 'procrastinate', '0017_add_checks_to_finish_job', now()),
	(191, 'procrastinate', '0018_add_checks_to_retry_job', now()),
	(192, 'procrastinate', '0019_fix_finish_job_compat_issue', now()),
	(193, 'procrastinate', '0020_add_index_on_procrastinate_jobs', now()),
	(194, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', now()),
	(195, 'procrastinate', '0022_null_locks_excluded', now()),
	(196, 'procrastinate', '0023_remove_old_finish_job_function', now()),
	(197, 'procrastinate', '0024_job_id_bigint', now()),
	(198, 'procrastinate', '0025_add_models', now()),
	(199, 'procrastinate', '0026_add_job_priority', now()),
	(200, 'procrastinate', '0027_add_periodic_job_priority', now()),
	(201, 'procrastinate', '0028_add_cancel_states', now()),
	(202, 'procrastinate', '0029_add_additional_params_to_retry_job', now()),
	(203, 'procrastinate', '0030_alter_procrastinateevent_options', now()),
	(204, 'procrastinate', '0031_add_indexes_for_fetch_job', now()),
	(205, 'procrastinate', '0032_pre_cancel_notification', now()),
	(206, 'procrastinate', '0033_post_cancel_notification', now()),
	(207, 'procrastinate', '0034_pre_add_heartbeat', now()),
	(208, 'procrastinate', '0035_post_add_heartbeat', now()),
	(209, 'procrastinate', '0036_add_worker_model', now()),
	(210, 'procrastinate', '0037_pre_batch_defer_jobs', now()),
	(211, 'procrastinate', '0038_post_batch_defer_jobs', now()),
	(212, 'procrastinate', '0039_pre_priority_lock_fetch_job', now()),
	(213, 'procrastinate', '0040_pre_retry_failed_job', now()),
	(214, 'procrastinate', '0041_post_retry_failed_job', now()),
	(215, 'sessions', '0001_initial', now()),
	(216, 'shop', '0003_passkeys_and_samples', now());


INSERT INTO public.loyalty_adjustmentlimit VALUES
	(1, 'shop_clerk', 200, 1000),
	(2, 'telesales', 200, 1000),
	(3, 'call_agent', 500, 2500),
	(4, 'service_agent', 1000, 5000),
	(5, 'manager', 20000, 100000),
	(6, 'administrator', 20000, 100000),
	(7, 'marketer', 1000, 20000);


INSERT INTO public.loyalty_earningrule VALUES
	(1, 'base', 1, 1.0000, 0.0100, 24, '2000-01-01 00:00:00+00', 0, 0);


INSERT INTO public.loyalty_referralterms VALUES
	(1, 50, 50, 200, 100, 30.00, 10, 30, '', '2000-01-01 00:00:00+00');


INSERT INTO public.loyalty_reminderstep VALUES
	(1, 'points', 30, true),
	(2, 'points', 7, true),
	(3, 'card', 30, true),
	(4, 'value', 30, true);


INSERT INTO public.loyalty_tiertable VALUES
	(1, 1, 12, 30, true, '', 'system:setup', now(), '', NULL);


INSERT INTO public.loyalty_tierterms VALUES
	(1, '[]', true, 'member', 1.00, NULL, 0, 'ordinary', 1, 1),
	(2, '[["spent", "800.00", 12]]', true, 'member', 1.00, NULL, 0, 'ordinary', 1, 2),
	(3, '[["spent", "3000.00", 12]]', true, 'vip', 1.00, NULL, 0, 'ordinary', 1, 3),
	(4, '[["spent", "10000.00", 12]]', true, 'vip', 1.00, NULL, 0, 'ordinary', 1, 4);


INSERT INTO public.loyalty_valuenotice VALUES
	(1, 'named', 1, '一、本卡为记名预付卡，写明持卡人，可挂失、可转让；卡内金额不超过 5,000 元，长期有效。
二、卡内金额只能在本店购买商品，不计利息。
三、购卡或充值后七日内未使用的，可以无理由退回所付本金。
四、此后因本店原因退卡，退还剩余本金；因您的意愿退卡，已用部分按原价（不享受赠送）计算后退还剩余本金。
五、赠送金额不兑换现金；用卡购买的商品退货，款项退回原卡。
六、余额和使用记录可随时查询，并可索取对账单；交易记录至少保存五年。
七、本店停业或迁址，提前三十日告知，并退还余额。
八、一次购卡满 10,000 元须登记购卡人；单位一次满 5,000 元、个人一次满 50,000 元须转账付款。', '1. This prepaid card is in your name; if lost it is replaced, and it may be given on. It holds at most CNY 5,000 and never expires.
2. It pays for goods in our shops only and bears no interest.
3. Within seven days after money was loaded, and while none of it was used, what you paid is given back without any reason.
4. Later what is left of your money is given back if the fault is ours; if it is your wish, what was used counts at its full price.
5. What we added is not paid out; money for goods sent back goes back to the card.
6. You may ask for the balance, the history and a statement at any time; records are kept five years or longer.
7. Should we close or move, you are told thirty days before and get back what is left.
8. Who buys for CNY 10,000 or more is put on record; companies from CNY 5,000 and persons from CNY 50,000 pay by bank transfer.', '', '2000-01-01 00:00:00+00'),
	(2, 'bearer', 1, '一、本卡为不记名预付卡，认卡不认人，不挂失；卡内金额不超过 1,000 元，自售出或激活之日起三年有效，到期后可免费延期，余额不清零。
二、卡内金额只能在本店购买商品，不计利息。
三、购卡或充值后七日内未使用的，可以无理由退回所付本金。
四、此后因本店原因退卡，退还剩余本金；因您的意愿退卡，已用部分按原价（不享受赠送）计算后退还剩余本金。
五、赠送金额不兑换现金；用卡购买的商品退货，款项退回原卡，请妥善保管。
六、凭卡可随时查询余额和使用记录，并可索取对账单；交易记录至少保存五年。
七、本店停业或迁址，提前三十日告知，并退还余额。
八、一次购卡满 10,000 元须登记购卡人；单位一次满 5,000 元、个人一次满 50,000 元须转账付款。', '1. This prepaid card is in nobody’s name: whoever brings it pays with it, and a lost one is not replaced. It holds at most CNY 1,000 and is good for three years; then it is made good again for nothing, with all that is on it.
2. It pays for goods in our shops only and bears no interest.
3. Within seven days after money was loaded, and while none of it was used, what you paid is given back without any reason.
4. Later what is left of your money is given back if the fault is ours; if it is your wish, what was used counts at its full price.
5. What we added is not paid out; money for goods sent back goes back to the card, so keep it.
6. With the card you may ask for its balance, its history and a statement at any time; records are kept five years or longer.
7. Should we close or move, you are told thirty days before and get back what is left.
8. Who buys for CNY 10,000 or more is put on record; companies from CNY 5,000 and persons from CNY 50,000 pay by bank transfer.', '', '2000-01-01 00:00:00+00');


INSERT INTO public.loyalty_valueterms VALUES
	(1, 5000.00, 1000.00, 36, 10000.00, 50000.00, 5000.00, 7, 500.00, '2000-01-01 00:00:00+00');


INSERT INTO public.members_attribute VALUES
	(1, 'subjects', 'interest', 'choices', '感兴趣的门类', 'Subjects of interest', '[{"en": "Marxism, Mao Zedong Thought, Deng Xiaoping Theory", "zh": "马列主义、毛泽东思想、邓小平理论", "code": "A"}, {"en": "Philosophy and religion", "zh": "哲学、宗教", "code": "B"}, {"en": "Social sciences in general", "zh": "社会科学总论", "code": "C"}, {"en": "Politics and law", "zh": "政治、法律", "code": "D"}, {"en": "Military science", "zh": "军事", "code": "E"}, {"en": "Economics", "zh": "经济", "code": "F"}, {"en": "Culture, science, education, sports", "zh": "文化、科学、教育、体育", "code": "G"}, {"en": "Languages", "zh": "语言、文字", "code": "H"}, {"en": "Literature", "zh": "文学", "code": "I"}, {"en": "Art", "zh": "艺术", "code": "J"}, {"en": "History and geography", "zh": "历史、地理", "code": "K"}, {"en": "Natural sciences in general", "zh": "自然科学总论", "code": "N"}, {"en": "Mathematics, physics, chemistry", "zh": "数理科学和化学", "code": "O"}, {"en": "Astronomy and earth sciences", "zh": "天文学、地球科学", "code": "P"}, {"en": "Life sciences", "zh": "生物科学", "code": "Q"}, {"en": "Medicine and health", "zh": "医药、卫生", "code": "R"}, {"en": "Agriculture", "zh": "农业科学", "code": "S"}, {"en": "Technology", "zh": "工业技术", "code": "T"}, {"en": "Transport", "zh": "交通运输", "code": "U"}, {"en": "Aviation and space", "zh": "航空、航天", "code": "V"}, {"en": "Environment and safety", "zh": "环境科学、安全科学", "code": "X"}, {"en": "General works", "zh": "综合性图书", "code": "Z"}]', '新书到货时，您马上知道该告诉谁。', 'When new titles arrive you know at once whom to tell.', 10, '2000-01-01 00:00:00+00', NULL),
	(2, 'authors', 'interest', 'words', '喜爱的作者', 'Favourite authors', '[]', '作者出新书时，一通电话就能成交。', 'One call sells the author''s next book.', 20, '2000-01-01 00:00:00+00', NULL),
	(3, 'series', 'interest', 'words', '追读的丛书', 'Series followed', '[]', '下一册到货不必等读者来问。', 'You need not wait to be asked for the next volume.', 30, '2000-01-01 00:00:00+00', NULL),
	(4, 'formats', 'interest', 'choices', '喜欢的装帧', 'Formats liked', '[{"en": "Hardback", "zh": "精装", "code": "hardback"}, {"en": "Paperback", "zh": "平装", "code": "paperback"}, {"en": "Boxed sets", "zh": "盒装、套装", "code": "boxed"}, {"en": "Picture books", "zh": "绘本", "code": "picture"}, {"en": "Large print", "zh": "大字本", "code": "large"}, {"en": "Thread-bound", "zh": "线装", "code": "thread"}, {"en": "Audio books", "zh": "有声书", "code": "audio"}, {"en": "E-books", "zh": "电子书", "code": "ebook"}]', '推荐时直接报对版本，少一次退换。', 'You offer the right edition first and save a return.', 40, '2000-01-01 00:00:00+00', NULL),
	(5, 'languages', 'interest', 'choices', '阅读语言', 'Languages read', '[{"en": "Chinese", "zh": "中文", "code": "zh"}, {"en": "Classical Chinese", "zh": "文言", "code": "classical"}, {"en": "English", "zh": "英文", "code": "en"}, {"en": "Japanese", "zh": "日文", "code": "ja"}, {"en": "French", "zh": "法文", "code": "fr"}, {"en": "German", "zh": "德文", "code": "de"}, {"en": "Other", "zh": "其他", "code": "other"}]', '原版书只推荐给读得懂的人。', 'Books in other languages go to those who read them.', 50, '2000-01-01 00:00:00+00', NULL),
	(6, 'reading_amount', 'habit', 'choice', '每月读书', 'Books a month', '[{"en": "Less than one", "zh": "不到一本", "code": "1"}, {"en": "One or two", "zh": "一两本", "code": "2"}, {"en": "Three to five", "zh": "三至五本", "code": "5"}, {"en": "More than five", "zh": "五本以上", "code": "9"}]', '知道一次推荐几本合适。', 'You know how many titles to mention at once.', 60, '2000-01-01 00:00:00+00', NULL),
	(7, 'reading_time', 'habit', 'choice', '读书时间', 'When they read', '[{"en": "Mornings", "zh": "早晨", "code": "morning"}, {"en": "At noon", "zh": "午间", "code": "noon"}, {"en": "On the way", "zh": "路上", "code": "commute"}, {"en": "Evenings", "zh": "晚间", "code": "evening"}, {"en": "Weekends", "zh": "周末", "code": "weekend"}, {"en": "Holidays", "zh": "假期", "code": "holiday"}]', '知道什么时候来电不打扰。', 'You know when a call does not disturb.', 70, '2000-01-01 00:00:00+00', NULL),
	(8, 'reading_place', 'habit', 'choices', '读书地点', 'Where they read', '[{"en": "At home", "zh": "家中", "code": "home"}, {"en": "On the way", "zh": "途中", "code": "travel"}, {"en": "In libraries", "zh": "图书馆", "code": "library"}, {"en": "In bookshops and cafés", "zh": "书店、咖啡馆", "code": "cafe"}, {"en": "At work or school", "zh": "单位、学校", "code": "work"}]', '邀请来店活动更有把握。', 'You know whom to invite into the shop.', 80, '2000-01-01 00:00:00+00', NULL),
	(9, 'buys_for', 'habit', 'choices', '为谁买书', 'Whom they buy for', '[{"en": "Themselves", "zh": "自己", "code": "self"}, {"en": "Children", "zh": "孩子", "code": "child"}, {"en": "Parents", "zh": "父母", "code": "parent"}, {"en": "Presents", "zh": "送礼", "code": "gift"}, {"en": "Work or school", "zh": "单位、学校", "code": "work"}]', '开学和节日前知道该提醒谁。', 'Before term and feasts you know whom to remind.', 90, '2000-01-01 00:00:00+00', NULL),
	(10, 'found_by', 'habit', 'choices', '从哪里知道新书', 'How they hear of books', '[{"en": "From us", "zh": "本店", "code": "shop"}, {"en": "Papers", "zh": "报刊", "code": "paper"}, {"en": "The net", "zh": "网络", "code": "net"}, {"en": "Friends", "zh": "朋友", "code": "friends"}, {"en": "Teachers", "zh": "老师、学校", "code": "teacher"}, {"en": "Reviews and prizes", "zh": "书评、获奖", "code": "award"}]', '知道荐书时说什么最有说服力。', 'You know which word of praise convinces.', 100, '2000-01-01 00:00:00+00', NULL),
	(11, 'satisfaction', 'attitude', 'scale', '对本店满意', 'Content with us', '[]', '不满意的读者先安抚，再推荐。', 'With somebody discontent you mend first and recommend later.', 110, '2000-01-01 00:00:00+00', NULL),
	(12, 'recommends', 'attitude', 'scale', '愿意推荐本店', 'Would recommend us', '[]', '知道可以请谁带朋友来。', 'You know whom to ask to bring a friend.', 120, '2000-01-01 00:00:00+00', NULL),
	(13, 'decides_by', 'attitude', 'choice', '买书最看重', 'What decides a purchase', '[{"en": "Price", "zh": "价格", "code": "price"}, {"en": "Edition", "zh": "版本、装帧", "code": "edition"}, {"en": "Content", "zh": "内容", "code": "content"}, {"en": "Quick delivery", "zh": "送得快", "code": "speed"}, {"en": "Advice", "zh": "有人推荐", "code": "advice"}]', '开口第一句就说到点上。', 'Your first sentence speaks of what counts for them.', 130, '2000-01-01 00:00:00+00', NULL),
	(14, 'should_improve', 'attitude', 'text', '希望本店改进', 'What we should do better', '[]', '下次来电先说已经改了什么。', 'The next call can begin with what has been mended.', 140, '2000-01-01 00:00:00+00', NULL),
	(15, 'hobbies', 'life', 'choices', '爱好', 'Hobbies', '[{"en": "Calligraphy", "zh": "书法", "code": "writing"}, {"en": "Painting", "zh": "绘画", "code": "painting"}, {"en": "Tea", "zh": "茶", "code": "tea"}, {"en": "Music", "zh": "音乐", "code": "music"}, {"en": "Travel", "zh": "旅行", "code": "travel"}, {"en": "Photography", "zh": "摄影", "code": "photo"}, {"en": "Gardens", "zh": "园艺", "code": "garden"}, {"en": "Cooking", "zh": "烹饪", "code": "cooking"}, {"en": "Chess and go", "zh": "棋", "code": "chess"}, {"en": "Sports", "zh": "运动", "code": "sport"}, {"en": "Collecting", "zh": "收藏", "code": "collecting"}, {"en": "Crafts", "zh": "手工", "code": "craft"}, {"en": "Pets", "zh": "养宠物", "code": "pets"}]', '有了话题，荐书不像推销。', 'With something to talk about, advice is no selling.', 150, '2000-01-01 00:00:00+00', NULL),
	(16, 'field', 'life', 'choice', '从事', 'Occupation', '[{"en": "Student", "zh": "学生", "code": "student"}, {"en": "Education", "zh": "教育", "code": "teacher"}, {"en": "Research", "zh": "科研", "code": "research"}, {"en": "Culture and publishing", "zh": "文化、出版", "code": "culture"}, {"en": "Information technology", "zh": "信息技术", "code": "it"}, {"en": "Medicine", "zh": "医疗", "code": "medicine"}, {"en": "Public service", "zh": "公务", "code": "public"}, {"en": "Business", "zh": "企业、商业", "code": "business"}, {"en": "Retired", "zh": "退休", "code": "retired"}, {"en": "Other", "zh": "其他", "code": "other"}]', '专业书和团购找对人。', 'Trade books and group orders find their readers.', 160, '2000-01-01 00:00:00+00', NULL),
	(17, 'lifestyle', 'life', 'choices', '生活方式', 'Way of life', '[{"en": "Family with children", "zh": "带孩子的家庭", "code": "family"}, {"en": "Lives alone", "zh": "独居", "code": "alone"}, {"en": "With elderly parents", "zh": "与老人同住", "code": "elder"}, {"en": "Often away", "zh": "常出差", "code": "traveller"}, {"en": "Exhibitions and concerts", "zh": "爱看展览演出", "code": "culture"}, {"en": "At home", "zh": "爱待在家", "code": "home"}]', '知道送货时有没有人在家。', 'You know whether somebody is in when the parcel comes.', 170, '2000-01-01 00:00:00+00', NULL),
	(18, 'book_budget', 'life', 'number', '每月书款（元）', 'Book money a month (yuan)', '[]', '套装书推荐给负担得起的人。', 'Dear sets are offered to those who can pay for them.', 180, '2000-01-01 00:00:00+00', NULL),
	(19, 'order_channel', 'service', 'choice', '希望的订购方式', 'How they like to order', '[{"en": "Phone", "zh": "电话", "code": "phone"}, {"en": "Web", "zh": "网站", "code": "web"}, {"en": "Text message", "zh": "短信", "code": "sms"}, {"en": "E-mail", "zh": "邮件", "code": "email"}, {"en": "Post", "zh": "信函", "code": "post"}, {"en": "In the shop", "zh": "到店", "code": "till"}]', '下次荐书直接走对方爱用的路。', 'Your next offer takes the way they like.', 190, '2000-01-01 00:00:00+00', NULL),
	(20, 'payment_way', 'service', 'choice', '希望的付款方式', 'How they like to pay', '[{"en": "Postal remittance", "zh": "邮局汇款", "code": "remittance"}, {"en": "Cash on delivery", "zh": "货到付款", "code": "cod"}, {"en": "Cash", "zh": "现金", "code": "cash"}, {"en": "Online payment", "zh": "网上支付", "code": "online"}]', '下单时少问一句。', 'One question less with every order.', 200, '2000-01-01 00:00:00+00', NULL),
	(21, 'parcel', 'service', 'choice', '收货要求', 'Where parcels go', '[{"en": "To their own hands", "zh": "亲手交付", "code": "hand"}, {"en": "To the porter", "zh": "交门房", "code": "porter"}, {"en": "To a locker", "zh": "快递柜", "code": "locker"}, {"en": "Call before delivery", "zh": "送前来电", "code": "call"}]', '少一次退回的包裹。', 'One returned parcel less.', 210, '2000-01-01 00:00:00+00', NULL),
	(22, 'seat', 'service', 'choice', '讲座座位', 'Seat at readings', '[{"en": "In front", "zh": "前排", "code": "front"}, {"en": "At the aisle", "zh": "靠走道", "code": "aisle"}, {"en": "At the back", "zh": "后排", "code": "back"}, {"en": "Room for a wheelchair", "zh": "轮椅席", "code": "wheel"}, {"en": "Anywhere", "zh": "都可以", "code": "any"}]', '活动签到时已经留好位子。', 'The seat is kept when they come in.', 220, '2000-01-01 00:00:00+00', NULL),
	(23, 'drink', 'service', 'choice', '活动茶点', 'Drink at events', '[{"en": "Tea", "zh": "茶", "code": "tea"}, {"en": "Coffee", "zh": "咖啡", "code": "coffee"}, {"en": "Water", "zh": "水", "code": "water"}, {"en": "Nothing", "zh": "不用", "code": "none"}]', '老读者一进门就被记得。', 'They feel remembered as they come in.', 230, '2000-01-01 00:00:00+00', NULL),
	(24, 'diet', 'service', 'choices', '饮食忌口', 'Food they avoid', '[{"en": "Pork", "zh": "猪肉", "code": "pork"}, {"en": "Meat", "zh": "肉", "code": "meat"}, {"en": "Nuts", "zh": "坚果", "code": "nuts"}, {"en": "Milk", "zh": "奶", "code": "milk"}, {"en": "Sugar", "zh": "糖", "code": "sugar"}, {"en": "Nothing", "zh": "没有", "code": "none"}]', '会员聚餐不会尴尬。', 'No awkward moment at the members'' dinner.', 240, '2000-01-01 00:00:00+00', NULL),
	(25, 'gift_wrap', 'service', 'flag', '送礼包装', 'Wraps presents', '[]', '节前可以主动问一句。', 'Before feasts you can offer it unasked.', 250, '2000-01-01 00:00:00+00', NULL);


INSERT INTO public.members_cardkind VALUES
	(1, 'ordinary', '普通卡', 'Ordinary card', '会员价购书，消费积分', 'Books at the member''s price, points on every purchase', NULL, false, NULL, 100.00, 5.00, true, 1),
	(2, 'student', '学生卡', 'Student card', '凭学生证办理，每年续期', 'With a student card; renewed every year', NULL, true, 12, NULL, NULL, true, 2),
	(3, 'senior', '乐龄卡', 'Senior card', '六十岁以上读者', 'For readers of sixty and older', 60, false, NULL, NULL, NULL, true, 3),
	(4, 'vip', '贵宾卡', 'VIP card', '贵宾价购书，专人服务', 'Books at the VIP price, a helper of one''s own', NULL, false, 24, 3000.00, 200.00, true, 4);


INSERT INTO public.members_consenttext VALUES
	(1, 'service', '1', '我同意贵店就我的订单、会员卡和积分与我联系。', 'I agree that the shop contacts me about my orders, my card and my points.', '2000-01-01 00:00:00+00'),
	(2, 'marketing', '1', '我同意贵店通过我选择的方式向我发送新书、优惠和活动信息。我可以随时撤回，撤回不影响购书。', 'I agree that the shop tells me about new titles, offers and events in the ways I choose. I may take this back at any time; it changes nothing about my orders.', '2000-01-01 00:00:00+00'),
	(3, 'profiling', '1', '我同意贵店根据我的购书记录向我推荐图书。不同意时，我看到的是不针对个人的推荐。', 'I agree that the shop recommends books from what I bought. If I do not, I see what everybody sees.', '2000-01-01 00:00:00+00'),
	(4, 'sharing', '1', '我同意贵店将我的姓名和联系方式提供给我另行确认的合作方，用于当时告知我的目的。', 'I agree that the shop passes my name and contact on to the partner I confirm, for the purpose I was told then.', '2000-01-01 00:00:00+00');


INSERT INTO public.members_exportlimit VALUES
	(1, 'shop_clerk', 1000, 3000, 0, 0),
	(2, 'telesales', 1000, 3000, 0, 0),
	(3, 'call_agent', 1000, 3000, 0, 0),
	(4, 'service_agent', 1000, 3000, 500, 1000),
	(5, 'marketer', 1000, 3000, 0, 0),
	(6, 'analyst', 1000, 3000, 0, 0),
	(7, 'manager', 1000, 3000, 500, 1000),
	(8, 'administrator', 1000, 3000, 500, 1000);


INSERT INTO public.members_retentionrule VALUES
	(1, 'access', 36, '个人信息保护法 51、56 / PIPL 51, 56: proof of who saw what, three years', false),
	(2, 'inquiry', 24, '个人信息保护法 19 / PIPL 19: no longer than advice needs it', false),
	(3, 'touch', 36, '民法典 188 / Civil Code 188: claims lapse after three years', false),
	(4, 'note', 60, '个人信息保护法 19 / PIPL 19: no longer than service needs it', false),
	(5, 'paper', 60, '个人信息保护法 19 / PIPL 19: proof of membership and consent', false),
	(6, 'history', 60, '个人信息保护法 19 / PIPL 19: proof of correction', false),
	(7, 'draft', 3, '个人信息保护法 19 / PIPL 19: an order that was never placed', false),
	(8, 'destination', 36, '电子商务法 31 / E-commerce law 31: trade records, three years at least', false),
	(9, 'intake', 3, '个人信息保护法 19 / PIPL 19: rows that were refused are corrected by then, or never', false),
	(10, 'sign_up', 2, '个人信息保护法 19 / PIPL 19: who was not answered by then does not wait any more', false),
	(11, 'messages', 36, '民法典 188 / Civil Code 188: what was said can be proved as long as somebody may claim', false),
	(12, 'inbound', 36, '民法典 188 / Civil Code 188: what a reader wrote can be proved as long as somebody may claim', false),
	(13, 'inbound_files', 36, '民法典 188 / Civil Code 188: what a reader wrote can be proved as long as somebody may claim', false);


INSERT INTO public.members_tier VALUES
	(1, 'green', '青衿', 'Reader', 1, 1, 'member', 0.00),
	(2, 'bamboo', '竹简', 'Bamboo', 2, 2, 'member', 800.00),
	(3, 'silk', '缥缃', 'Silk', 3, 3, 'vip', 3000.00),
	(4, 'langhuan', '琅嬛', 'Langhuan', 4, 4, 'vip', 10000.00);


INSERT INTO public.messaging_cap VALUES
	(1, 'marketing', 'any', 4, 30);


INSERT INTO public.messaging_channelsetting VALUES
	(1, 'email', true, 0.0020, 12000, NULL, NULL, NULL),
	(2, 'sms', true, 0.0450, 3000, NULL, '22:00:00', '08:00:00'),
	(3, 'letter', true, 1.8000, 100000, NULL, NULL, NULL),
	(4, 'phone', true, 0.6000, 600, NULL, '20:30:00', '09:00:00'),
	(5, 'fax', true, 0.2000, 60, NULL, NULL, NULL),
	(6, 'app', true, 0.0000, 100000, NULL, NULL, NULL),
	(7, 'wechat', true, 0.0000, 600, NULL, NULL, NULL);


INSERT INTO public.messaging_sender VALUES
	(1, '书友书店', 'Shuyou Bookshop', 'service@localhost', '', 'http://localhost:8000', '');


INSERT INTO public.supply_supplier VALUES
	(1, 'house', '本店（盘盈）', '', 'CNY', 1.0000, false, 7, '', NULL, false, 0.00, '', 'pdf', 60, NULL, NULL, 'firm', '', '', '', '');


INSERT INTO public.supply_warehouse VALUES
	(1, 'main', '总仓', 'Main warehouse', '', '{}', true, 'warehouse', '', '');


SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);


SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);


SELECT pg_catalog.setval('public.api_token_id_seq', 1, false);


SELECT pg_catalog.setval('public.api_webhook_id_seq', 1, false);


SELECT pg_catalog.setval('public.api_webhookdelivery_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_agentskill_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_call_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_callstep_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_holiday_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_line_id_seq', 1, true);


SELECT pg_catalog.setval('public.callcenter_menu_id_seq', 1, true);


SELECT pg_catalog.setval('public.callcenter_menuversion_id_seq', 1, true);


SELECT pg_catalog.setval('public.callcenter_offer_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_pausereason_id_seq', 6, true);


SELECT pg_catalog.setval('public.callcenter_queue_id_seq', 8, true);


SELECT pg_catalog.setval('public.callcenter_site_id_seq', 1, true);


SELECT pg_catalog.setval('public.callcenter_skill_id_seq', 7, true);


SELECT pg_catalog.setval('public.callcenter_spell_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_switchorder_id_seq', 1, false);


SELECT pg_catalog.setval('public.callcenter_wrapcode_id_seq', 9, true);


SELECT pg_catalog.setval('public.catalog_batch_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_bookintake_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_bookmapping_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_bundlepart_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_category_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_contribution_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_contributor_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_filing_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_identifier_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_item_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_itemchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_itemmerge_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_numberedcopy_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_ownclass_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_pricechange_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_priceentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_pricelist_id_seq', 3, true);


SELECT pg_catalog.setval('public.catalog_publisher_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_series_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_subject_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_synonym_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_synonymgroup_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_titleview_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_work_id_seq', 1, false);


SELECT pg_catalog.setval('public.django_migrations_id_seq', 216, true);


SELECT pg_catalog.setval('public.insight_gone_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_lakerun_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_value_figure_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_value_flow_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_value_history_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_value_run_id_seq', 1, false);


SELECT pg_catalog.setval('public.insight_value_version_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_erasure_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_event_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_import_run_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_list_view_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_parked_event_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_rowchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_user_groups_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_user_id_seq', 1, false);


SELECT pg_catalog.setval('public.kernel_user_user_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_activity_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_activityrecord_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_adjustmentlimit_id_seq', 7, true);


SELECT pg_catalog.setval('public.loyalty_adjustmentrequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_club_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_clubmembership_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_coalitionpartner_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_earningrule_id_seq', 1, true);


SELECT pg_catalog.setval('public.loyalty_memberpass_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_merchant_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_merchantcheck_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_partnerposting_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_passkey_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pendingpoints_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointsadjustment_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointsentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointshold_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointslot_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointsrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointsruleversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_pointstally_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_referralterms_id_seq', 1, true);


SELECT pg_catalog.setval('public.loyalty_reminder_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_reminderstep_id_seq', 4, true);


SELECT pg_catalog.setval('public.loyalty_reward_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_rewarduse_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_tierchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_tierflow_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_tiergrant_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_tiertable_id_seq', 1, true);


SELECT pg_catalog.setval('public.loyalty_tierterms_id_seq', 4, true);


SELECT pg_catalog.setval('public.loyalty_tiertrial_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valuebonus_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valuecard_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valuedeed_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valuenotice_id_seq', 2, true);


SELECT pg_catalog.setval('public.loyalty_valueposting_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valuerequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.loyalty_valueterms_id_seq', 1, true);


SELECT pg_catalog.setval('public.loyalty_valueuse_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_address_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_attribute_id_seq', 25, true);


SELECT pg_catalog.setval('public.members_bulkchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_bulkchanged_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_card_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_cardkind_id_seq', 4, true);


SELECT pg_catalog.setval('public.members_cardmedium_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_cardpartner_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_consent_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_consenttext_id_seq', 4, true);


SELECT pg_catalog.setval('public.members_contact_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_email_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_exportlimit_id_seq', 8, true);


SELECT pg_catalog.setval('public.members_fielduse_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_household_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_inquiry_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_institution_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_institutioncontact_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_intake_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_intakeperson_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_legalhold_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_listexport_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_matchrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_merge_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_mergedrow_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_mergingrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_namedfile_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_note_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_pair_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_paper_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_person_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_personaldataaccess_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_persontag_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_phone_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_preference_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_privacyrequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_questionputoff_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_relation_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_relisting_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_retentionrule_id_seq', 13, true);


SELECT pg_catalog.setval('public.members_retiredfield_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_savedmapping_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_savedview_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_signuprequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_tag_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_task_id_seq', 1, false);


SELECT pg_catalog.setval('public.members_tier_id_seq', 4, true);


SELECT pg_catalog.setval('public.messaging_cap_id_seq', 1, true);


SELECT pg_catalog.setval('public.messaging_channelsetting_id_seq', 7, true);


SELECT pg_catalog.setval('public.messaging_deliveryevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_follower_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_holdout_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_inbound_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_inboundfile_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_mailboxplace_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_mailing_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_message_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_onetimecode_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_printbatch_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_sender_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_spending_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_suppression_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_template_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_templatetext_id_seq', 1, false);


SELECT pg_catalog.setval('public.messaging_templateversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);


SELECT pg_catalog.setval('public.number_appointment', 1, false);


SELECT pg_catalog.setval('public.number_card', 1000001, false);


SELECT pg_catalog.setval('public.number_count', 1, false);


SELECT pg_catalog.setval('public.number_institution', 1001, false);


SELECT pg_catalog.setval('public.number_invoice', 1, false);


SELECT pg_catalog.setval('public.number_manifest', 1, false);


SELECT pg_catalog.setval('public.number_member', 100001, false);


SELECT pg_catalog.setval('public.number_order', 1000001, false);


SELECT pg_catalog.setval('public.number_payment', 1, false);


SELECT pg_catalog.setval('public.number_print_job', 1, false);


SELECT pg_catalog.setval('public.number_purchase', 1, false);


SELECT pg_catalog.setval('public.number_receipt', 1, false);


SELECT pg_catalog.setval('public.number_refund', 1, false);


SELECT pg_catalog.setval('public.number_release', 1, false);


SELECT pg_catalog.setval('public.number_return', 1, false);


SELECT pg_catalog.setval('public.number_reward', 1, false);


SELECT pg_catalog.setval('public.number_settlement', 1, false);


SELECT pg_catalog.setval('public.number_supplier_payment', 1, false);


SELECT pg_catalog.setval('public.number_supplier_return', 1, false);


SELECT pg_catalog.setval('public.number_transfer', 1, false);


SELECT pg_catalog.setval('public.number_value_card', 1, false);


SELECT pg_catalog.setval('public.number_want', 1, false);


SELECT pg_catalog.setval('public.number_wave', 1, false);


SELECT pg_catalog.setval('public.orders_appointment_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_basketday_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_baskettitle_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_catalogueedition_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_copyreservation_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_coupon_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_couponbatch_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_couponleftout_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_deliveryrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_drawermove_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_editiontitle_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_exchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_formtaken_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_manifest_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_manuscript_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_message_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_notice_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_order_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderfile_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderhold_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderline_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_ordermapping_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_ownbundle_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_ownbundletitle_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_partneroffer_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_partneruse_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_pointspreview_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_pointspreviewaward_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_pointspreviewshare_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_pointspreviewtier_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_pricebasket_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_priceclaim_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_printjob_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_printprice_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_promotion_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_promotionuse_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_promotionversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_quickitem_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_refusedsale_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_release_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_releasecopy_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_releaseintent_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_return_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_returnline_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_rivalprice_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_salenote_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_salepayment_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_shipment_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_shipmentline_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_specialorder_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_station_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_switch_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_till_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_tillsession_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_tillvoid_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_trackingevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_wave_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_bill_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_billdifference_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_charge_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_creditentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_invoice_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_invoiceline_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_notice_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_receipt_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_refund_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_remittance_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_remittancefile_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_remittancemapping_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_remittanceuse_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_sandboxtrade_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_account_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_basket_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_basketline_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_login_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_passkey_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_piece_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_piecetitle_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_review_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_reviewanswer_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_reviewvote_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_sample_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_step_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_trail_id_seq', 1, false);


SELECT pg_catalog.setval('public.shop_visit_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_bankentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_bankstatement_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_count_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_countline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_counttag_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_dispatch_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_dispatchline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_exchangerate_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_figure_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_invoice_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_invoiceline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_layer_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_movement_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_occasion_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_occasionitem_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_ownaccount_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_payment_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_paymentrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_placestaff_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_position_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_purchaseletter_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_purchaseline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_purchaseorder_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_receipt_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_receiptline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_reorder_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_reorderrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_returnline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_scankey_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_settlement_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_settlementline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_shelf_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_shelffigures_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_supplier_id_seq', 1, true);


SELECT pg_catalog.setval('public.supply_supplieraccess_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_suppliercontact_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_supplierreturn_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_titlecarry_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_transfer_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_transferlayer_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_transferline_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_want_id_seq', 1, false);


SELECT pg_catalog.setval('public.supply_warehouse_id_seq', 1, true);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_activityrecord
    ADD CONSTRAINT activity_once_per_reference UNIQUE (activity_id, member_id, reference);


ALTER TABLE ONLY public.api_callcount
    ADD CONSTRAINT api_callcount_pkey PRIMARY KEY (token_id);


ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_digest_key UNIQUE (digest);


ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.api_webhook
    ADD CONSTRAINT api_webhook_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.api_webhook
    ADD CONSTRAINT api_webhook_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.api_webhookdelivery
    ADD CONSTRAINT api_webhookdelivery_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.api_webhookdelivery
    ADD CONSTRAINT api_webhookdelivery_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_basketday
    ADD CONSTRAINT basket_day_once UNIQUE (basket_id, day);


ALTER TABLE ONLY public.orders_baskettitle
    ADD CONSTRAINT basket_title_once UNIQUE (basket_id, item_id);


ALTER TABLE ONLY public.catalog_batch
    ADD CONSTRAINT batch_once_per_item UNIQUE (item_id, code);


ALTER TABLE ONLY public.payments_bill
    ADD CONSTRAINT bill_once_a_day UNIQUE (provider, day);


ALTER TABLE ONLY public.orders_ownbundletitle
    ADD CONSTRAINT bundle_title_once UNIQUE (bundle_id, item_id);


ALTER TABLE ONLY public.callcenter_callstep
    ADD CONSTRAINT call_step_once UNIQUE (switch, epoch, seq);


ALTER TABLE ONLY public.callcenter_agent
    ADD CONSTRAINT callcenter_agent_extension_key UNIQUE (extension);


ALTER TABLE ONLY public.callcenter_agent
    ADD CONSTRAINT callcenter_agent_pkey PRIMARY KEY (user_id);


ALTER TABLE ONLY public.callcenter_agentskill
    ADD CONSTRAINT callcenter_agentskill_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_key_key UNIQUE (key);


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.callcenter_callstep
    ADD CONSTRAINT callcenter_callstep_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_holiday
    ADD CONSTRAINT callcenter_holiday_day_key UNIQUE (day);


ALTER TABLE ONLY public.callcenter_holiday
    ADD CONSTRAINT callcenter_holiday_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_line
    ADD CONSTRAINT callcenter_line_number_key UNIQUE (number);


ALTER TABLE ONLY public.callcenter_line
    ADD CONSTRAINT callcenter_line_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_line
    ADD CONSTRAINT callcenter_line_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.callcenter_menu
    ADD CONSTRAINT callcenter_menu_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_menu
    ADD CONSTRAINT callcenter_menu_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_menuversion
    ADD CONSTRAINT callcenter_menuversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_offer
    ADD CONSTRAINT callcenter_offer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_pausereason
    ADD CONSTRAINT callcenter_pausereason_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_pausereason
    ADD CONSTRAINT callcenter_pausereason_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_queue
    ADD CONSTRAINT callcenter_queue_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_queue
    ADD CONSTRAINT callcenter_queue_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_site
    ADD CONSTRAINT callcenter_site_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_site
    ADD CONSTRAINT callcenter_site_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_skill
    ADD CONSTRAINT callcenter_skill_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_skill
    ADD CONSTRAINT callcenter_skill_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_spell
    ADD CONSTRAINT callcenter_spell_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_switchorder
    ADD CONSTRAINT callcenter_switchorder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_wrapcode
    ADD CONSTRAINT callcenter_wrapcode_code_key UNIQUE (code);


ALTER TABLE ONLY public.callcenter_wrapcode
    ADD CONSTRAINT callcenter_wrapcode_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_cap
    ADD CONSTRAINT cap_once UNIQUE (purpose, channel, days);


ALTER TABLE ONLY public.catalog_batch
    ADD CONSTRAINT catalog_batch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_bookintake
    ADD CONSTRAINT catalog_bookintake_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_bookintake
    ADD CONSTRAINT catalog_bookintake_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.catalog_bookmapping
    ADD CONSTRAINT catalog_bookmapping_name_key UNIQUE (name);


ALTER TABLE ONLY public.catalog_bookmapping
    ADD CONSTRAINT catalog_bookmapping_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_bundlepart
    ADD CONSTRAINT catalog_bundlepart_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_contribution
    ADD CONSTRAINT catalog_contribution_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_contributor
    ADD CONSTRAINT catalog_contributor_name_key UNIQUE (name);


ALTER TABLE ONLY public.catalog_contributor
    ADD CONSTRAINT catalog_contributor_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_filing
    ADD CONSTRAINT catalog_filing_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_identifier
    ADD CONSTRAINT catalog_identifier_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.catalog_itemchange
    ADD CONSTRAINT catalog_itemchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_itemmerge
    ADD CONSTRAINT catalog_itemmerge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_itemmerge
    ADD CONSTRAINT catalog_itemmerge_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.catalog_numberedcopy
    ADD CONSTRAINT catalog_numberedcopy_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_ownclass
    ADD CONSTRAINT catalog_ownclass_code_key UNIQUE (code);


ALTER TABLE ONLY public.catalog_ownclass
    ADD CONSTRAINT catalog_ownclass_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_pricechange
    ADD CONSTRAINT catalog_pricechange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_priceentry
    ADD CONSTRAINT catalog_priceentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_pricelist
    ADD CONSTRAINT catalog_pricelist_code_key UNIQUE (code);


ALTER TABLE ONLY public.catalog_pricelist
    ADD CONSTRAINT catalog_pricelist_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_pricelist
    ADD CONSTRAINT catalog_pricelist_rank_key UNIQUE (rank);


ALTER TABLE ONLY public.catalog_publisher
    ADD CONSTRAINT catalog_publisher_name_key UNIQUE (name);


ALTER TABLE ONLY public.catalog_publisher
    ADD CONSTRAINT catalog_publisher_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_series
    ADD CONSTRAINT catalog_series_name_key UNIQUE (name);


ALTER TABLE ONLY public.catalog_series
    ADD CONSTRAINT catalog_series_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_subject
    ADD CONSTRAINT catalog_subject_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_synonym
    ADD CONSTRAINT catalog_synonym_norm_key UNIQUE (norm);


ALTER TABLE ONLY public.catalog_synonym
    ADD CONSTRAINT catalog_synonym_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_synonymgroup
    ADD CONSTRAINT catalog_synonymgroup_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_titlelisting
    ADD CONSTRAINT catalog_titlelisting_pkey PRIMARY KEY (item_id);


ALTER TABLE ONLY public.catalog_titlesearch
    ADD CONSTRAINT catalog_titlesearch_pkey PRIMARY KEY (item_id);


ALTER TABLE ONLY public.catalog_titleview
    ADD CONSTRAINT catalog_titleview_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_work
    ADD CONSTRAINT catalog_work_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT category_once_per_scheme UNIQUE (scheme, code);


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT charge_number_once UNIQUE (number);


ALTER TABLE ONLY public.members_consenttext
    ADD CONSTRAINT consent_text_once UNIQUE (purpose, version);


ALTER TABLE ONLY public.members_institutioncontact
    ADD CONSTRAINT contact_once UNIQUE (person_id, institution_id);


ALTER TABLE ONLY public.catalog_contribution
    ADD CONSTRAINT contribution_once_per_role UNIQUE (item_id, contributor_id, role);


ALTER TABLE ONLY public.loyalty_valueposting
    ADD CONSTRAINT deed_posts_once_to_an_account UNIQUE (deed_id, account);


ALTER TABLE ONLY public.demo_sampleclub
    ADD CONSTRAINT demo_sampleclub_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_billdifference
    ADD CONSTRAINT difference_once_per_bill UNIQUE (bill_id, number, is_refund);


ALTER TABLE ONLY public.supply_dispatch
    ADD CONSTRAINT dispatch_once_per_note UNIQUE (supplier_id, note_number);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);


ALTER TABLE ONLY public.orders_editiontitle
    ADD CONSTRAINT edition_number_once UNIQUE (edition_id, "position");


ALTER TABLE ONLY public.orders_editiontitle
    ADD CONSTRAINT edition_title_once UNIQUE (edition_id, item_id);


ALTER TABLE ONLY public.members_email
    ADD CONSTRAINT email_once_per_person UNIQUE (person_id, address);


ALTER TABLE ONLY public.catalog_priceentry
    ADD CONSTRAINT entry_once_per_list UNIQUE (item_id, price_list_id);


ALTER TABLE ONLY public.members_fielduse
    ADD CONSTRAINT field_use_once_a_day UNIQUE (field, day, purpose);


ALTER TABLE ONLY public.supply_figure
    ADD CONSTRAINT figure_once_per_report UNIQUE NULLS NOT DISTINCT (report, warehouse_id, key);


ALTER TABLE ONLY public.supply_shelffigures
    ADD CONSTRAINT figures_once_per_shelf UNIQUE (item_id, warehouse_id);


ALTER TABLE ONLY public.catalog_filing
    ADD CONSTRAINT filed_once_per_class UNIQUE (own_class_id, item_id);


ALTER TABLE ONLY public.messaging_holdout
    ADD CONSTRAINT held_out_once UNIQUE (member_id, name);


ALTER TABLE ONLY public.shop_reviewvote
    ADD CONSTRAINT helpful_once_by_reader UNIQUE (review_id, member_id);


ALTER TABLE ONLY public.catalog_identifier
    ADD CONSTRAINT identifier_once_per_item UNIQUE (item_id, kind, value);


ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT inbound_once UNIQUE (channel, key);


ALTER TABLE ONLY public.insight_gone
    ADD CONSTRAINT insight_gone_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_lakerun
    ADD CONSTRAINT insight_lakerun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_member_facts
    ADD CONSTRAINT insight_member_facts_pkey PRIMARY KEY (member_id);


ALTER TABLE ONLY public.insight_member_value
    ADD CONSTRAINT insight_member_value_pkey PRIMARY KEY (member_id);


ALTER TABLE ONLY public.insight_value_figure
    ADD CONSTRAINT insight_value_figure_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_value_flow
    ADD CONSTRAINT insight_value_flow_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_value_history
    ADD CONSTRAINT insight_value_history_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_value_run
    ADD CONSTRAINT insight_value_run_day_key UNIQUE (day);


ALTER TABLE ONLY public.insight_value_run
    ADD CONSTRAINT insight_value_run_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.insight_value_version
    ADD CONSTRAINT insight_value_version_number_key UNIQUE (number);


ALTER TABLE ONLY public.insight_value_version
    ADD CONSTRAINT insight_value_version_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_invoiceline
    ADD CONSTRAINT invoice_line_once UNIQUE (invoice_id, "position");


ALTER TABLE ONLY public.supply_invoice
    ADD CONSTRAINT invoice_once_per_supplier UNIQUE (supplier_id, number);


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT invoice_serial_once UNIQUE (serial);


ALTER TABLE ONLY public.supply_countline
    ADD CONSTRAINT item_once_per_count UNIQUE (count_id, item_id);


ALTER TABLE ONLY public.supply_dispatchline
    ADD CONSTRAINT item_once_per_dispatch UNIQUE (dispatch_id, item_id);


ALTER TABLE ONLY public.supply_invoiceline
    ADD CONSTRAINT item_once_per_invoice UNIQUE (invoice_id, item_id);


ALTER TABLE ONLY public.supply_occasionitem
    ADD CONSTRAINT item_once_per_occasion UNIQUE (occasion_id, item_id);


ALTER TABLE ONLY public.supply_purchaseline
    ADD CONSTRAINT item_once_per_purchase UNIQUE (order_id, item_id);


ALTER TABLE ONLY public.supply_receiptline
    ADD CONSTRAINT item_once_per_receipt UNIQUE (receipt_id, item_id);


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT item_once_per_source UNIQUE (source, source_key);


ALTER TABLE ONLY public.supply_transferline
    ADD CONSTRAINT item_once_per_transfer UNIQUE (transfer_id, item_id);


ALTER TABLE ONLY public.kernel_cache
    ADD CONSTRAINT kernel_cache_pkey PRIMARY KEY (cache_key);


ALTER TABLE ONLY public.kernel_cursor
    ADD CONSTRAINT kernel_cursor_pkey PRIMARY KEY (subscriber);


ALTER TABLE ONLY public.kernel_erasure
    ADD CONSTRAINT kernel_erasure_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_event
    ADD CONSTRAINT kernel_event_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_event
    ADD CONSTRAINT kernel_event_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.kernel_import_run
    ADD CONSTRAINT kernel_import_run_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_list_view
    ADD CONSTRAINT kernel_list_view_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_parked_event
    ADD CONSTRAINT kernel_parked_event_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_rowchange
    ADD CONSTRAINT kernel_rowchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_user_groups
    ADD CONSTRAINT kernel_user_groups_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_user_groups
    ADD CONSTRAINT kernel_user_groups_user_id_group_id_176b7b25_uniq UNIQUE (user_id, group_id);


ALTER TABLE ONLY public.kernel_user
    ADD CONSTRAINT kernel_user_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_user_user_permissions
    ADD CONSTRAINT kernel_user_user_permiss_user_id_permission_id_78d8fc93_uniq UNIQUE (user_id, permission_id);


ALTER TABLE ONLY public.kernel_user_user_permissions
    ADD CONSTRAINT kernel_user_user_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.kernel_user
    ADD CONSTRAINT kernel_user_username_key UNIQUE (username);


ALTER TABLE ONLY public.supply_returnline
    ADD CONSTRAINT layer_once_per_return UNIQUE (supplier_return_id, layer_id);


ALTER TABLE ONLY public.supply_settlementline
    ADD CONSTRAINT layer_once_per_settlement UNIQUE (settlement_id, layer_id);


ALTER TABLE ONLY public.orders_couponleftout
    ADD CONSTRAINT left_out_once UNIQUE (batch_id, member_id);


ALTER TABLE ONLY public.orders_returnline
    ADD CONSTRAINT line_once_per_return UNIQUE (asked_id, line_id);


ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT line_once_per_shipment UNIQUE (shipment_id, line_id);


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT line_position_once UNIQUE (order_id, "position");


ALTER TABLE ONLY public.kernel_list_view
    ADD CONSTRAINT list_view_once_per_owner UNIQUE (list_name, owner_id, name);


ALTER TABLE ONLY public.shop_login
    ADD CONSTRAINT login_of_one_account UNIQUE (digest);


ALTER TABLE ONLY public.loyalty_pointslot
    ADD CONSTRAINT lot_once_per_source UNIQUE (account_id, source);


ALTER TABLE ONLY public.loyalty_activity
    ADD CONSTRAINT loyalty_activity_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_activity
    ADD CONSTRAINT loyalty_activity_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_activityrecord
    ADD CONSTRAINT loyalty_activityrecord_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_adjustmentlimit
    ADD CONSTRAINT loyalty_adjustmentlimit_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_adjustmentlimit
    ADD CONSTRAINT loyalty_adjustmentlimit_role_key UNIQUE (role);


ALTER TABLE ONLY public.loyalty_adjustmentrequest
    ADD CONSTRAINT loyalty_adjustmentrequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_adjustmentrequest
    ADD CONSTRAINT loyalty_adjustmentrequest_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_club
    ADD CONSTRAINT loyalty_club_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_club
    ADD CONSTRAINT loyalty_club_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_clubmembership
    ADD CONSTRAINT loyalty_clubmembership_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_coalitionpartner
    ADD CONSTRAINT loyalty_coalitionpartner_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_coalitionpartner
    ADD CONSTRAINT loyalty_coalitionpartner_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_earningrule
    ADD CONSTRAINT loyalty_earningrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_memberpass
    ADD CONSTRAINT loyalty_memberpass_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_memberpass
    ADD CONSTRAINT loyalty_memberpass_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_merchant
    ADD CONSTRAINT loyalty_merchant_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_merchant
    ADD CONSTRAINT loyalty_merchant_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_merchantcheck
    ADD CONSTRAINT loyalty_merchantcheck_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT loyalty_partnerposting_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT loyalty_partnerposting_takes_back_id_key UNIQUE (takes_back_id);


ALTER TABLE ONLY public.loyalty_passkey
    ADD CONSTRAINT loyalty_passkey_number_key UNIQUE (number);


ALTER TABLE ONLY public.loyalty_passkey
    ADD CONSTRAINT loyalty_passkey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pendingpoints
    ADD CONSTRAINT loyalty_pendingpoints_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointsaccount
    ADD CONSTRAINT loyalty_pointsaccount_pkey PRIMARY KEY (member_id);


ALTER TABLE ONLY public.loyalty_pointsadjustment
    ADD CONSTRAINT loyalty_pointsadjustment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointsadjustment
    ADD CONSTRAINT loyalty_pointsadjustment_source_key UNIQUE (source);


ALTER TABLE ONLY public.loyalty_pointsentry
    ADD CONSTRAINT loyalty_pointsentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointshold
    ADD CONSTRAINT loyalty_pointshold_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointshold
    ADD CONSTRAINT loyalty_pointshold_source_key UNIQUE (source);


ALTER TABLE ONLY public.loyalty_pointslot
    ADD CONSTRAINT loyalty_pointslot_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointsrule
    ADD CONSTRAINT loyalty_pointsrule_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_pointsrule
    ADD CONSTRAINT loyalty_pointsrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointsrule
    ADD CONSTRAINT loyalty_pointsrule_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_pointsrulestamp
    ADD CONSTRAINT loyalty_pointsrulestamp_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointsruleversion
    ADD CONSTRAINT loyalty_pointsruleversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_pointstally
    ADD CONSTRAINT loyalty_pointstally_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_pointstally
    ADD CONSTRAINT loyalty_pointstally_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_referral
    ADD CONSTRAINT loyalty_referral_pkey PRIMARY KEY (friend_id);


ALTER TABLE ONLY public.loyalty_referralcode
    ADD CONSTRAINT loyalty_referralcode_code_key UNIQUE (code);


ALTER TABLE ONLY public.loyalty_referralcode
    ADD CONSTRAINT loyalty_referralcode_pkey PRIMARY KEY (member_id);


ALTER TABLE ONLY public.loyalty_referralterms
    ADD CONSTRAINT loyalty_referralterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_reminder
    ADD CONSTRAINT loyalty_reminder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_reminderstep
    ADD CONSTRAINT loyalty_reminderstep_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_reward
    ADD CONSTRAINT loyalty_reward_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_reward
    ADD CONSTRAINT loyalty_reward_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_number_key UNIQUE (number);


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_tierchange
    ADD CONSTRAINT loyalty_tierchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tierflow
    ADD CONSTRAINT loyalty_tierflow_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tiergrant
    ADD CONSTRAINT loyalty_tiergrant_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tierstanding
    ADD CONSTRAINT loyalty_tierstanding_pkey PRIMARY KEY (member_id);


ALTER TABLE ONLY public.loyalty_tiertable
    ADD CONSTRAINT loyalty_tiertable_number_key UNIQUE (number);


ALTER TABLE ONLY public.loyalty_tiertable
    ADD CONSTRAINT loyalty_tiertable_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tierterms
    ADD CONSTRAINT loyalty_tierterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tiertrial
    ADD CONSTRAINT loyalty_tiertrial_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_tiertrial
    ADD CONSTRAINT loyalty_tiertrial_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_valuebonus
    ADD CONSTRAINT loyalty_valuebonus_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_replaces_id_key UNIQUE (replaces_id);


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.loyalty_valuedeed
    ADD CONSTRAINT loyalty_valuedeed_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valuenotice
    ADD CONSTRAINT loyalty_valuenotice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valueposting
    ADD CONSTRAINT loyalty_valueposting_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valuerequest
    ADD CONSTRAINT loyalty_valuerequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valueterms
    ADD CONSTRAINT loyalty_valueterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.loyalty_valueuse
    ADD CONSTRAINT loyalty_valueuse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_address
    ADD CONSTRAINT members_address_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_attribute
    ADD CONSTRAINT members_attribute_code_key UNIQUE (code);


ALTER TABLE ONLY public.members_attribute
    ADD CONSTRAINT members_attribute_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_bulkchange
    ADD CONSTRAINT members_bulkchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_bulkchange
    ADD CONSTRAINT members_bulkchange_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_bulkchanged
    ADD CONSTRAINT members_bulkchanged_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_card
    ADD CONSTRAINT members_card_number_key UNIQUE (number);


ALTER TABLE ONLY public.members_card
    ADD CONSTRAINT members_card_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_cardkind
    ADD CONSTRAINT members_cardkind_code_key UNIQUE (code);


ALTER TABLE ONLY public.members_cardkind
    ADD CONSTRAINT members_cardkind_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_cardkind
    ADD CONSTRAINT members_cardkind_rank_key UNIQUE (rank);


ALTER TABLE ONLY public.members_cardmedium
    ADD CONSTRAINT members_cardmedium_code_key UNIQUE (code);


ALTER TABLE ONLY public.members_cardmedium
    ADD CONSTRAINT members_cardmedium_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_cardpartner
    ADD CONSTRAINT members_cardpartner_code_key UNIQUE (code);


ALTER TABLE ONLY public.members_cardpartner
    ADD CONSTRAINT members_cardpartner_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_consent
    ADD CONSTRAINT members_consent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_consenttext
    ADD CONSTRAINT members_consenttext_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_contact
    ADD CONSTRAINT members_contact_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_contact
    ADD CONSTRAINT members_contact_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_contactrule
    ADD CONSTRAINT members_contactrule_pkey PRIMARY KEY (person_id);


ALTER TABLE ONLY public.members_email
    ADD CONSTRAINT members_email_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_exportlimit
    ADD CONSTRAINT members_exportlimit_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_exportlimit
    ADD CONSTRAINT members_exportlimit_role_key UNIQUE (role);


ALTER TABLE ONLY public.members_fielduse
    ADD CONSTRAINT members_fielduse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_household
    ADD CONSTRAINT members_household_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_household
    ADD CONSTRAINT members_household_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_householdperson
    ADD CONSTRAINT members_householdperson_pkey PRIMARY KEY (person_id);


ALTER TABLE ONLY public.members_inquiry
    ADD CONSTRAINT members_inquiry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_institution
    ADD CONSTRAINT members_institution_number_key UNIQUE (number);


ALTER TABLE ONLY public.members_institution
    ADD CONSTRAINT members_institution_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_institution
    ADD CONSTRAINT members_institution_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_institutioncontact
    ADD CONSTRAINT members_institutioncontact_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_intake
    ADD CONSTRAINT members_intake_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_intake
    ADD CONSTRAINT members_intake_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_intakeperson
    ADD CONSTRAINT members_intakeperson_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_legalhold
    ADD CONSTRAINT members_legalhold_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_listexport
    ADD CONSTRAINT members_listexport_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_listexport
    ADD CONSTRAINT members_listexport_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_listing
    ADD CONSTRAINT members_listing_pkey PRIMARY KEY (person_id);


ALTER TABLE ONLY public.members_matchrun
    ADD CONSTRAINT members_matchrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_number_key UNIQUE (number);


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_pkey PRIMARY KEY (person_id);


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_source_key_key UNIQUE (source_key);


ALTER TABLE ONLY public.members_merge
    ADD CONSTRAINT members_merge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_merge
    ADD CONSTRAINT members_merge_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_mergedrow
    ADD CONSTRAINT members_mergedrow_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_mergingrule
    ADD CONSTRAINT members_mergingrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_namedfile
    ADD CONSTRAINT members_namedfile_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_note
    ADD CONSTRAINT members_note_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_pair
    ADD CONSTRAINT members_pair_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_paper
    ADD CONSTRAINT members_paper_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_paper
    ADD CONSTRAINT members_paper_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_person
    ADD CONSTRAINT members_person_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_person
    ADD CONSTRAINT members_person_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_personaldataaccess
    ADD CONSTRAINT members_personaldataaccess_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_persontag
    ADD CONSTRAINT members_persontag_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_phone
    ADD CONSTRAINT members_phone_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_preference
    ADD CONSTRAINT members_preference_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_privacyrequest
    ADD CONSTRAINT members_privacyrequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_privacyrequest
    ADD CONSTRAINT members_privacyrequest_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_questionputoff
    ADD CONSTRAINT members_questionputoff_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_relation
    ADD CONSTRAINT members_relation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_relisting
    ADD CONSTRAINT members_relisting_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_retentionrule
    ADD CONSTRAINT members_retentionrule_part_key UNIQUE (part);


ALTER TABLE ONLY public.members_retentionrule
    ADD CONSTRAINT members_retentionrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_retiredfield
    ADD CONSTRAINT members_retiredfield_field_key UNIQUE (field);


ALTER TABLE ONLY public.members_retiredfield
    ADD CONSTRAINT members_retiredfield_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_savedmapping
    ADD CONSTRAINT members_savedmapping_name_key UNIQUE (name);


ALTER TABLE ONLY public.members_savedmapping
    ADD CONSTRAINT members_savedmapping_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_savedview
    ADD CONSTRAINT members_savedview_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_savedview
    ADD CONSTRAINT members_savedview_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_signuprequest
    ADD CONSTRAINT members_signuprequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_signuprequest
    ADD CONSTRAINT members_signuprequest_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.members_tag
    ADD CONSTRAINT members_tag_name_key UNIQUE (name);


ALTER TABLE ONLY public.members_tag
    ADD CONSTRAINT members_tag_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_task
    ADD CONSTRAINT members_task_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_task
    ADD CONSTRAINT members_task_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.members_tier
    ADD CONSTRAINT members_tier_code_key UNIQUE (code);


ALTER TABLE ONLY public.members_tier
    ADD CONSTRAINT members_tier_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_tier
    ADD CONSTRAINT members_tier_rank_key UNIQUE (rank);


ALTER TABLE ONLY public.callcenter_menuversion
    ADD CONSTRAINT menu_version_once UNIQUE (menu_id, number);


ALTER TABLE ONLY public.members_mergedrow
    ADD CONSTRAINT merged_row_once UNIQUE (merge_id, table_name, row_key);


ALTER TABLE ONLY public.orders_message
    ADD CONSTRAINT message_taken_in_once UNIQUE (channel, key);


ALTER TABLE ONLY public.messaging_cap
    ADD CONSTRAINT messaging_cap_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_channelsetting
    ADD CONSTRAINT messaging_channelsetting_channel_key UNIQUE (channel);


ALTER TABLE ONLY public.messaging_channelsetting
    ADD CONSTRAINT messaging_channelsetting_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_deliveryevent
    ADD CONSTRAINT messaging_deliveryevent_key_key UNIQUE (key);


ALTER TABLE ONLY public.messaging_deliveryevent
    ADD CONSTRAINT messaging_deliveryevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_follower
    ADD CONSTRAINT messaging_follower_digest_key UNIQUE (digest);


ALTER TABLE ONLY public.messaging_follower
    ADD CONSTRAINT messaging_follower_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_holdout
    ADD CONSTRAINT messaging_holdout_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.messaging_inboundfile
    ADD CONSTRAINT messaging_inboundfile_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_mailboxplace
    ADD CONSTRAINT messaging_mailboxplace_box_key UNIQUE (box);


ALTER TABLE ONLY public.messaging_mailboxplace
    ADD CONSTRAINT messaging_mailboxplace_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_mailing
    ADD CONSTRAINT messaging_mailing_key_key UNIQUE (key);


ALTER TABLE ONLY public.messaging_mailing
    ADD CONSTRAINT messaging_mailing_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_mailing
    ADD CONSTRAINT messaging_mailing_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_key_key UNIQUE (key);


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.messaging_onetimecode
    ADD CONSTRAINT messaging_onetimecode_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_onetimecode
    ADD CONSTRAINT messaging_onetimecode_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.messaging_printbatch
    ADD CONSTRAINT messaging_printbatch_number_key UNIQUE (number);


ALTER TABLE ONLY public.messaging_printbatch
    ADD CONSTRAINT messaging_printbatch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_sender
    ADD CONSTRAINT messaging_sender_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_spending
    ADD CONSTRAINT messaging_spending_channel_key UNIQUE (channel);


ALTER TABLE ONLY public.messaging_spending
    ADD CONSTRAINT messaging_spending_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_suppression
    ADD CONSTRAINT messaging_suppression_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_template
    ADD CONSTRAINT messaging_template_kind_key UNIQUE (kind);


ALTER TABLE ONLY public.messaging_template
    ADD CONSTRAINT messaging_template_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_templatetext
    ADD CONSTRAINT messaging_templatetext_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.messaging_templateversion
    ADD CONSTRAINT messaging_templateversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_movement
    ADD CONSTRAINT move_once_per_source UNIQUE (source, kind, layer_id);


ALTER TABLE ONLY public.payments_notice
    ADD CONSTRAINT notice_once UNIQUE (provider, event);


ALTER TABLE ONLY public.catalog_numberedcopy
    ADD CONSTRAINT number_once_per_item UNIQUE (item_id, number);


ALTER TABLE ONLY public.callcenter_offer
    ADD CONSTRAINT offer_once UNIQUE (call_id, leg);


ALTER TABLE ONLY public.orders_draft
    ADD CONSTRAINT one_draft_per_clerk UNIQUE (member_id, clerk_id);


ALTER TABLE ONLY public.supply_exchangerate
    ADD CONSTRAINT one_exchange_rate_per_day UNIQUE (currency, from_on);


ALTER TABLE ONLY public.supply_reorder
    ADD CONSTRAINT one_plan_per_shelf UNIQUE (item_id, warehouse_id);


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT one_reader_at_a_station EXCLUDE USING gist (int8range(station_id, station_id, '[]'::text) WITH &&, tstzrange(starts_at, ends_at) WITH &&) WHERE (((state)::text = 'booked'::text));


ALTER TABLE ONLY public.supply_shelf
    ADD CONSTRAINT one_shelf_per_item UNIQUE (item_id, warehouse_id);


ALTER TABLE ONLY public.orders_ordermapping
    ADD CONSTRAINT order_mapping_once UNIQUE (name);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT order_number_once UNIQUE (number);


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT orders_appointment_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT orders_appointment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_basketday
    ADD CONSTRAINT orders_basketday_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_baskettitle
    ADD CONSTRAINT orders_baskettitle_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_catalogueedition
    ADD CONSTRAINT orders_catalogueedition_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_catalogueedition
    ADD CONSTRAINT orders_catalogueedition_serial_key UNIQUE (serial);


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservation_order_id_key UNIQUE (order_id);


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_coupon
    ADD CONSTRAINT orders_coupon_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_coupon
    ADD CONSTRAINT orders_coupon_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_couponbatch
    ADD CONSTRAINT orders_couponbatch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_couponbatch
    ADD CONSTRAINT orders_couponbatch_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.orders_couponleftout
    ADD CONSTRAINT orders_couponleftout_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_deliveryrule
    ADD CONSTRAINT orders_deliveryrule_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_deliveryrule
    ADD CONSTRAINT orders_deliveryrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_draft
    ADD CONSTRAINT orders_draft_pkey PRIMARY KEY (uid);


ALTER TABLE ONLY public.orders_drawermove
    ADD CONSTRAINT orders_drawermove_key_key UNIQUE (key);


ALTER TABLE ONLY public.orders_drawermove
    ADD CONSTRAINT orders_drawermove_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_drawermove
    ADD CONSTRAINT orders_drawermove_refund_id_key UNIQUE (refund_id);


ALTER TABLE ONLY public.orders_editiontitle
    ADD CONSTRAINT orders_editiontitle_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_exchange
    ADD CONSTRAINT orders_exchange_order_id_key UNIQUE (order_id);


ALTER TABLE ONLY public.orders_exchange
    ADD CONSTRAINT orders_exchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_exchange
    ADD CONSTRAINT orders_exchange_returned_id_key UNIQUE (returned_id);


ALTER TABLE ONLY public.orders_filedorder
    ADD CONSTRAINT orders_filedorder_pkey PRIMARY KEY (order_id);


ALTER TABLE ONLY public.orders_formtaken
    ADD CONSTRAINT orders_formtaken_key_key UNIQUE (key);


ALTER TABLE ONLY public.orders_formtaken
    ADD CONSTRAINT orders_formtaken_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_heldsale
    ADD CONSTRAINT orders_heldsale_pkey PRIMARY KEY (uid);


ALTER TABLE ONLY public.orders_manifest
    ADD CONSTRAINT orders_manifest_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_manifest
    ADD CONSTRAINT orders_manifest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_manuscript
    ADD CONSTRAINT orders_manuscript_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_message
    ADD CONSTRAINT orders_message_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_message
    ADD CONSTRAINT orders_message_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.orders_notice
    ADD CONSTRAINT orders_notice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.orders_orderfile
    ADD CONSTRAINT orders_orderfile_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderhold
    ADD CONSTRAINT orders_orderhold_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_ordermapping
    ADD CONSTRAINT orders_ordermapping_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderwish
    ADD CONSTRAINT orders_orderwish_pkey PRIMARY KEY (order_id);


ALTER TABLE ONLY public.orders_ownbundle
    ADD CONSTRAINT orders_ownbundle_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_ownbundletitle
    ADD CONSTRAINT orders_ownbundletitle_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_partneroffer
    ADD CONSTRAINT orders_partneroffer_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_partneroffer
    ADD CONSTRAINT orders_partneroffer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_partneruse
    ADD CONSTRAINT orders_partneruse_key_key UNIQUE (key);


ALTER TABLE ONLY public.orders_partneruse
    ADD CONSTRAINT orders_partneruse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_pointspreview
    ADD CONSTRAINT orders_pointspreview_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_pointspreview
    ADD CONSTRAINT orders_pointspreview_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.orders_pointspreviewaward
    ADD CONSTRAINT orders_pointspreviewaward_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_pointspreviewshare
    ADD CONSTRAINT orders_pointspreviewshare_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_pointspreviewtier
    ADD CONSTRAINT orders_pointspreviewtier_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_pricebasket
    ADD CONSTRAINT orders_pricebasket_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_pricebasket
    ADD CONSTRAINT orders_pricebasket_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_priceclaim
    ADD CONSTRAINT orders_priceclaim_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_priceclaim
    ADD CONSTRAINT orders_priceclaim_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.orders_printprice
    ADD CONSTRAINT orders_printprice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_promotion
    ADD CONSTRAINT orders_promotion_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_promotion
    ADD CONSTRAINT orders_promotion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_promotion
    ADD CONSTRAINT orders_promotion_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.orders_promotionstamp
    ADD CONSTRAINT orders_promotionstamp_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_promotiontally
    ADD CONSTRAINT orders_promotiontally_pkey PRIMARY KEY (promotion_id);


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT orders_promotionuse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_promotionversion
    ADD CONSTRAINT orders_promotionversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_quickitem
    ADD CONSTRAINT orders_quickitem_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_refusedsale
    ADD CONSTRAINT orders_refusedsale_key_key UNIQUE (key);


ALTER TABLE ONLY public.orders_refusedsale
    ADD CONSTRAINT orders_refusedsale_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_release
    ADD CONSTRAINT orders_release_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_release
    ADD CONSTRAINT orders_release_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_releasecopy
    ADD CONSTRAINT orders_releasecopy_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_releaseintent
    ADD CONSTRAINT orders_releaseintent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_return
    ADD CONSTRAINT orders_return_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_return
    ADD CONSTRAINT orders_return_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_return
    ADD CONSTRAINT orders_return_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.orders_returnline
    ADD CONSTRAINT orders_returnline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_rivalprice
    ADD CONSTRAINT orders_rivalprice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_sale
    ADD CONSTRAINT orders_sale_pkey PRIMARY KEY (order_id);


ALTER TABLE ONLY public.orders_salenote
    ADD CONSTRAINT orders_salenote_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_salepayment
    ADD CONSTRAINT orders_salepayment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_source_key UNIQUE (source);


ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_want_id_key UNIQUE (want_id);


ALTER TABLE ONLY public.orders_station
    ADD CONSTRAINT orders_station_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_switch
    ADD CONSTRAINT orders_switch_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_switch
    ADD CONSTRAINT orders_switch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_till
    ADD CONSTRAINT orders_till_code_key UNIQUE (code);


ALTER TABLE ONLY public.orders_till
    ADD CONSTRAINT orders_till_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_tillsession
    ADD CONSTRAINT orders_tillsession_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_tillvoid
    ADD CONSTRAINT orders_tillvoid_key_key UNIQUE (key);


ALTER TABLE ONLY public.orders_tillvoid
    ADD CONSTRAINT orders_tillvoid_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_trackingevent
    ADD CONSTRAINT orders_trackingevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_wave
    ADD CONSTRAINT orders_wave_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_wave
    ADD CONSTRAINT orders_wave_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.members_pair
    ADD CONSTRAINT pair_once UNIQUE (left_id, right_id);


ALTER TABLE ONLY public.kernel_parked_event
    ADD CONSTRAINT park_once UNIQUE (subscriber, event_id);


ALTER TABLE ONLY public.catalog_bundlepart
    ADD CONSTRAINT part_once_per_bundle UNIQUE (bundle_id, part_id);


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT partner_posts_each_key_once UNIQUE (partner_id, key);


ALTER TABLE ONLY public.orders_salepayment
    ADD CONSTRAINT payment_position_once UNIQUE (sale_id, "position");


ALTER TABLE ONLY public.payments_bill
    ADD CONSTRAINT payments_bill_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_billdifference
    ADD CONSTRAINT payments_billdifference_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_receipt_id_key UNIQUE (receipt_id);


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_scan_key_key UNIQUE (scan_key);


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.payments_creditaccount
    ADD CONSTRAINT payments_creditaccount_pkey PRIMARY KEY (institution_id);


ALTER TABLE ONLY public.payments_creditentry
    ADD CONSTRAINT payments_creditentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT payments_invoice_original_id_key UNIQUE (original_id);


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT payments_invoice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT payments_invoice_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.payments_invoiceline
    ADD CONSTRAINT payments_invoiceline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_notice
    ADD CONSTRAINT payments_notice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_receipt
    ADD CONSTRAINT payments_receipt_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_receiptreturn
    ADD CONSTRAINT payments_receiptreturn_pkey PRIMARY KEY (receipt_id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.payments_remittance
    ADD CONSTRAINT payments_remittance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_remittance
    ADD CONSTRAINT payments_remittance_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.payments_remittancefile
    ADD CONSTRAINT payments_remittancefile_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_remittancemapping
    ADD CONSTRAINT payments_remittancemapping_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_remittanceuse
    ADD CONSTRAINT payments_remittanceuse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_remittanceuse
    ADD CONSTRAINT payments_remittanceuse_receipt_id_key UNIQUE (receipt_id);


ALTER TABLE ONLY public.payments_sandboxtrade
    ADD CONSTRAINT payments_sandboxtrade_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_sandboxtrade
    ADD CONSTRAINT payments_sandboxtrade_trade_key UNIQUE (trade);


ALTER TABLE ONLY public.loyalty_pendingpoints
    ADD CONSTRAINT pending_once_per_source UNIQUE (account_id, source);


ALTER TABLE ONLY public.members_bulkchanged
    ADD CONSTRAINT person_once_per_change UNIQUE (change_id, person_id);


ALTER TABLE ONLY public.members_intakeperson
    ADD CONSTRAINT person_once_per_intake UNIQUE (intake_id, person_id);


ALTER TABLE ONLY public.members_phone
    ADD CONSTRAINT phone_once_per_person UNIQUE (person_id, digits);


ALTER TABLE ONLY public.loyalty_pointsruleversion
    ADD CONSTRAINT points_rule_version_once UNIQUE (rule_id, number);


ALTER TABLE ONLY public.supply_position
    ADD CONSTRAINT position_once_per_place UNIQUE (warehouse_id, code);


ALTER TABLE ONLY public.loyalty_pointsentry
    ADD CONSTRAINT post_once_per_source UNIQUE NULLS NOT DISTINCT (account_id, kind, source, lot_id, moved_by_id);


ALTER TABLE ONLY public.orders_pointspreviewshare
    ADD CONSTRAINT preview_share_once UNIQUE (preview_id, month, tier_id);


ALTER TABLE ONLY public.orders_pointspreviewtier
    ADD CONSTRAINT preview_tier_once UNIQUE (preview_id, tier_id);


ALTER TABLE ONLY public.orders_printprice
    ADD CONSTRAINT print_price_once UNIQUE (kind, code);


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);


ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT promotion_once_per_order UNIQUE (order_id, promotion_id);


ALTER TABLE ONLY public.orders_promotionversion
    ADD CONSTRAINT promotion_version_once UNIQUE (promotion_id, number);


ALTER TABLE ONLY public.members_questionputoff
    ADD CONSTRAINT question_put_off_once UNIQUE (person_id, attribute_id);


ALTER TABLE ONLY public.orders_quickitem
    ADD CONSTRAINT quick_item_once_per_store UNIQUE (store_id, item_id);


ALTER TABLE ONLY public.payments_receipt
    ADD CONSTRAINT receipt_once_per_reference UNIQUE (tender, reference);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT refund_number_once UNIQUE (number);


ALTER TABLE ONLY public.members_relation
    ADD CONSTRAINT relation_once UNIQUE (person_id, other_id, role);


ALTER TABLE ONLY public.orders_releasecopy
    ADD CONSTRAINT release_copy_once UNIQUE (release_id, number);


ALTER TABLE ONLY public.orders_releaseintent
    ADD CONSTRAINT release_intent_once UNIQUE (release_id, member_id);


ALTER TABLE ONLY public.loyalty_reminderstep
    ADD CONSTRAINT reminder_step_once UNIQUE (kind, days);


ALTER TABLE ONLY public.payments_remittancemapping
    ADD CONSTRAINT remittance_mapping_once UNIQUE (name);


ALTER TABLE ONLY public.payments_remittance
    ADD CONSTRAINT remittance_slip_once UNIQUE (slip);


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT review_of_title_by_reader UNIQUE (item_id, member_id);


ALTER TABLE ONLY public.orders_rivalprice
    ADD CONSTRAINT rival_price_once_a_day UNIQUE (item_id, rival, seen_on);


ALTER TABLE ONLY public.loyalty_earningrule
    ADD CONSTRAINT rule_version_once UNIQUE (code, version);


ALTER TABLE ONLY public.payments_sandboxtrade
    ADD CONSTRAINT sandbox_trade_once UNIQUE (provider, number, is_refund);


ALTER TABLE ONLY public.supply_scankey
    ADD CONSTRAINT scan_counts_once UNIQUE (paper, key);


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT shipment_sequence_once UNIQUE (order_id, sequence);


ALTER TABLE ONLY public.shop_account
    ADD CONSTRAINT shop_account_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_account
    ADD CONSTRAINT shop_account_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.shop_basket
    ADD CONSTRAINT shop_basket_account_id_key UNIQUE (account_id);


ALTER TABLE ONLY public.shop_basket
    ADD CONSTRAINT shop_basket_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_basket
    ADD CONSTRAINT shop_basket_request_key_key UNIQUE (request_key);


ALTER TABLE ONLY public.shop_basketline
    ADD CONSTRAINT shop_basketline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_login
    ADD CONSTRAINT shop_login_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_passkey
    ADD CONSTRAINT shop_passkey_credential_key UNIQUE (credential);


ALTER TABLE ONLY public.shop_passkey
    ADD CONSTRAINT shop_passkey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_passkey
    ADD CONSTRAINT shop_passkey_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.shop_piece
    ADD CONSTRAINT shop_piece_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_piece
    ADD CONSTRAINT shop_piece_slug_key UNIQUE (slug);


ALTER TABLE ONLY public.shop_piecetitle
    ADD CONSTRAINT shop_piecetitle_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT shop_review_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT shop_review_uid_key UNIQUE (uid);


ALTER TABLE ONLY public.shop_reviewanswer
    ADD CONSTRAINT shop_reviewanswer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_reviewvote
    ADD CONSTRAINT shop_reviewvote_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_sample
    ADD CONSTRAINT shop_sample_item_id_key UNIQUE (item_id);


ALTER TABLE ONLY public.shop_sample
    ADD CONSTRAINT shop_sample_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_step
    ADD CONSTRAINT shop_step_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_trail
    ADD CONSTRAINT shop_trail_digest_key UNIQUE (digest);


ALTER TABLE ONLY public.shop_trail
    ADD CONSTRAINT shop_trail_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shop_visit
    ADD CONSTRAINT shop_visit_digest_key UNIQUE (digest);


ALTER TABLE ONLY public.shop_visit
    ADD CONSTRAINT shop_visit_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.callcenter_agentskill
    ADD CONSTRAINT skill_once_per_agent UNIQUE (agent_id, skill_id);


ALTER TABLE ONLY public.supply_placestaff
    ADD CONSTRAINT staff_once_per_place UNIQUE (user_id, warehouse_id);


ALTER TABLE ONLY public.orders_station
    ADD CONSTRAINT station_once_per_place UNIQUE (place_id, name);


ALTER TABLE ONLY public.shop_step
    ADD CONSTRAINT step_once UNIQUE (trail_id, key);


ALTER TABLE ONLY public.catalog_subject
    ADD CONSTRAINT subject_once_per_item UNIQUE (item_id, scheme, code);


ALTER TABLE ONLY public.supply_article
    ADD CONSTRAINT supply_article_pkey PRIMARY KEY (item_id);


ALTER TABLE ONLY public.supply_bankentry
    ADD CONSTRAINT supply_bankentry_key_key UNIQUE (key);


ALTER TABLE ONLY public.supply_bankentry
    ADD CONSTRAINT supply_bankentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_bankstatement
    ADD CONSTRAINT supply_bankstatement_digest_key UNIQUE (digest);


ALTER TABLE ONLY public.supply_bankstatement
    ADD CONSTRAINT supply_bankstatement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_count
    ADD CONSTRAINT supply_count_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_count
    ADD CONSTRAINT supply_count_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_countline
    ADD CONSTRAINT supply_countline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_counttag
    ADD CONSTRAINT supply_counttag_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_dispatch
    ADD CONSTRAINT supply_dispatch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_dispatchline
    ADD CONSTRAINT supply_dispatchline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_exchangerate
    ADD CONSTRAINT supply_exchangerate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_figure
    ADD CONSTRAINT supply_figure_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_invoice
    ADD CONSTRAINT supply_invoice_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_invoiceline
    ADD CONSTRAINT supply_invoiceline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_layer
    ADD CONSTRAINT supply_layer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_movement
    ADD CONSTRAINT supply_movement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_occasion
    ADD CONSTRAINT supply_occasion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_occasionitem
    ADD CONSTRAINT supply_occasionitem_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_ownaccount
    ADD CONSTRAINT supply_ownaccount_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_payment
    ADD CONSTRAINT supply_payment_end_to_end_key UNIQUE (end_to_end);


ALTER TABLE ONLY public.supply_payment
    ADD CONSTRAINT supply_payment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_paymentrun
    ADD CONSTRAINT supply_paymentrun_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_paymentrun
    ADD CONSTRAINT supply_paymentrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_placefigures
    ADD CONSTRAINT supply_placefigures_pkey PRIMARY KEY (warehouse_id);


ALTER TABLE ONLY public.supply_placestaff
    ADD CONSTRAINT supply_placestaff_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_position
    ADD CONSTRAINT supply_position_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_purchaseletter
    ADD CONSTRAINT supply_purchaseletter_order_id_key UNIQUE (order_id);


ALTER TABLE ONLY public.supply_purchaseletter
    ADD CONSTRAINT supply_purchaseletter_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_purchaseline
    ADD CONSTRAINT supply_purchaseline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_purchaseorder
    ADD CONSTRAINT supply_purchaseorder_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_purchaseorder
    ADD CONSTRAINT supply_purchaseorder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_receiptline
    ADD CONSTRAINT supply_receiptline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_reorder
    ADD CONSTRAINT supply_reorder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_reorderrun
    ADD CONSTRAINT supply_reorderrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_returnline
    ADD CONSTRAINT supply_returnline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_scankey
    ADD CONSTRAINT supply_scankey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_settlement
    ADD CONSTRAINT supply_settlement_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_settlement
    ADD CONSTRAINT supply_settlement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_settlementline
    ADD CONSTRAINT supply_settlementline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_shelf
    ADD CONSTRAINT supply_shelf_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_shelffigures
    ADD CONSTRAINT supply_shelffigures_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_supplier
    ADD CONSTRAINT supply_supplier_code_key UNIQUE (code);


ALTER TABLE ONLY public.supply_supplier
    ADD CONSTRAINT supply_supplier_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_supplieraccess
    ADD CONSTRAINT supply_supplieraccess_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_supplieraccess
    ADD CONSTRAINT supply_supplieraccess_token_uid_key UNIQUE (token_uid);


ALTER TABLE ONLY public.supply_supplieraccess
    ADD CONSTRAINT supply_supplieraccess_user_id_key UNIQUE (user_id);


ALTER TABLE ONLY public.supply_suppliercontact
    ADD CONSTRAINT supply_suppliercontact_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_supplierreturn
    ADD CONSTRAINT supply_supplierreturn_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_supplierreturn
    ADD CONSTRAINT supply_supplierreturn_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_titlecarry
    ADD CONSTRAINT supply_titlecarry_merge_id_key UNIQUE (merge_id);


ALTER TABLE ONLY public.supply_titlecarry
    ADD CONSTRAINT supply_titlecarry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_transfer
    ADD CONSTRAINT supply_transfer_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_transfer
    ADD CONSTRAINT supply_transfer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_transferlayer
    ADD CONSTRAINT supply_transferlayer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_transferline
    ADD CONSTRAINT supply_transferline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_number_key UNIQUE (number);


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_warehouse
    ADD CONSTRAINT supply_warehouse_code_key UNIQUE (code);


ALTER TABLE ONLY public.supply_warehouse
    ADD CONSTRAINT supply_warehouse_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.supply_counttag
    ADD CONSTRAINT tag_once_per_count UNIQUE (count_id, epc);


ALTER TABLE ONLY public.members_persontag
    ADD CONSTRAINT tag_once_per_person UNIQUE (person_id, tag_id);


ALTER TABLE ONLY public.messaging_templatetext
    ADD CONSTRAINT template_text_once UNIQUE (version_id, language);


ALTER TABLE ONLY public.messaging_templateversion
    ADD CONSTRAINT template_version_once UNIQUE (template_id, number);


ALTER TABLE ONLY public.loyalty_tierflow
    ADD CONSTRAINT tier_flow_once UNIQUE (trial_id, was_id, becomes_id);


ALTER TABLE ONLY public.loyalty_tierterms
    ADD CONSTRAINT tier_once_per_table UNIQUE (table_id, tier_id);


ALTER TABLE ONLY public.shop_basketline
    ADD CONSTRAINT title_once_in_basket UNIQUE (basket_id, item_id);


ALTER TABLE ONLY public.shop_piecetitle
    ADD CONSTRAINT title_once_in_list UNIQUE (piece_id, item_id);


ALTER TABLE ONLY public.catalog_titleview
    ADD CONSTRAINT title_view_once_per_owner UNIQUE (owner_id, name);


ALTER TABLE ONLY public.loyalty_reminder
    ADD CONSTRAINT told_once_for_each_step UNIQUE (member_id, kind, subject, lapses_on, days);


ALTER TABLE ONLY public.orders_trackingevent
    ADD CONSTRAINT tracking_told_once UNIQUE (shipment_id, key);


ALTER TABLE ONLY public.loyalty_valueuse
    ADD CONSTRAINT use_once_per_source UNIQUE (card_id, source);


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT value_card_number_once UNIQUE (number);


ALTER TABLE ONLY public.loyalty_valuedeed
    ADD CONSTRAINT value_deed_once_per_request UNIQUE (request_key);


ALTER TABLE ONLY public.loyalty_valuenotice
    ADD CONSTRAINT value_notice_version_once UNIQUE (kind, version);


ALTER TABLE ONLY public.insight_value_history
    ADD CONSTRAINT value_once_a_day UNIQUE (member_id, day);


ALTER TABLE ONLY public.members_savedview
    ADD CONSTRAINT view_once_per_owner UNIQUE (owner_id, name);


ALTER TABLE ONLY public.api_webhookdelivery
    ADD CONSTRAINT webhook_event_once UNIQUE (webhook_id, event_id);


ALTER TABLE ONLY public.api_webhook
    ADD CONSTRAINT webhook_name_once UNIQUE (name);


ALTER TABLE ONLY public.orders_tillsession
    ADD CONSTRAINT z_number_once_per_till UNIQUE (till_id, z_number);


CREATE UNIQUE INDEX a_pass_opens_once_for_a_merchant ON public.loyalty_merchantcheck USING btree (merchant_id, shown_id) WHERE ((answer)::text = 'yes'::text);


CREATE UNIQUE INDEX absorbed_once ON public.members_merge USING btree (absorbed_id) WHERE (undone_at IS NULL);


CREATE INDEX access_to_person ON public.members_personaldataaccess USING btree (person_id, at DESC);


CREATE INDEX accesses_by_time ON public.members_personaldataaccess USING btree (at DESC, id DESC);


CREATE INDEX accesses_of_actor ON public.members_personaldataaccess USING btree (actor_kind, actor_id, at DESC, id DESC);


CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);


CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);


CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);


CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);


CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);


CREATE INDEX activities_noted_by ON public.loyalty_activityrecord USING btree (noted_by, noted_at);


CREATE INDEX address_of_person ON public.members_address USING btree (person_id);


CREATE INDEX adjustments_of_somebody ON public.loyalty_pointsadjustment USING btree (adjusted_by, at);


CREATE INDEX answers_to_read ON public.shop_reviewanswer USING btree (id) WHERE ((state)::text = 'waiting'::text);


CREATE INDEX appointment_by_time ON public.orders_appointment USING btree (starts_at, id);


CREATE UNIQUE INDEX asked_once_at_a_time ON public.members_privacyrequest USING btree (person_id, kind) WHERE ((status)::text = 'open'::text);


CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);


CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);


CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);


CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);


CREATE INDEX bank_entry_by_verdict ON public.supply_bankentry USING btree (verdict, id DESC);


CREATE UNIQUE INDEX basket_of_one_browser ON public.shop_basket USING btree (digest) WHERE (NOT ((digest)::text = ''::text));


CREATE INDEX baskets_left ON public.shop_basket USING btree (changed_at) WHERE (account_id IS NULL);


CREATE INDEX batches_by_end ON public.catalog_batch USING btree (valid_until, id) WHERE (NOT (valid_until IS NULL));


CREATE INDEX book_intakes_by_time ON public.catalog_bookintake USING btree (started_at DESC, id DESC);


CREATE INDEX bulk_changes_by_time ON public.members_bulkchange USING btree (done_at DESC, id DESC);


CREATE INDEX bulk_changes_of_person ON public.members_bulkchanged USING btree (person_id);


CREATE INDEX bundles_of_member ON public.orders_ownbundle USING btree (member_id, id DESC);


CREATE INDEX callcenter_agent_extension_935699b5_like ON public.callcenter_agent USING btree (extension varchar_pattern_ops);


CREATE INDEX callcenter_agent_site_id_e19060bb ON public.callcenter_agent USING btree (site_id);


CREATE INDEX callcenter_agentskill_skill_id_99e7427d ON public.callcenter_agentskill USING btree (skill_id);


CREATE INDEX callcenter_call_key_8e09025f_like ON public.callcenter_call USING btree (key varchar_pattern_ops);


CREATE INDEX callcenter_call_menu_version_id_bf70eeee ON public.callcenter_call USING btree (menu_version_id);


CREATE INDEX callcenter_call_wrap_code_id_8be17680 ON public.callcenter_call USING btree (wrap_code_id);


CREATE INDEX callcenter_line_menu_id_260b72c9 ON public.callcenter_line USING btree (menu_id);


CREATE INDEX callcenter_line_number_62908b17_like ON public.callcenter_line USING btree (number varchar_pattern_ops);


CREATE INDEX callcenter_line_site_id_5609ec50 ON public.callcenter_line USING btree (site_id);


CREATE INDEX callcenter_menu_code_c320835c_like ON public.callcenter_menu USING btree (code varchar_pattern_ops);


CREATE INDEX callcenter_pausereason_code_dcef3ee9_like ON public.callcenter_pausereason USING btree (code varchar_pattern_ops);


CREATE INDEX callcenter_queue_code_4385dde4_like ON public.callcenter_queue USING btree (code varchar_pattern_ops);


CREATE INDEX callcenter_queue_overflow_id_1459b205 ON public.callcenter_queue USING btree (overflow_id);


CREATE INDEX callcenter_queue_skill_id_0dbc393d ON public.callcenter_queue USING btree (skill_id);


CREATE INDEX callcenter_site_code_946b0ac1_like ON public.callcenter_site USING btree (code varchar_pattern_ops);


CREATE INDEX callcenter_skill_code_7f5ddd99_like ON public.callcenter_skill USING btree (code varchar_pattern_ops);


CREATE INDEX callcenter_wrapcode_code_796c695e_like ON public.callcenter_wrapcode USING btree (code varchar_pattern_ops);


CREATE INDEX calls_alive ON public.callcenter_call USING btree (site_id, id) WHERE (NOT ((stage)::text = 'over'::text));


CREATE INDEX calls_by_time ON public.callcenter_call USING btree (started_at);


CREATE INDEX calls_of_agent ON public.callcenter_call USING btree (agent_id, started_at DESC);


CREATE INDEX calls_of_member ON public.callcenter_call USING btree (member_id, started_at DESC);


CREATE INDEX calls_of_number ON public.callcenter_call USING btree (sealed, started_at DESC);


CREATE INDEX calls_to_make ON public.messaging_message USING btree (id) WHERE (((channel)::text = 'phone'::text) AND ((state)::text = 'sent'::text));


CREATE INDEX cards_by_expiry ON public.members_card USING btree (expires_on, id) WHERE ((expires_on IS NOT NULL) AND ((status)::text = ANY ((ARRAY['active'::character varying, 'frozen'::character varying])::text[])));


CREATE INDEX cards_by_kind ON public.members_card USING btree (kind, status, id DESC);


CREATE INDEX cards_of_partner ON public.members_card USING btree (partner_id, id DESC) WHERE (partner_id IS NOT NULL);


CREATE INDEX cards_replaced ON public.members_card USING btree (replaces_id) WHERE (replaces_id IS NOT NULL);


CREATE INDEX catalog_bookmapping_name_0695041e_like ON public.catalog_bookmapping USING btree (name varchar_pattern_ops);


CREATE INDEX catalog_bundlepart_part_id_3f80f070 ON public.catalog_bundlepart USING btree (part_id);


CREATE INDEX catalog_contribution_contributor_id_fb25e3ae ON public.catalog_contribution USING btree (contributor_id);


CREATE INDEX catalog_contributor_name_4549fcec_like ON public.catalog_contributor USING btree (name varchar_pattern_ops);


CREATE INDEX catalog_item_publisher_id_d0444480 ON public.catalog_item USING btree (publisher_id);


CREATE INDEX catalog_item_work_id_bb7076e2 ON public.catalog_item USING btree (work_id);


CREATE INDEX catalog_itemmerge_gone_id_065b2647 ON public.catalog_itemmerge USING btree (gone_id);


CREATE INDEX catalog_itemmerge_kept_id_725cf1cb ON public.catalog_itemmerge USING btree (kept_id);


CREATE INDEX catalog_ownclass_code_94be145b_like ON public.catalog_ownclass USING btree (code varchar_pattern_ops);


CREATE INDEX catalog_priceentry_price_list_id_77a9aaba ON public.catalog_priceentry USING btree (price_list_id);


CREATE INDEX catalog_pricelist_code_219bfff0_like ON public.catalog_pricelist USING btree (code varchar_pattern_ops);


CREATE INDEX catalog_publisher_name_f2e62ea2_like ON public.catalog_publisher USING btree (name varchar_pattern_ops);


CREATE INDEX catalog_series_name_7b69e9dd_like ON public.catalog_series USING btree (name varchar_pattern_ops);


CREATE INDEX catalog_synonym_group_id_d20ca5a6 ON public.catalog_synonym USING btree (group_id);


CREATE INDEX catalog_synonym_norm_059f49e7_like ON public.catalog_synonym USING btree (norm varchar_pattern_ops);


CREATE INDEX changes_by_field ON public.catalog_itemchange USING btree (field, id DESC);


CREATE INDEX changes_of_item ON public.catalog_itemchange USING btree (item_id, id DESC);


CREATE INDEX changes_of_run ON public.catalog_itemchange USING btree (run_id, id) WHERE (run_id IS NOT NULL);


CREATE UNIQUE INDEX charge_trade_once ON public.payments_charge USING btree (provider, trade) WHERE (NOT ((trade)::text = ''::text));


CREATE INDEX charges_by_day ON public.payments_charge USING btree (provider, paid_at);


CREATE INDEX charges_by_source ON public.payments_charge USING btree (source);


CREATE INDEX charges_scanned ON public.payments_charge USING btree (made_at) WHERE ((receipt_id IS NULL) AND (scan_key IS NOT NULL));


CREATE INDEX checks_of_merchant ON public.loyalty_merchantcheck USING btree (merchant_id, id DESC);


CREATE INDEX claim_by_state ON public.orders_priceclaim USING btree (state, id DESC);


CREATE UNIQUE INDEX claim_once_per_line ON public.orders_priceclaim USING btree (line_id) WHERE (NOT ((state)::text = 'refused'::text));


CREATE INDEX codes_by_end ON public.messaging_onetimecode USING btree (expires_at);


CREATE INDEX codes_of_address ON public.messaging_onetimecode USING btree (digest, made_at);


CREATE INDEX codes_of_place ON public.messaging_onetimecode USING btree (place, made_at) WHERE (NOT ((place)::text = ''::text));


CREATE INDEX consents_by_guardian ON public.members_consent USING btree (guardian_id) WHERE (guardian_id IS NOT NULL);


CREATE INDEX contacts_by_time ON public.members_contact USING btree (at DESC, channel);


CREATE INDEX contacts_of_person ON public.members_contact USING btree (person_id, at DESC, id DESC);


CREATE INDEX count_by_position ON public.supply_countline USING btree (count_id, "position", id);


CREATE INDEX count_by_state ON public.supply_count USING btree (state, id DESC);


CREATE INDEX coupons_of_batch ON public.orders_coupon USING btree (batch_id, id);


CREATE INDEX credit_by_source ON public.payments_creditentry USING btree (source);


CREATE INDEX credit_by_time ON public.payments_creditentry USING btree (account_id, at, id);


CREATE UNIQUE INDEX credit_code_once ON public.members_institution USING btree (credit_code) WHERE (NOT ((credit_code)::text = ''::text));


CREATE INDEX deeds_by_source ON public.loyalty_valuedeed USING btree (source) WHERE (NOT ((source)::text = ''::text));


CREATE INDEX deeds_of_card ON public.loyalty_valuedeed USING btree (card_id, id DESC);


CREATE UNIQUE INDEX delivery_note_once_per_supplier ON public.supply_receipt USING btree (supplier_id, note_number) WHERE (NOT ((state)::text = 'cancelled'::text));


CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);


CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);


CREATE INDEX drawers_by_state ON public.orders_tillsession USING btree (state, id DESC);


CREATE INDEX email_address ON public.members_email USING btree (address text_pattern_ops);


CREATE INDEX entries_moved ON public.loyalty_pointsentry USING btree (source) WHERE (moved_by_id IS NOT NULL);


CREATE INDEX entries_of_account ON public.loyalty_pointsentry USING btree (account_id, posted_at DESC);


CREATE INDEX erasure_by_transaction ON public.kernel_erasure USING btree (xid);


CREATE INDEX event_by_name ON public.kernel_event USING btree (name, at);


CREATE INDEX event_by_transaction ON public.kernel_event USING btree (xid, id);


CREATE INDEX facts_due ON public.insight_member_facts USING btree (due_at) WHERE (due_at IS NOT NULL);


CREATE INDEX figures_by_age ON public.supply_shelffigures USING btree (warehouse_id, oldest_on, id);


CREATE INDEX figures_by_cost ON public.supply_shelffigures USING btree (warehouse_id, cost_value DESC, id DESC);


CREATE INDEX figures_by_move ON public.supply_shelffigures USING btree (warehouse_id, moved_on, id);


CREATE INDEX files_to_remove ON public.kernel_erasure USING btree (id) WHERE (NOT (files = '{}'::character varying(300)[]));


CREATE INDEX filings_of_item ON public.catalog_filing USING btree (item_id, own_class_id);


CREATE INDEX holds_by_time ON public.members_legalhold USING btree (placed_at DESC, id DESC);


CREATE INDEX holds_in_force ON public.members_legalhold USING btree (person_id) WHERE (lifted_at IS NULL);


CREATE INDEX holds_to_let_go ON public.loyalty_pointshold USING btree (until) WHERE ((state)::text = 'held'::text);


CREATE INDEX identifier_value ON public.catalog_identifier USING btree (value text_pattern_ops);


CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));


CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);


CREATE UNIQUE INDEX in_a_club_once ON public.loyalty_clubmembership USING btree (club_id, member_id) WHERE (left_at IS NULL);


CREATE INDEX inbound_of_member ON public.messaging_inbound USING btree (member_id, id DESC);


CREATE INDEX inbound_thread ON public.messaging_inbound USING btree (channel, digest, id DESC);


CREATE INDEX inbound_to_read ON public.messaging_inbound USING btree (id DESC) WHERE ((state)::text = 'new'::text);


CREATE INDEX inquiries_of_kind ON public.members_inquiry USING btree (kind, id DESC);


CREATE INDEX inquiries_of_person ON public.members_inquiry USING btree (person_id, at DESC, id DESC);


CREATE INDEX insight_value_figure_run_id_84aac297 ON public.insight_value_figure USING btree (run_id);


CREATE INDEX insight_value_flow_run_id_efed295a ON public.insight_value_flow USING btree (run_id);


CREATE INDEX institution_by_name ON public.members_institution USING btree (name, id);


CREATE INDEX intakes_by_time ON public.members_intake USING btree (started_at DESC, id DESC);


CREATE INDEX intakes_open ON public.members_intake USING btree (digest) WHERE ((status)::text = ANY ((ARRAY['running'::character varying, 'failed'::character varying])::text[]));


CREATE INDEX invoice_by_due ON public.supply_invoice USING btree (due_on, id);


CREATE INDEX invoice_by_state ON public.supply_invoice USING btree (state, due_on, id);


CREATE UNIQUE INDEX invoice_is_paid_once ON public.supply_payment USING btree (invoice_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'paid'::character varying, 'differs'::character varying])::text[]));


CREATE UNIQUE INDEX invoice_number_once ON public.payments_invoice USING btree (number) WHERE (NOT ((number)::text = ''::text));


CREATE INDEX invoices_by_source ON public.payments_invoice USING btree (source);


CREATE INDEX item_by_category ON public.catalog_item USING btree (category_id, id DESC);


CREATE UNIQUE INDEX item_merged_away_once ON public.catalog_itemmerge USING btree (gone_id) WHERE (undone_at IS NULL);


CREATE INDEX items_merged ON public.catalog_item USING btree (merged_into_id) WHERE (NOT (merged_into_id IS NULL));


CREATE INDEX items_of_series ON public.catalog_item USING btree (series_id, volume, id) WHERE (NOT (series_id IS NULL));


CREATE INDEX kernel_cache_expires ON public.kernel_cache USING btree (expires);


CREATE INDEX kernel_cursor_subscriber_fb728b5e_like ON public.kernel_cursor USING btree (subscriber varchar_pattern_ops);


CREATE INDEX kernel_parked_event_event_id_04c3e4f6 ON public.kernel_parked_event USING btree (event_id);


CREATE INDEX kernel_user_groups_group_id_ba62c490 ON public.kernel_user_groups USING btree (group_id);


CREATE INDEX kernel_user_groups_user_id_4c0ac2e9 ON public.kernel_user_groups USING btree (user_id);


CREATE INDEX kernel_user_user_permissions_permission_id_0a9527c4 ON public.kernel_user_user_permissions USING btree (permission_id);


CREATE INDEX kernel_user_user_permissions_user_id_8ea11596 ON public.kernel_user_user_permissions USING btree (user_id);


CREATE INDEX kernel_user_username_c2e3070b_like ON public.kernel_user USING btree (username varchar_pattern_ops);


CREATE INDEX lake_runs_by_time ON public.insight_lakerun USING btree (started_at DESC, id DESC);


CREATE INDEX latest_consent ON public.members_consent USING btree (person_id, purpose, channel, at DESC, id DESC);


CREATE INDEX latest_preference ON public.members_preference USING btree (person_id, attribute_id, at DESC, id DESC);


CREATE INDEX layer_carried ON public.supply_layer USING btree (carry_id) WHERE (NOT (carry_id IS NULL));


CREATE INDEX layer_heirs ON public.supply_layer USING btree (carried_from_id) WHERE (NOT (carried_from_id IS NULL));


CREATE INDEX layer_newest ON public.supply_layer USING btree (shelf_id, id DESC);


CREATE INDEX layer_of_supplier ON public.supply_layer USING btree (supplier_id, terms);


CREATE INDEX layer_with_stock ON public.supply_layer USING btree (shelf_id, received_at, id) WHERE (on_hand > 0);


CREATE INDEX letter_next ON public.supply_purchaseletter USING btree (next_at, id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'sending'::character varying])::text[]));


CREATE INDEX lines_of_item ON public.orders_orderline USING btree (item_id);


CREATE INDEX lines_of_member ON public.orders_orderline USING btree (member_id, item_id);


CREATE INDEX lines_waiting ON public.orders_orderline USING btree (item_id, order_id) WHERE (waiting > 0);


CREATE INDEX list_exports_by_time ON public.members_listexport USING btree (asked_at DESC, id DESC);


CREATE INDEX list_exports_of_somebody ON public.members_listexport USING btree (asked_by_id, asked_at);


CREATE INDEX listing_by_activity ON public.members_listing USING btree (activity, person_id);


CREATE INDEX listing_by_birth ON public.members_listing USING btree (born_on, person_id);


CREATE INDEX listing_by_bought ON public.members_listing USING btree (bought_on, person_id);


CREATE INDEX listing_by_joined ON public.members_listing USING btree (joined_on, person_id);


CREATE INDEX listing_by_name ON public.members_listing USING btree (by_name, person_id);


CREATE INDEX listing_by_number ON public.members_listing USING btree (by_number, person_id);


CREATE INDEX listing_by_orders ON public.members_listing USING btree (orders, person_id);


CREATE INDEX listing_by_points ON public.members_listing USING btree (points, person_id);


CREATE INDEX listing_by_spent ON public.members_listing USING btree (spent, person_id);


CREATE INDEX listing_by_surname ON public.members_listing USING btree (surname, by_name, person_id);


CREATE INDEX listing_by_year_spent ON public.members_listing USING btree (year_spent, person_id);


CREATE INDEX listing_facets ON public.members_listing USING gin (facets);


CREATE INDEX lot_to_spend_next ON public.loyalty_pointslot USING btree (account_id, expires_on, id) WHERE (remaining > 0);


CREATE INDEX loyalty_activity_code_930cb717_like ON public.loyalty_activity USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_activityrecord_member_id_251eba0c ON public.loyalty_activityrecord USING btree (member_id);


CREATE INDEX loyalty_adjustmentlimit_role_02cce048_like ON public.loyalty_adjustmentlimit USING btree (role varchar_pattern_ops);


CREATE INDEX loyalty_adjustmentrequest_member_id_17d806d7 ON public.loyalty_adjustmentrequest USING btree (member_id);


CREATE INDEX loyalty_club_code_48ea89f8_like ON public.loyalty_club USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_clubmembership_member_id_bfc8b40a ON public.loyalty_clubmembership USING btree (member_id);


CREATE INDEX loyalty_coalitionpartner_code_3faed259_like ON public.loyalty_coalitionpartner USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_memberpass_member_id_06b75935 ON public.loyalty_memberpass USING btree (member_id);


CREATE INDEX loyalty_merchant_code_21eaaaf1_like ON public.loyalty_merchant USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_merchantcheck_member_id_a1b58a73 ON public.loyalty_merchantcheck USING btree (member_id);


CREATE INDEX loyalty_partnerposting_member_id_4136e833 ON public.loyalty_partnerposting USING btree (member_id);


CREATE INDEX loyalty_pointsadjustment_source_88348bbd_like ON public.loyalty_pointsadjustment USING btree (source varchar_pattern_ops);


CREATE INDEX loyalty_pointsentry_lot_id_d7e2de04 ON public.loyalty_pointsentry USING btree (lot_id);


CREATE INDEX loyalty_pointshold_account_id_db0b30b0 ON public.loyalty_pointshold USING btree (account_id);


CREATE INDEX loyalty_pointshold_source_892d8c16_like ON public.loyalty_pointshold USING btree (source varchar_pattern_ops);


CREATE INDEX loyalty_pointsrule_code_4335f390_like ON public.loyalty_pointsrule USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_pointstally_code_d84063fc_like ON public.loyalty_pointstally USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_referral_referrer_id_159e1eaf ON public.loyalty_referral USING btree (referrer_id);


CREATE INDEX loyalty_referralcode_code_ac9e2547_like ON public.loyalty_referralcode USING btree (code varchar_pattern_ops);


CREATE INDEX loyalty_rewarduse_member_id_f813d271 ON public.loyalty_rewarduse USING btree (member_id);


CREATE INDEX loyalty_rewarduse_number_6ec4969b_like ON public.loyalty_rewarduse USING btree (number varchar_pattern_ops);


CREATE INDEX loyalty_rewarduse_reward_id_f5b8420e ON public.loyalty_rewarduse USING btree (reward_id);


CREATE INDEX loyalty_tiergrant_member_id_0cb3d2c2 ON public.loyalty_tiergrant USING btree (member_id);


CREATE INDEX loyalty_tiertrial_table_id_534a7272 ON public.loyalty_tiertrial USING btree (table_id);


CREATE INDEX loyalty_valuecard_buyer_id_cc1923bd ON public.loyalty_valuecard USING btree (buyer_id);


CREATE INDEX loyalty_valuecard_holder_id_eb84c4bd ON public.loyalty_valuecard USING btree (holder_id);


CREATE INDEX loyalty_valuerequest_to_holder_id_4f815456 ON public.loyalty_valuerequest USING btree (to_holder_id);


CREATE INDEX mailings_that_go ON public.messaging_mailing USING btree (id) WHERE ((ended_at IS NULL) AND (stopped_at IS NULL));


CREATE UNIQUE INDEX manuscript_once_per_reader ON public.orders_manuscript USING btree (member_id, digest) WHERE (removed_at IS NULL);


CREATE INDEX member_by_tier ON public.members_member USING btree (tier_id, person_id);


CREATE INDEX members_attribute_code_144d6956_like ON public.members_attribute USING btree (code varchar_pattern_ops);


CREATE INDEX members_card_member_id_5a8c0eff ON public.members_card USING btree (member_id);


CREATE INDEX members_card_number_dd3a32b4_like ON public.members_card USING btree (number varchar_pattern_ops);


CREATE INDEX members_card_told ON public.kernel_event USING btree ((((payload ->> 'card_id'::text))::bigint), id) WHERE ((name)::text = ANY ((ARRAY['members.card_issued'::character varying, 'members.card_replaced'::character varying, 'members.card_reported_lost'::character varying, 'members.card_renewed'::character varying, 'members.card_frozen'::character varying, 'members.card_thawed'::character varying, 'members.medium_added'::character varying, 'members.medium_dropped'::character varying])::text[]));


CREATE INDEX members_cardkind_code_32f33291_like ON public.members_cardkind USING btree (code varchar_pattern_ops);


CREATE INDEX members_cardmedium_card_id_9b820c0e ON public.members_cardmedium USING btree (card_id);


CREATE INDEX members_cardmedium_code_2e3356ef_like ON public.members_cardmedium USING btree (code varchar_pattern_ops);


CREATE INDEX members_cardpartner_code_ad373a5d_like ON public.members_cardpartner USING btree (code varchar_pattern_ops);


CREATE INDEX members_contact_gone ON public.kernel_rowchange USING btree ((((before ->> 'person_id'::text))::bigint)) WHERE (((operation)::text = 'D'::text) AND ((table_name)::text = ANY ((ARRAY['members_phone'::character varying, 'members_email'::character varying])::text[])));


CREATE INDEX members_exportlimit_role_1b786385_like ON public.members_exportlimit USING btree (role varchar_pattern_ops);


CREATE INDEX members_householdperson_household_id_2ebf636b ON public.members_householdperson USING btree (household_id);


CREATE INDEX members_institution_number_b3f687c5_like ON public.members_institution USING btree (number varchar_pattern_ops);


CREATE INDEX members_institutioncontact_institution_id_376645ee ON public.members_institutioncontact USING btree (institution_id);


CREATE INDEX members_intakeperson_person_id_5dda7772 ON public.members_intakeperson USING btree (person_id);


CREATE INDEX members_legalhold_person_id_a52b75cc ON public.members_legalhold USING btree (person_id);


CREATE INDEX members_listexport_asked_by_id_f42804d7 ON public.members_listexport USING btree (asked_by_id);


CREATE INDEX members_member_helper_id_d8374760 ON public.members_member USING btree (helper_id);


CREATE INDEX members_member_number_47656b26_like ON public.members_member USING btree (number varchar_pattern_ops);


CREATE INDEX members_member_source_key_31146521_like ON public.members_member USING btree (source_key varchar_pattern_ops);


CREATE INDEX members_merge_absorbed_id_bff1c081 ON public.members_merge USING btree (absorbed_id);


CREATE INDEX members_merge_kept_id_90c496ae ON public.members_merge USING btree (kept_id);


CREATE INDEX members_merge_told_absorbed_id ON public.kernel_event USING btree ((((payload ->> 'absorbed_id'::text))::bigint), id) WHERE ((name)::text = ANY ((ARRAY['members.members_merged'::character varying, 'members.merge_undone'::character varying])::text[]));


CREATE INDEX members_merge_told_member_id ON public.kernel_event USING btree ((((payload ->> 'member_id'::text))::bigint), id) WHERE ((name)::text = ANY ((ARRAY['members.members_merged'::character varying, 'members.merge_undone'::character varying])::text[]));


CREATE INDEX members_merged ON public.members_member USING btree (merged_into_id) WHERE (merged_into_id IS NOT NULL);


CREATE INDEX members_pair_right_id_2382ea94 ON public.members_pair USING btree (right_id);


CREATE INDEX members_privacyrequest_person_id_f97b9edd ON public.members_privacyrequest USING btree (person_id);


CREATE INDEX members_relation_other_id_326e3268 ON public.members_relation USING btree (other_id);


CREATE INDEX members_retentionrule_part_2bf5c224_like ON public.members_retentionrule USING btree (part varchar_pattern_ops);


CREATE INDEX members_retiredfield_field_21cb227e_like ON public.members_retiredfield USING btree (field varchar_pattern_ops);


CREATE INDEX members_rows_gone ON public.kernel_rowchange USING btree (((COALESCE((before ->> 'person_id'::text), (before ->> 'member_id'::text)))::bigint)) WHERE ((operation)::text = 'D'::text);


CREATE INDEX members_savedmapping_name_8a29a8fd_like ON public.members_savedmapping USING btree (name varchar_pattern_ops);


CREATE INDEX members_signuprequest_member_id_3c93caf3 ON public.members_signuprequest USING btree (member_id);


CREATE INDEX members_signuprequest_request_key_455a82da_like ON public.members_signuprequest USING btree (request_key varchar_pattern_ops);


CREATE INDEX members_tag_name_88fcf677_like ON public.members_tag USING btree (name varchar_pattern_ops);


CREATE INDEX members_tier_code_34e6f17c_like ON public.members_tier USING btree (code varchar_pattern_ops);


CREATE INDEX members_told ON public.kernel_event USING btree ((((payload ->> 'member_id'::text))::bigint), id) WHERE ((name)::text = ANY ((ARRAY['members.member_registered'::character varying, 'members.member_edited'::character varying, 'members.contact_added'::character varying, 'members.contact_removed'::character varying, 'members.consent_recorded'::character varying, 'members.card_issued'::character varying, 'members.card_renewed'::character varying, 'members.card_reported_lost'::character varying, 'members.card_found'::character varying, 'members.card_replaced'::character varying, 'members.card_frozen'::character varying, 'members.card_thawed'::character varying, 'members.member_blocked'::character varying, 'members.member_unblocked'::character varying])::text[]));


CREATE INDEX memberships_of_club ON public.loyalty_clubmembership USING btree (club_id, id DESC);


CREATE INDEX message_by_state ON public.orders_message USING btree (state, id DESC);


CREATE INDEX message_of_sender ON public.orders_message USING btree (sender, id DESC);


CREATE INDEX messages_by_provider ON public.messaging_message USING btree (provider, provider_key) WHERE (NOT ((provider_key)::text = ''::text));


CREATE INDEX messages_by_time ON public.messaging_message USING btree (channel, sent_at) WHERE (sent_at IS NOT NULL);


CREATE INDEX messages_of_batch ON public.messaging_message USING btree (batch_id) WHERE (batch_id IS NOT NULL);


CREATE INDEX messages_of_mailing ON public.messaging_message USING btree (mailing_id, state, channel, next_at, id) WHERE (mailing_id IS NOT NULL);


CREATE INDEX messages_of_member ON public.messaging_message USING btree (member_id, id DESC);


CREATE INDEX messages_of_thread ON public.messaging_message USING btree (channel, digest, id DESC) WHERE ((mailing_id IS NULL) OR (sent_at IS NOT NULL));


CREATE INDEX messages_on_their_way ON public.messaging_message USING btree (next_at) WHERE ((state)::text = 'sending'::text);


CREATE INDEX messages_that_answer ON public.messaging_message USING btree (answers_id) WHERE (answers_id IS NOT NULL);


CREATE INDEX messages_to_judge ON public.messaging_message USING btree (purpose, next_at, id) WHERE ((mailing_id IS NULL) AND ((state)::text = 'asked'::text));


CREATE INDEX messages_to_send ON public.messaging_message USING btree (channel, purpose, next_at, id) WHERE ((mailing_id IS NULL) AND ((state)::text = 'waiting'::text));


CREATE INDEX messages_unclear ON public.messaging_message USING btree (id) WHERE ((state)::text = 'unclear'::text);


CREATE INDEX messaging_channelsetting_channel_3073efa0_like ON public.messaging_channelsetting USING btree (channel varchar_pattern_ops);


CREATE INDEX messaging_deliveryevent_key_a3aa07fe_like ON public.messaging_deliveryevent USING btree (key varchar_pattern_ops);


CREATE INDEX messaging_deliveryevent_message_id_fb73aa0c ON public.messaging_deliveryevent USING btree (message_id);


CREATE INDEX messaging_follower_digest_a6638cdf_like ON public.messaging_follower USING btree (digest varchar_pattern_ops);


CREATE INDEX messaging_follower_member_id_bc8dd74c ON public.messaging_follower USING btree (member_id);


CREATE INDEX messaging_inbound_answers_id_1b804b00 ON public.messaging_inbound USING btree (answers_id);


CREATE INDEX messaging_inboundfile_inbound_id_6373499f ON public.messaging_inboundfile USING btree (inbound_id);


CREATE INDEX messaging_mailboxplace_box_ebdfbb40_like ON public.messaging_mailboxplace USING btree (box varchar_pattern_ops);


CREATE INDEX messaging_mailing_key_286a74af_like ON public.messaging_mailing USING btree (key varchar_pattern_ops);


CREATE INDEX messaging_printbatch_number_0386cbbd_like ON public.messaging_printbatch USING btree (number varchar_pattern_ops);


CREATE INDEX messaging_spending_channel_411b9cdf_like ON public.messaging_spending USING btree (channel varchar_pattern_ops);


CREATE INDEX messaging_template_current_id_f99afa9e ON public.messaging_template USING btree (current_id);


CREATE INDEX messaging_template_kind_775ea584_like ON public.messaging_template USING btree (kind varchar_pattern_ops);


CREATE INDEX messaging_templatetext_version_id_15c9e1d0 ON public.messaging_templatetext USING btree (version_id);


CREATE INDEX messaging_templateversion_template_id_6d83a9df ON public.messaging_templateversion USING btree (template_id);


CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);


CREATE INDEX movement_by_time ON public.supply_movement USING brin (at) WITH (pages_per_range='32');


CREATE INDEX movement_corrections ON public.supply_movement USING btree (id DESC) WHERE (((kind)::text = 'GAIN'::text) OR ((kind)::text = 'LOSS'::text) OR ((kind)::text = 'DAMAGE'::text));


CREATE INDEX movement_of_item ON public.supply_movement USING btree (item_id, at DESC);


CREATE INDEX named_files_of_somebody ON public.members_namedfile USING btree (taken_by_id, taken_at);


CREATE INDEX notes_of_person ON public.members_note USING btree (person_id, is_pinned DESC, at DESC, id DESC);


CREATE INDEX notice_by_state ON public.orders_notice USING btree (state, id DESC);


CREATE INDEX occasion_by_day ON public.supply_occasion USING btree (starts_on DESC, id DESC);


CREATE INDEX offers_of_agent ON public.callcenter_offer USING btree (agent_id, offered_at DESC);


CREATE UNIQUE INDEX one_active_card ON public.members_card USING btree (member_id) WHERE (is_main AND ((status)::text = 'active'::text));


CREATE UNIQUE INDEX one_default_view ON public.members_savedview USING btree (owner_id) WHERE is_default;


CREATE UNIQUE INDEX one_draft_of_a_menu ON public.callcenter_menuversion USING btree (menu_id) WHERE ((state)::text = 'draft'::text);


CREATE UNIQUE INDEX one_invoice_in_force ON public.payments_invoice USING btree (source) WHERE ((NOT is_reversed) AND ((kind)::text = 'blue'::text));


CREATE UNIQUE INDEX one_lake_run_at_a_time ON public.insight_lakerun USING btree (state) WHERE ((state)::text = 'running'::text);


CREATE UNIQUE INDEX one_menu_in_use ON public.callcenter_menuversion USING btree (menu_id) WHERE ((state)::text = 'published'::text);


CREATE UNIQUE INDEX one_open_bundle_per_reader ON public.orders_ownbundle USING btree (member_id) WHERE ((state)::text = 'open'::text);


CREATE UNIQUE INDEX one_open_drawer_per_person ON public.orders_tillsession USING btree (clerk_id) WHERE ((state)::text = 'open'::text);


CREATE UNIQUE INDEX one_open_drawer_per_till ON public.orders_tillsession USING btree (till_id) WHERE ((state)::text = 'open'::text);


CREATE UNIQUE INDEX one_open_hold_per_order ON public.orders_orderhold USING btree (order_id) WHERE (lifted_at IS NULL);


CREATE UNIQUE INDEX one_open_request_per_card ON public.loyalty_valuerequest USING btree (card_id) WHERE ((state)::text = 'asked'::text);


CREATE UNIQUE INDEX one_open_run_per_file ON public.kernel_import_run USING btree (kind, digest) WHERE (finished_at IS NULL);


CREATE UNIQUE INDEX one_open_settlement_per_supplier ON public.supply_settlement USING btree (supplier_id) WHERE ((state)::text = 'draft'::text);


CREATE UNIQUE INDEX one_proposal_per_supplier_and_place ON public.supply_purchaseorder USING btree (supplier_id, warehouse_id) WHERE (((source)::text = 'reorder'::text) AND ((state)::text = 'proposed'::text));


CREATE UNIQUE INDEX one_thing_at_a_time ON public.callcenter_spell USING btree (agent_id) WHERE (until IS NULL);


CREATE UNIQUE INDEX one_tier_grant_at_a_time ON public.loyalty_tiergrant USING btree (member_id) WHERE (ended_at IS NULL);


CREATE UNIQUE INDEX one_tier_table_is_written ON public.loyalty_tiertable USING btree (published_at) NULLS NOT DISTINCT WHERE (published_at IS NULL);


CREATE UNIQUE INDEX one_unpublished_version_per_points_rule ON public.loyalty_pointsruleversion USING btree (rule_id) WHERE (published_at IS NULL);


CREATE UNIQUE INDEX one_unpublished_version_per_promotion ON public.orders_promotionversion USING btree (promotion_id) WHERE (published_at IS NULL);


CREATE INDEX open_tasks ON public.members_task USING btree (assignee_id, due_at, id) WHERE (done_at IS NULL);


CREATE INDEX open_tasks_by_day ON public.members_task USING btree (due_at, id) WHERE (done_at IS NULL);


CREATE INDEX order_return_by_state ON public.orders_return USING btree (state, id DESC);


CREATE INDEX orders_appointment_item_id_8f62121a ON public.orders_appointment USING btree (item_id);


CREATE INDEX orders_appointment_member_id_89adebbb ON public.orders_appointment USING btree (member_id);


CREATE INDEX orders_appointment_number_c521d78f_like ON public.orders_appointment USING btree (number varchar_pattern_ops);


CREATE INDEX orders_baskettitle_item_id_7bc78014 ON public.orders_baskettitle USING btree (item_id);


CREATE INDEX orders_by_state ON public.orders_order USING btree (state, placed_at DESC, id DESC);


CREATE INDEX orders_copyreservation_member_id_a062fd0c ON public.orders_copyreservation USING btree (member_id);


CREATE INDEX orders_coupon_code_1e8615b8_like ON public.orders_coupon USING btree (code varchar_pattern_ops);


CREATE INDEX orders_coupon_member_id_3d0ad14f ON public.orders_coupon USING btree (member_id);


CREATE INDEX orders_couponbatch_promotion_id_822b0eb2 ON public.orders_couponbatch USING btree (promotion_id);


CREATE INDEX orders_couponleftout_member_id_4bf92954 ON public.orders_couponleftout USING btree (member_id);


CREATE INDEX orders_deliveryrule_code_1aeb2035_like ON public.orders_deliveryrule USING btree (code varchar_pattern_ops);


CREATE INDEX orders_draft_clerk_id_19780464 ON public.orders_draft USING btree (clerk_id);


CREATE INDEX orders_draft_member_id_09c14fe5 ON public.orders_draft USING btree (member_id);


CREATE INDEX orders_drawermove_session_id_4257b5f0 ON public.orders_drawermove USING btree (session_id);


CREATE INDEX orders_editiontitle_item_id_5a56c213 ON public.orders_editiontitle USING btree (item_id);


CREATE INDEX orders_filedorder_file_id_d07e6dc0 ON public.orders_filedorder USING btree (file_id);


CREATE INDEX orders_formtaken_edition_id_897b0f64 ON public.orders_formtaken USING btree (edition_id);


CREATE INDEX orders_formtaken_member_id_d04a1067 ON public.orders_formtaken USING btree (member_id);


CREATE INDEX orders_formtaken_request_key_288bd95d ON public.orders_formtaken USING btree (request_key);


CREATE INDEX orders_heldsale_store_id_d6a81a7c ON public.orders_heldsale USING btree (store_id);


CREATE INDEX orders_manifest_number_fc831e32_like ON public.orders_manifest USING btree (number varchar_pattern_ops);


CREATE INDEX orders_manuscript_member_id_c37c096a ON public.orders_manuscript USING btree (member_id);


CREATE INDEX orders_message_member_id_c44ee275 ON public.orders_message USING btree (member_id);


CREATE INDEX orders_newest ON public.orders_order USING btree (placed_at DESC, id DESC);


CREATE INDEX orders_notice_member_id_5e370547 ON public.orders_notice USING btree (member_id);


CREATE INDEX orders_of_guests ON public.orders_order USING btree (phone) WHERE (((channel)::text = 'web'::text) AND (member_id IS NULL));


CREATE INDEX orders_of_member ON public.orders_order USING btree (member_id, placed_at DESC, id DESC);


CREATE INDEX orders_of_site ON public.callcenter_switchorder USING btree (site_id, id);


CREATE INDEX orders_of_wave ON public.orders_order USING btree (wave_id, id) WHERE (wave_id IS NOT NULL);


CREATE INDEX orders_orderhold_order_id_206e1c1c ON public.orders_orderhold USING btree (order_id);


CREATE INDEX orders_ownbundle_order_id_9d886878 ON public.orders_ownbundle USING btree (order_id);


CREATE INDEX orders_ownbundletitle_item_id_dcc8d614 ON public.orders_ownbundletitle USING btree (item_id);


CREATE INDEX orders_partneroffer_code_f59d3fa9_like ON public.orders_partneroffer USING btree (code varchar_pattern_ops);


CREATE INDEX orders_partneruse_member_id_36efaad8 ON public.orders_partneruse USING btree (member_id);


CREATE INDEX orders_pointspreviewaward_preview_id_9e2d7b77 ON public.orders_pointspreviewaward USING btree (preview_id);


CREATE INDEX orders_pricebasket_code_13af913b_like ON public.orders_pricebasket USING btree (code varchar_pattern_ops);


CREATE INDEX orders_priceclaim_line_id_8a28a63c ON public.orders_priceclaim USING btree (line_id);


CREATE INDEX orders_priceclaim_member_id_0e4477d7 ON public.orders_priceclaim USING btree (member_id);


CREATE INDEX orders_printjob_body_id_c678883e ON public.orders_printjob USING btree (body_id);


CREATE INDEX orders_printjob_cover_id_734bdf99 ON public.orders_printjob USING btree (cover_id);


CREATE INDEX orders_printjob_member_id_4e12d698 ON public.orders_printjob USING btree (member_id);


CREATE INDEX orders_printjob_number_65743b5d_like ON public.orders_printjob USING btree (number varchar_pattern_ops);


CREATE INDEX orders_promotion_code_bf4dddae_like ON public.orders_promotion USING btree (code varchar_pattern_ops);


CREATE INDEX orders_promotionuse_coupon_id_4436b4ad ON public.orders_promotionuse USING btree (coupon_id);


CREATE INDEX orders_quickitem_item_id_dad83f53 ON public.orders_quickitem USING btree (item_id);


CREATE INDEX orders_refusedsale_order_id_77676fcb ON public.orders_refusedsale USING btree (order_id);


CREATE INDEX orders_refusedsale_till_id_d7af99c6 ON public.orders_refusedsale USING btree (till_id);


CREATE INDEX orders_release_item_id_796db030 ON public.orders_release USING btree (item_id);


CREATE INDEX orders_release_number_4faa5e0a_like ON public.orders_release USING btree (number varchar_pattern_ops);


CREATE INDEX orders_releaseintent_member_id_d961871b ON public.orders_releaseintent USING btree (member_id);


CREATE INDEX orders_return_member_id_917377f3 ON public.orders_return USING btree (member_id);


CREATE INDEX orders_return_number_7b55557c_like ON public.orders_return USING btree (number varchar_pattern_ops);


CREATE INDEX orders_return_order_id_cde1ef50 ON public.orders_return USING btree (order_id);


CREATE INDEX orders_returnline_line_id_16b08051 ON public.orders_returnline USING btree (line_id);


CREATE INDEX orders_sale_session_id_f3de9fbc ON public.orders_sale USING btree (session_id);


CREATE INDEX orders_salenote_item_id_30bfa2ac ON public.orders_salenote USING btree (item_id);


CREATE INDEX orders_salenote_sale_id_f5fe92e5 ON public.orders_salenote USING btree (sale_id);


CREATE INDEX orders_shipment_manifest_id_c4e8b54f ON public.orders_shipment USING btree (manifest_id);


CREATE INDEX orders_shipment_member_id_109b6ed1 ON public.orders_shipment USING btree (member_id);


CREATE INDEX orders_shipment_source_56a6bd4a_like ON public.orders_shipment USING btree (source varchar_pattern_ops);


CREATE INDEX orders_shipmentline_line_id_199620aa ON public.orders_shipmentline USING btree (line_id);


CREATE INDEX orders_specialorder_member_id_44ca9ea7 ON public.orders_specialorder USING btree (member_id);


CREATE INDEX orders_specialorder_number_69ef60d8_like ON public.orders_specialorder USING btree (number varchar_pattern_ops);


CREATE INDEX orders_station_place_id_5f6978ff ON public.orders_station USING btree (place_id);


CREATE INDEX orders_switch_code_110b6c18_like ON public.orders_switch USING btree (code varchar_pattern_ops);


CREATE INDEX orders_till_code_2a263358_like ON public.orders_till USING btree (code varchar_pattern_ops);


CREATE INDEX orders_till_store_id_d3bc51a6 ON public.orders_till USING btree (store_id);


CREATE INDEX orders_tillvoid_item_id_fdfea8c2 ON public.orders_tillvoid USING btree (item_id);


CREATE INDEX orders_tillvoid_session_id_ee63f501 ON public.orders_tillvoid USING btree (session_id);


CREATE INDEX orders_wave_number_77642a4c_like ON public.orders_wave USING btree (number varchar_pattern_ops);


CREATE INDEX pairs_to_decide ON public.members_pair USING btree (score DESC, id) WHERE ((verdict)::text = 'waiting'::text);


CREATE INDEX papers_by_digest ON public.members_paper USING btree (digest);


CREATE INDEX papers_by_kind ON public.members_paper USING btree (kind, added_at DESC, id DESC);


CREATE INDEX papers_by_time ON public.members_paper USING btree (added_at DESC, id DESC);


CREATE INDEX papers_of_person ON public.members_paper USING btree (person_id, added_at DESC);


CREATE INDEX papers_waiting ON public.members_paper USING btree (status, added_at, id);


CREATE UNIQUE INDEX partner_number_once ON public.members_card USING btree (partner_id, partner_number) WHERE (NOT ((partner_number)::text = ''::text));


CREATE INDEX partner_uses_of_member ON public.orders_partneruse USING btree (offer_id, member_id);


CREATE INDEX payment_open ON public.supply_payment USING btree (id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'differs'::character varying])::text[]));


CREATE INDEX payment_run_by_state ON public.supply_paymentrun USING btree (state, id DESC);


CREATE INDEX payments_billdifference_bill_id_7c43da3d ON public.payments_billdifference USING btree (bill_id);


CREATE INDEX payments_charge_member_id_1a2a046f ON public.payments_charge USING btree (member_id);


CREATE INDEX payments_invoice_member_id_c093cc3e ON public.payments_invoice USING btree (member_id);


CREATE INDEX payments_invoiceline_invoice_id_d3130943 ON public.payments_invoiceline USING btree (invoice_id);


CREATE INDEX payments_receipt_member_id_7c080c7a ON public.payments_receipt USING btree (member_id);


CREATE INDEX payments_refund_member_id_328b2811 ON public.payments_refund USING btree (member_id);


CREATE INDEX payments_refund_receipt_id_166a880f ON public.payments_refund USING btree (receipt_id);


CREATE INDEX payments_remittance_file_id_061c1003 ON public.payments_remittance USING btree (file_id);


CREATE INDEX payments_remittance_member_id_125fdd18 ON public.payments_remittance USING btree (member_id);


CREATE INDEX payments_remittanceuse_remittance_id_be7ada2d ON public.payments_remittanceuse USING btree (remittance_id);


CREATE INDEX payments_sandboxtrade_trade_1535c54d_like ON public.payments_sandboxtrade USING btree (trade varchar_pattern_ops);


CREATE INDEX pending_of_accounts ON public.loyalty_pendingpoints USING btree (account_id, due_on) WHERE (released_at IS NULL);


CREATE INDEX people_of_tag ON public.members_persontag USING btree (tag_id, person_id);


CREATE INDEX person_initials ON public.members_person USING btree (initials, search_rank DESC);


CREATE INDEX person_initials_left ON public.members_person USING btree ("left"((initials)::text, 2), search_rank DESC);


CREATE INDEX person_name ON public.members_person USING btree (name text_pattern_ops, search_rank DESC);


CREATE INDEX person_name_left ON public.members_person USING btree ("left"((name)::text, 2), search_rank DESC);


CREATE INDEX person_name_right ON public.members_person USING btree ("right"((name)::text, 2), search_rank DESC);


CREATE INDEX person_sound ON public.members_person USING btree (pinyin text_pattern_ops, search_rank DESC);


CREATE INDEX phone_backwards ON public.members_phone USING btree (reverse((digits)::text) text_pattern_ops);


CREATE INDEX phone_digits ON public.members_phone USING btree (digits text_pattern_ops);


CREATE INDEX phone_tail ON public.members_phone USING btree ("right"((digits)::text, 4));


CREATE INDEX pieces_shown ON public.shop_piece USING btree (kind, "position", id) WHERE is_published;


CREATE INDEX points_rules_by_state ON public.loyalty_pointsrule USING btree (state, id DESC);


CREATE INDEX postings_of_partner ON public.loyalty_partnerposting USING btree (partner_id, id DESC);


CREATE INDEX postings_of_somebody ON public.loyalty_partnerposting USING btree (noted_by, posted_at);


CREATE INDEX preferences_by_attribute ON public.members_preference USING btree (attribute_id, person_id, at DESC, id DESC);


CREATE INDEX preferences_by_intake ON public.members_preference USING btree (via) WHERE ((source)::text = 'partner'::text);


CREATE INDEX previews_of_rule ON public.orders_pointspreview USING btree (rule_id, id DESC);


CREATE INDEX price_changes_of_item ON public.catalog_pricechange USING btree (item_id, id DESC);


CREATE INDEX print_job_open ON public.orders_printjob USING btree (asked_at, id) WHERE (NOT ((state)::text = ANY ((ARRAY['delivered'::character varying, 'cancelled'::character varying])::text[])));


CREATE INDEX privacy_requests_due ON public.members_privacyrequest USING btree (status, due_on, id);


CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);


CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));


CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);


CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);


CREATE INDEX promotion_uses_of_member ON public.orders_promotionuse USING btree (member_id, promotion_id);


CREATE INDEX promotions_by_state ON public.orders_promotion USING btree (state, id DESC);


CREATE INDEX purchase_by_state ON public.supply_purchaseorder USING btree (state, id DESC);


CREATE INDEX purchase_of_supplier ON public.supply_purchaseorder USING btree (supplier_id, id DESC);


CREATE INDEX purchase_open ON public.supply_purchaseline USING btree (item_id) WHERE is_open;


CREATE INDEX receipt_by_reference ON public.payments_receipt USING btree (reference);


CREATE INDEX receipt_by_source ON public.payments_receipt USING btree (source);


CREATE INDEX receipt_by_state ON public.supply_receipt USING btree (state, id DESC);


CREATE INDEX receipt_of_supplier ON public.supply_receipt USING btree (supplier_id, id DESC);


CREATE INDEX receipts_of_member ON public.payments_receipt USING btree (member_id, received_at DESC);


CREATE INDEX records_of_activity ON public.loyalty_activityrecord USING btree (activity_id, id DESC);


CREATE INDEX referrals_by_device ON public.loyalty_referral USING btree (device) WHERE (NOT ((device)::text = ''::text));


CREATE INDEX referrals_by_order ON public.loyalty_referral USING btree (order_id) WHERE (order_id IS NOT NULL);


CREATE INDEX referrals_of_month ON public.loyalty_referral USING btree (referrer_id, noted_at);


CREATE INDEX refunds_by_source ON public.payments_refund USING btree (source);


CREATE INDEX refunds_by_state ON public.payments_refund USING btree (state, asked_at, id);


CREATE INDEX refused_sales_by_state ON public.orders_refusedsale USING btree (state, id DESC);


CREATE UNIQUE INDEX release_copy_for_one_reader ON public.orders_copyreservation USING btree (copy_id) WHERE ((state)::text = ANY ((ARRAY['held'::character varying, 'claimed'::character varying])::text[]));


CREATE INDEX release_held_until ON public.orders_copyreservation USING btree (until, id) WHERE ((state)::text = 'held'::text);


CREATE INDEX release_intent_by_score ON public.orders_releaseintent USING btree (release_id, score DESC, id);


CREATE INDEX release_of_member ON public.orders_copyreservation USING btree (release_id, member_id);


CREATE INDEX reminders_by_day ON public.loyalty_reminder USING btree (lapses_on, id);


CREATE INDEX reminders_to_tell ON public.loyalty_reminder USING btree (id) WHERE (told_at IS NULL);


CREATE INDEX remittances_by_state ON public.payments_remittance USING btree (state, paid_on, id);


CREATE INDEX reorder_advised ON public.supply_reorder USING btree (warehouse_id, advised DESC, id DESC) WHERE (advised > 0);


CREATE INDEX reorder_by_pace ON public.supply_reorder USING btree (warehouse_id, weekly DESC, id DESC);


CREATE INDEX requests_by_status ON public.loyalty_adjustmentrequest USING btree (status, id DESC);


CREATE INDEX return_by_state ON public.supply_supplierreturn USING btree (state, id DESC);


CREATE INDEX return_of_supplier ON public.supply_supplierreturn USING btree (supplier_id, id DESC);


CREATE INDEX reviews_of_title ON public.shop_review USING btree (item_id, helpful DESC, id DESC) WHERE ((state)::text = 'published'::text);


CREATE INDEX reviews_to_read ON public.shop_review USING btree (id) WHERE ((state)::text = 'waiting'::text);


CREATE INDEX reward_uses_by_state ON public.loyalty_rewarduse USING btree (state, id DESC);


CREATE INDEX row_history ON public.kernel_rowchange USING btree (table_name, row_id, id);


CREATE INDEX rows_gone_since ON public.insight_gone USING btree (table_name, xid);


CREATE INDEX sale_notes_open ON public.orders_salenote USING btree (id DESC) WHERE (settled_at IS NULL);


CREATE INDEX sales_by_slip ON public.orders_sale USING btree (slip) WHERE (NOT ((slip)::text = ''::text));


CREATE UNIQUE INDEX settlement_is_paid_once ON public.supply_payment USING btree (settlement_id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'paid'::character varying, 'differs'::character varying])::text[]));


CREATE INDEX settlement_of_supplier ON public.supply_settlement USING btree (supplier_id, id DESC);


CREATE INDEX shelf_by_copies ON public.supply_shelf USING btree (warehouse_id, on_hand, id);


CREATE INDEX shelf_by_position ON public.supply_shelf USING btree (warehouse_id, "position", id);


CREATE INDEX shipment_by_state ON public.orders_shipment USING btree (state, id DESC);


CREATE INDEX shop_account_member_id_9141ca9a ON public.shop_account USING btree (member_id);


CREATE INDEX shop_basketline_item_id_0c24b11f ON public.shop_basketline USING btree (item_id);


CREATE INDEX shop_login_account_id_a4e13900 ON public.shop_login USING btree (account_id);


CREATE INDEX shop_passkey_account_id_1f85fb33 ON public.shop_passkey USING btree (account_id);


CREATE INDEX shop_passkey_credential_8d382685_like ON public.shop_passkey USING btree (credential varchar_pattern_ops);


CREATE INDEX shop_piece_slug_72ea10e7_like ON public.shop_piece USING btree (slug varchar_pattern_ops);


CREATE INDEX shop_piecetitle_item_id_d3caa83a ON public.shop_piecetitle USING btree (item_id);


CREATE INDEX shop_review_member_id_287d1ab8 ON public.shop_review USING btree (member_id);


CREATE INDEX shop_reviewanswer_member_id_c57d2c28 ON public.shop_reviewanswer USING btree (member_id);


CREATE INDEX shop_reviewanswer_review_id_3d82f48b ON public.shop_reviewanswer USING btree (review_id);


CREATE INDEX shop_reviewvote_member_id_09ada995 ON public.shop_reviewvote USING btree (member_id);


CREATE INDEX shop_trail_digest_ecdbfd05_like ON public.shop_trail USING btree (digest varchar_pattern_ops);


CREATE INDEX shop_trail_member_id_84eb48c7 ON public.shop_trail USING btree (member_id);


CREATE INDEX shop_visit_account_id_e0c0ba18 ON public.shop_visit USING btree (account_id);


CREATE INDEX shop_visit_digest_eff97f63_like ON public.shop_visit USING btree (digest varchar_pattern_ops);


CREATE INDEX shop_visit_ends_at_90c65a80 ON public.shop_visit USING btree (ends_at);


CREATE INDEX sign_ups_waiting ON public.members_signuprequest USING btree (id) WHERE ((status)::text = 'waiting'::text);


CREATE INDEX special_by_outcome ON public.orders_specialorder USING btree (outcome, id DESC);


CREATE INDEX special_open ON public.orders_specialorder USING btree (noted_at, id) WHERE (closed_at IS NULL);


CREATE INDEX spells_of_agent ON public.callcenter_spell USING btree (agent_id, since DESC);


CREATE INDEX steps_about_title ON public.shop_step USING btree (item_id, at DESC) WHERE (item_id IS NOT NULL);


CREATE INDEX steps_of_call ON public.callcenter_callstep USING btree (call_id, id);


CREATE INDEX steps_of_trail ON public.shop_step USING btree (trail_id, at DESC);


CREATE INDEX subject_by_code ON public.catalog_subject USING btree (scheme, code text_pattern_ops);


CREATE INDEX supplier_by_name ON public.supply_supplier USING btree (name, id);


CREATE INDEX supply_bankentry_key_210e099b_like ON public.supply_bankentry USING btree (key varchar_pattern_ops);


CREATE INDEX supply_bankentry_payment_id_ca684b13 ON public.supply_bankentry USING btree (payment_id);


CREATE INDEX supply_bankentry_statement_id_dbb872e9 ON public.supply_bankentry USING btree (statement_id);


CREATE INDEX supply_bankstatement_digest_985f7a61_like ON public.supply_bankstatement USING btree (digest varchar_pattern_ops);


CREATE INDEX supply_count_number_5c433e3b_like ON public.supply_count USING btree (number varchar_pattern_ops);


CREATE INDEX supply_count_warehouse_id_4f1d84af ON public.supply_count USING btree (warehouse_id);


CREATE INDEX supply_dispatch_order_id_4b209144 ON public.supply_dispatch USING btree (order_id);


CREATE INDEX supply_dispatch_receipt_id_babbb272 ON public.supply_dispatch USING btree (receipt_id);


CREATE INDEX supply_figure_warehouse_id_6e16ea40 ON public.supply_figure USING btree (warehouse_id);


CREATE INDEX supply_movement_layer_id_50cf3a03 ON public.supply_movement USING btree (layer_id);


CREATE INDEX supply_occasionitem_item_id_f8344cb8 ON public.supply_occasionitem USING btree (item_id);


CREATE INDEX supply_payment_end_to_end_77dce74a_like ON public.supply_payment USING btree (end_to_end varchar_pattern_ops);


CREATE INDEX supply_payment_invoice_id_4e9b762d ON public.supply_payment USING btree (invoice_id);


CREATE INDEX supply_payment_run_id_e07ea588 ON public.supply_payment USING btree (run_id);


CREATE INDEX supply_payment_settlement_id_69078b0e ON public.supply_payment USING btree (settlement_id);


CREATE INDEX supply_paymentrun_number_4837c04b_like ON public.supply_paymentrun USING btree (number varchar_pattern_ops);


CREATE INDEX supply_placestaff_warehouse_id_50c9b7d0 ON public.supply_placestaff USING btree (warehouse_id);


CREATE INDEX supply_purchaseorder_number_a5e977f9_like ON public.supply_purchaseorder USING btree (number varchar_pattern_ops);


CREATE INDEX supply_purchaseorder_warehouse_id_56181831 ON public.supply_purchaseorder USING btree (warehouse_id);


CREATE INDEX supply_receipt_invoice_id_b1b46127 ON public.supply_receipt USING btree (invoice_id);


CREATE INDEX supply_receipt_number_f856837b_like ON public.supply_receipt USING btree (number varchar_pattern_ops);


CREATE INDEX supply_receipt_order_id_58cf69ac ON public.supply_receipt USING btree (order_id);


CREATE INDEX supply_receipt_warehouse_id_e59cffbb ON public.supply_receipt USING btree (warehouse_id);


CREATE INDEX supply_receiptline_purchase_line_id_835e52d7 ON public.supply_receiptline USING btree (purchase_line_id);


CREATE INDEX supply_returnline_layer_id_5a9d66ab ON public.supply_returnline USING btree (layer_id);


CREATE INDEX supply_settlement_number_4fa48389_like ON public.supply_settlement USING btree (number varchar_pattern_ops);


CREATE INDEX supply_settlementline_layer_id_e9d28494 ON public.supply_settlementline USING btree (layer_id);


CREATE INDEX supply_supplier_code_f07aec52_like ON public.supply_supplier USING btree (code varchar_pattern_ops);


CREATE INDEX supply_supplieraccess_supplier_id_925c878b ON public.supply_supplieraccess USING btree (supplier_id);


CREATE INDEX supply_suppliercontact_supplier_id_b0ead889 ON public.supply_suppliercontact USING btree (supplier_id);


CREATE INDEX supply_supplierreturn_number_01d848e0_like ON public.supply_supplierreturn USING btree (number varchar_pattern_ops);


CREATE INDEX supply_supplierreturn_warehouse_id_c68ed231 ON public.supply_supplierreturn USING btree (warehouse_id);


CREATE INDEX supply_titlecarry_gone_id_6a8810bd ON public.supply_titlecarry USING btree (gone_id);


CREATE INDEX supply_titlecarry_kept_id_b972a3ec ON public.supply_titlecarry USING btree (kept_id);


CREATE INDEX supply_transfer_number_1b232a51_like ON public.supply_transfer USING btree (number varchar_pattern_ops);


CREATE INDEX supply_transfer_origin_id_b191aa18 ON public.supply_transfer USING btree (origin_id);


CREATE INDEX supply_transfer_target_id_3fc75471 ON public.supply_transfer USING btree (target_id);


CREATE INDEX supply_transferlayer_layer_id_efa8fe73 ON public.supply_transferlayer USING btree (layer_id);


CREATE INDEX supply_transferlayer_line_id_3929caa8 ON public.supply_transferlayer USING btree (line_id);


CREATE INDEX supply_want_item_id_6da49832 ON public.supply_want USING btree (item_id);


CREATE INDEX supply_want_member_id_9277cb3d ON public.supply_want USING btree (member_id);


CREATE INDEX supply_want_number_5fbc1f23_like ON public.supply_want USING btree (number varchar_pattern_ops);


CREATE INDEX supply_want_purchase_line_id_68f5d65a ON public.supply_want USING btree (purchase_line_id);


CREATE INDEX supply_want_warehouse_id_4110f636 ON public.supply_want USING btree (warehouse_id);


CREATE INDEX supply_warehouse_code_80596ca1_like ON public.supply_warehouse USING btree (code varchar_pattern_ops);


CREATE UNIQUE INDEX suppressed_once ON public.messaging_suppression USING btree (channel, digest, is_total) WHERE (lifted_at IS NULL);


CREATE INDEX tasks_done ON public.members_task USING btree (done_at DESC, id DESC) WHERE (done_at IS NOT NULL);


CREATE INDEX tasks_of_person ON public.members_task USING btree (person_id, due_at DESC);


CREATE INDEX tier_changes_by_why ON public.loyalty_tierchange USING btree (why, id DESC);


CREATE INDEX tier_changes_of_member ON public.loyalty_tierchange USING btree (member_id, id DESC);


CREATE INDEX tier_grants_to_end ON public.loyalty_tiergrant USING btree (until) WHERE (ended_at IS NULL);


CREATE UNIQUE INDEX title_carried_once ON public.supply_titlecarry USING btree (gone_id) WHERE (parted_at IS NULL);


CREATE INDEX title_of_publisher ON public.catalog_titlesearch USING btree (publisher_id, rank DESC);


CREATE INDEX title_of_shelf ON public.catalog_titlesearch USING btree (category_id, rank DESC);


CREATE INDEX title_rank_hot ON public.catalog_titlesearch USING btree (rank DESC) WHERE is_hot;


CREATE INDEX title_toks ON public.catalog_titlesearch USING gin (toks) WITH (fastupdate=off);


CREATE INDEX title_toks_hot ON public.catalog_titlesearch USING gin (toks) WITH (fastupdate=off) WHERE is_hot;


CREATE INDEX titles_by_price ON public.catalog_titlelisting USING btree (list_price, item_id);


CREATE INDEX titles_by_published ON public.catalog_titlelisting USING btree (published, item_id);


CREATE INDEX titles_by_rank ON public.catalog_titlelisting USING btree (rank, item_id);


CREATE INDEX titles_by_title ON public.catalog_titlelisting USING btree (by_title, item_id);


CREATE INDEX titles_facets ON public.catalog_titlelisting USING gin (facets);


CREATE UNIQUE INDEX token_name_in_use_once ON public.api_token USING btree (name) WHERE (revoked_at IS NULL);


CREATE INDEX trails_by_start ON public.shop_trail USING btree (began_at);


CREATE INDEX trails_gone_cold ON public.shop_trail USING btree (last_at);


CREATE INDEX transfer_by_state ON public.supply_transfer USING btree (state, id DESC);


CREATE INDEX transfer_underway ON public.supply_transferline USING btree (item_id) WHERE is_underway;


CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));


CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";


CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;


CREATE INDEX urgent_to_judge ON public.messaging_message USING btree (purpose, next_at, id) WHERE (is_urgent AND ((state)::text = 'asked'::text));


CREATE INDEX urgent_to_send ON public.messaging_message USING btree (channel, purpose, next_at, id) WHERE (is_urgent AND ((state)::text = 'waiting'::text));


CREATE INDEX uses_by_source ON public.loyalty_valueuse USING btree (source);


CREATE INDEX uses_of_promotion ON public.orders_promotionuse USING btree (promotion_id, id DESC);


CREATE INDEX value_cards_by_state ON public.loyalty_valuecard USING btree (state, id DESC);


CREATE INDEX value_history_of_day ON public.insight_value_history USING btree (day, tier);


CREATE INDEX value_requests_by_state ON public.loyalty_valuerequest USING btree (state, id DESC);


CREATE INDEX value_requests_of_card ON public.loyalty_valuerequest USING btree (card_id, id DESC);


CREATE INDEX values_at_risk ON public.insight_member_value USING btree (score DESC, member_id DESC) WHERE is_at_risk;


CREATE INDEX values_by_score ON public.insight_member_value USING btree (score DESC, member_id DESC);


CREATE INDEX values_by_tier ON public.insight_member_value USING btree (tier, score DESC, member_id DESC);


CREATE INDEX values_to_win_back ON public.insight_member_value USING btree (gain DESC, member_id DESC) WHERE (gain > 0);


CREATE INDEX want_by_state ON public.supply_want USING btree (state, id DESC);


CREATE INDEX waves_open ON public.orders_wave USING btree (id DESC) WHERE (picked_at IS NULL);


CREATE UNIQUE INDEX waybill_once ON public.orders_shipment USING btree (carrier, waybill) WHERE ((NOT ((carrier)::text = ''::text)) AND (NOT ((waybill)::text = ''::text)));


CREATE INDEX webhook_log ON public.api_webhookdelivery USING btree (webhook_id, id DESC);


CREATE INDEX webhook_next ON public.api_webhookdelivery USING btree (webhook_id, next_at, id) WHERE ((state)::text = 'waiting'::text);


CREATE INDEX wish_by_pickup ON public.orders_orderwish USING btree (pickup_place, order_id);


CREATE TRIGGER api_token_keeps_history AFTER DELETE OR UPDATE ON public.api_token FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'last_used_at');


CREATE TRIGGER api_webhook_keeps_history AFTER DELETE OR UPDATE ON public.api_webhook FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'failing_since');


CREATE TRIGGER callcenter_agentskill_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_agentskill FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_callstep_is_append_only BEFORE DELETE OR UPDATE ON public.callcenter_callstep FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable');


CREATE TRIGGER callcenter_line_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_line FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_pausereason_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_pausereason FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_queue_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_queue FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_site_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_site FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_skill_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_skill FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER callcenter_wrapcode_keeps_history AFTER DELETE OR UPDATE ON public.callcenter_wrapcode FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_batch_keeps_history AFTER DELETE OR UPDATE ON public.catalog_batch FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_bundlepart_keeps_history AFTER DELETE OR UPDATE ON public.catalog_bundlepart FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_category_notes_gone AFTER DELETE ON public.catalog_category REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER catalog_contribution_notes_gone AFTER DELETE ON public.catalog_contribution REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER catalog_contributor_notes_gone AFTER DELETE ON public.catalog_contributor REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER catalog_filing_keeps_history AFTER DELETE OR UPDATE ON public.catalog_filing FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_item_delete AFTER DELETE ON public.catalog_item REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_list_items();


CREATE TRIGGER catalog_item_insert AFTER INSERT ON public.catalog_item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_list_items();


CREATE TRIGGER catalog_item_keeps_history AFTER DELETE OR UPDATE ON public.catalog_item FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_item_notes_gone AFTER DELETE ON public.catalog_item REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER catalog_item_price AFTER UPDATE ON public.catalog_item FOR EACH ROW WHEN ((old.list_price IS DISTINCT FROM new.list_price)) EXECUTE FUNCTION public.catalog_note_price();


CREATE TRIGGER catalog_item_searched AFTER UPDATE ON public.catalog_item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_search_items();


CREATE TRIGGER catalog_item_update AFTER UPDATE ON public.catalog_item REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_list_items();


CREATE TRIGGER catalog_itemchange_is_append_only BEFORE DELETE OR UPDATE ON public.catalog_itemchange FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER catalog_numberedcopy_keeps_history AFTER DELETE OR UPDATE ON public.catalog_numberedcopy FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_ownclass_keeps_history AFTER DELETE OR UPDATE ON public.catalog_ownclass FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_pricechange_is_append_only BEFORE DELETE OR UPDATE ON public.catalog_pricechange FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER catalog_priceentry_keeps_history AFTER DELETE OR UPDATE ON public.catalog_priceentry FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_priceentry_rate AFTER INSERT OR DELETE OR UPDATE ON public.catalog_priceentry FOR EACH ROW EXECUTE FUNCTION public.catalog_note_rate();


CREATE TRIGGER catalog_pricelist_keeps_history AFTER DELETE OR UPDATE ON public.catalog_pricelist FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_subject_notes_gone AFTER DELETE ON public.catalog_subject REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER catalog_synonym_keeps_history AFTER DELETE OR UPDATE ON public.catalog_synonym FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER catalog_titlesearch_insert AFTER INSERT ON public.catalog_titlesearch REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_list_search();


CREATE TRIGGER catalog_titlesearch_update AFTER UPDATE ON public.catalog_titlesearch REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.catalog_list_search();


CREATE TRIGGER kernel_rowchange_is_append_only BEFORE DELETE OR UPDATE ON public.kernel_rowchange FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable');


CREATE TRIGGER kernel_user_keeps_history AFTER DELETE OR UPDATE ON public.kernel_user FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'password', 'last_login');


CREATE TRIGGER loyalty_activity_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_activity FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_adjustmentlimit_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_adjustmentlimit FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_club_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_club FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_clubmembership_notes_gone AFTER DELETE ON public.loyalty_clubmembership REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER loyalty_coalitionpartner_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_coalitionpartner FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE CONSTRAINT TRIGGER loyalty_deed_adds_up AFTER INSERT ON public.loyalty_valueposting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.loyalty_deed_adds_up();


CREATE TRIGGER loyalty_earningrule_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_earningrule FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER loyalty_merchant_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_merchant FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_partnerposting_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_partnerposting FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('member_id');


CREATE TRIGGER loyalty_passkey_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_passkey FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_pointsaccount_notes_gone AFTER DELETE ON public.loyalty_pointsaccount REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('member_id');


CREATE TRIGGER loyalty_pointsadjustment_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_pointsadjustment FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable');


CREATE TRIGGER loyalty_pointsentry_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_pointsentry FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('account_id');


CREATE TRIGGER loyalty_pointsentry_notes_gone AFTER DELETE ON public.loyalty_pointsentry REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER loyalty_pointsrule_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_pointsrule FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_referralterms_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_referralterms FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER loyalty_reminderstep_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_reminderstep FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER loyalty_reward_keeps_history AFTER DELETE OR UPDATE ON public.loyalty_reward FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'taken');


CREATE TRIGGER loyalty_rewarduse_notes_gone AFTER DELETE ON public.loyalty_rewarduse REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER loyalty_tierchange_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_tierchange FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable', 'member_id');


CREATE TRIGGER loyalty_tierchange_notes_gone AFTER DELETE ON public.loyalty_tierchange REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER loyalty_tierstanding_notes_gone AFTER DELETE ON public.loyalty_tierstanding REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('member_id');


CREATE TRIGGER loyalty_valuedeed_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_valuedeed FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable');


CREATE TRIGGER loyalty_valuenotice_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_valuenotice FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER loyalty_valueposting_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_valueposting FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER loyalty_valueterms_is_append_only BEFORE DELETE OR UPDATE ON public.loyalty_valueterms FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER members_address_keeps_history AFTER DELETE OR UPDATE ON public.members_address FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_address_note_delete AFTER DELETE ON public.members_address REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_address_note();


CREATE TRIGGER members_address_note_insert AFTER INSERT ON public.members_address REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_address_note();


CREATE TRIGGER members_address_note_update AFTER UPDATE ON public.members_address REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_address_note();


CREATE TRIGGER members_address_notes_gone AFTER DELETE ON public.members_address REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_attribute_keeps_history AFTER DELETE OR UPDATE ON public.members_attribute FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_card_keeps_history AFTER DELETE OR UPDATE ON public.members_card FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_card_note_delete AFTER DELETE ON public.members_card REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_card_note();


CREATE TRIGGER members_card_note_insert AFTER INSERT ON public.members_card REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_card_note();


CREATE TRIGGER members_card_note_update AFTER UPDATE ON public.members_card REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_card_note();


CREATE TRIGGER members_card_notes_gone AFTER DELETE ON public.members_card REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_cardkind_keeps_history AFTER DELETE OR UPDATE ON public.members_cardkind FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_cardmedium_keeps_history AFTER DELETE OR UPDATE ON public.members_cardmedium FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_cardpartner_keeps_history AFTER DELETE OR UPDATE ON public.members_cardpartner FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_consent_is_append_only BEFORE DELETE OR UPDATE ON public.members_consent FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable', 'person_id', 'guardian_id');


CREATE TRIGGER members_consent_note_delete AFTER DELETE ON public.members_consent REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_consent_note();


CREATE TRIGGER members_consent_note_insert AFTER INSERT ON public.members_consent REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_consent_note();


CREATE TRIGGER members_consent_note_update AFTER UPDATE ON public.members_consent REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_consent_note();


CREATE TRIGGER members_consent_notes_gone AFTER DELETE ON public.members_consent REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_consenttext_is_append_only BEFORE DELETE OR UPDATE ON public.members_consenttext FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER members_contact_keeps_history AFTER DELETE OR UPDATE ON public.members_contact FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_contact_notes_gone AFTER DELETE ON public.members_contact REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_contactrule_keeps_history AFTER DELETE OR UPDATE ON public.members_contactrule FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('person_id');


CREATE TRIGGER members_email_keeps_history AFTER DELETE OR UPDATE ON public.members_email FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_email_note_delete AFTER DELETE ON public.members_email REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_email_note();


CREATE TRIGGER members_email_note_insert AFTER INSERT ON public.members_email REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_email_note();


CREATE TRIGGER members_email_note_update AFTER UPDATE ON public.members_email REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_email_note();


CREATE TRIGGER members_exportlimit_keeps_history AFTER DELETE OR UPDATE ON public.members_exportlimit FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_household_keeps_history AFTER DELETE OR UPDATE ON public.members_household FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_householdperson_keeps_history AFTER DELETE OR UPDATE ON public.members_householdperson FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('person_id');


CREATE TRIGGER members_householdperson_note_delete AFTER DELETE ON public.members_householdperson REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_householdperson_note();


CREATE TRIGGER members_householdperson_note_insert AFTER INSERT ON public.members_householdperson REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_householdperson_note();


CREATE TRIGGER members_householdperson_note_update AFTER UPDATE ON public.members_householdperson REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_householdperson_note();


CREATE TRIGGER members_householdperson_notes_gone AFTER DELETE ON public.members_householdperson REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('person_id');


CREATE TRIGGER members_inquiry_notes_gone AFTER DELETE ON public.members_inquiry REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_institution_keeps_history AFTER DELETE OR UPDATE ON public.members_institution FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_institutioncontact_keeps_history AFTER DELETE OR UPDATE ON public.members_institutioncontact FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_institutioncontact_note_delete AFTER DELETE ON public.members_institutioncontact REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_institutioncontact_note();


CREATE TRIGGER members_institutioncontact_note_insert AFTER INSERT ON public.members_institutioncontact REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_institutioncontact_note();


CREATE TRIGGER members_institutioncontact_note_update AFTER UPDATE ON public.members_institutioncontact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_institutioncontact_note();


CREATE TRIGGER members_legalhold_keeps_history AFTER DELETE OR UPDATE ON public.members_legalhold FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE CONSTRAINT TRIGGER members_listing_kept AFTER INSERT ON public.members_relisting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.members_relist_noted();


CREATE TRIGGER members_member_keeps_history AFTER DELETE OR UPDATE ON public.members_member FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('person_id');


CREATE TRIGGER members_member_note_delete AFTER DELETE ON public.members_member REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_member_note();


CREATE TRIGGER members_member_note_insert AFTER INSERT ON public.members_member REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_member_note();


CREATE TRIGGER members_member_note_update AFTER UPDATE ON public.members_member REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_member_note();


CREATE TRIGGER members_member_notes_gone AFTER DELETE ON public.members_member REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('person_id');


CREATE TRIGGER members_mergingrule_is_append_only BEFORE DELETE OR UPDATE ON public.members_mergingrule FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER members_note_keeps_history AFTER DELETE OR UPDATE ON public.members_note FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_pair_keeps_history AFTER DELETE OR UPDATE ON public.members_pair FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_paper_keeps_history AFTER DELETE OR UPDATE ON public.members_paper FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_person_keeps_history AFTER DELETE OR UPDATE ON public.members_person FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'search_rank');


CREATE TRIGGER members_person_note_delete AFTER DELETE ON public.members_person REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_person_note();


CREATE TRIGGER members_person_note_insert AFTER INSERT ON public.members_person REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_person_note();


CREATE TRIGGER members_person_note_update AFTER UPDATE ON public.members_person REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_person_note();


CREATE TRIGGER members_persontag_note_delete AFTER DELETE ON public.members_persontag REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_persontag_note();


CREATE TRIGGER members_persontag_note_insert AFTER INSERT ON public.members_persontag REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_persontag_note();


CREATE TRIGGER members_persontag_note_update AFTER UPDATE ON public.members_persontag REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_persontag_note();


CREATE TRIGGER members_phone_keeps_history AFTER DELETE OR UPDATE ON public.members_phone FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_phone_note_delete AFTER DELETE ON public.members_phone REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_phone_note();


CREATE TRIGGER members_phone_note_insert AFTER INSERT ON public.members_phone REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_phone_note();


CREATE TRIGGER members_phone_note_update AFTER UPDATE ON public.members_phone REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_phone_note();


CREATE TRIGGER members_preference_is_append_only BEFORE DELETE OR UPDATE ON public.members_preference FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable', 'person_id');


CREATE TRIGGER members_preference_note_delete AFTER DELETE ON public.members_preference REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_preference_note();


CREATE TRIGGER members_preference_note_insert AFTER INSERT ON public.members_preference REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_preference_note();


CREATE TRIGGER members_preference_note_update AFTER UPDATE ON public.members_preference REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.members_preference_note();


CREATE TRIGGER members_preference_notes_gone AFTER DELETE ON public.members_preference REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_privacyrequest_keeps_history AFTER DELETE OR UPDATE ON public.members_privacyrequest FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_relation_keeps_history AFTER DELETE OR UPDATE ON public.members_relation FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_relation_notes_gone AFTER DELETE ON public.members_relation REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER members_retentionrule_keeps_history AFTER DELETE OR UPDATE ON public.members_retentionrule FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_retiredfield_keeps_history AFTER DELETE OR UPDATE ON public.members_retiredfield FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_savedview_keeps_history AFTER DELETE OR UPDATE ON public.members_savedview FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_tag_keeps_history AFTER DELETE OR UPDATE ON public.members_tag FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_task_keeps_history AFTER DELETE OR UPDATE ON public.members_task FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER members_tier_notes_gone AFTER DELETE ON public.members_tier REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER messaging_cap_keeps_history AFTER DELETE OR UPDATE ON public.messaging_cap FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER messaging_channelsetting_keeps_history AFTER DELETE OR UPDATE ON public.messaging_channelsetting FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER messaging_deliveryevent_is_append_only BEFORE DELETE OR UPDATE ON public.messaging_deliveryevent FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('erasable');


CREATE TRIGGER messaging_inbound_notes_gone AFTER DELETE ON public.messaging_inbound REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER messaging_message_notes_gone AFTER DELETE ON public.messaging_message REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER messaging_sender_keeps_history AFTER DELETE OR UPDATE ON public.messaging_sender FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER messaging_suppression_keeps_history AFTER DELETE OR UPDATE ON public.messaging_suppression FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER messaging_template_keeps_history AFTER DELETE OR UPDATE ON public.messaging_template FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_appointment_keeps_history AFTER DELETE OR UPDATE ON public.orders_appointment FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_catalogueedition_keeps_history AFTER DELETE OR UPDATE ON public.orders_catalogueedition FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_copyreservation_keeps_history AFTER DELETE OR UPDATE ON public.orders_copyreservation FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_coupon_notes_gone AFTER DELETE ON public.orders_coupon REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_deliveryrule_keeps_history AFTER DELETE OR UPDATE ON public.orders_deliveryrule FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_drawermove_is_append_only BEFORE DELETE OR UPDATE ON public.orders_drawermove FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER orders_order_keeps_history AFTER DELETE OR UPDATE ON public.orders_order FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'version', 'holding');


CREATE TRIGGER orders_order_notes_gone AFTER DELETE ON public.orders_order REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_orderline_keeps_history AFTER DELETE OR UPDATE ON public.orders_orderline FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_orderline_notes_gone AFTER DELETE ON public.orders_orderline REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_orderwish_notes_gone AFTER DELETE ON public.orders_orderwish REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('order_id');


CREATE TRIGGER orders_partneroffer_keeps_history AFTER DELETE OR UPDATE ON public.orders_partneroffer FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_partneruse_is_append_only BEFORE DELETE OR UPDATE ON public.orders_partneruse FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('member_id');


CREATE TRIGGER orders_priceclaim_keeps_history AFTER DELETE OR UPDATE ON public.orders_priceclaim FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_priceclaim_notes_gone AFTER DELETE ON public.orders_priceclaim REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_printjob_keeps_history AFTER DELETE OR UPDATE ON public.orders_printjob FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_printprice_keeps_history AFTER DELETE OR UPDATE ON public.orders_printprice FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_promotion_keeps_history AFTER DELETE OR UPDATE ON public.orders_promotion FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_promotionuse_notes_gone AFTER DELETE ON public.orders_promotionuse REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_promotionversion_keeps_history AFTER DELETE OR UPDATE ON public.orders_promotionversion FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_refusedsale_keeps_history AFTER DELETE OR UPDATE ON public.orders_refusedsale FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'member', 'card');


CREATE TRIGGER orders_return_keeps_history AFTER DELETE OR UPDATE ON public.orders_return FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_return_notes_gone AFTER DELETE ON public.orders_return REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_returnline_notes_gone AFTER DELETE ON public.orders_returnline REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER orders_sale_is_append_only BEFORE DELETE OR UPDATE ON public.orders_sale FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE CONSTRAINT TRIGGER orders_sale_is_paid AFTER INSERT ON public.orders_sale DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.orders_sale_is_paid();


CREATE TRIGGER orders_sale_notes_gone AFTER DELETE ON public.orders_sale REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('order_id');


CREATE TRIGGER orders_salenote_keeps_history AFTER DELETE OR UPDATE ON public.orders_salenote FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_salepayment_is_append_only BEFORE DELETE OR UPDATE ON public.orders_salepayment FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE CONSTRAINT TRIGGER orders_salepayment_is_due AFTER INSERT ON public.orders_salepayment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.orders_sale_is_paid();


CREATE TRIGGER orders_shipment_keeps_history AFTER DELETE OR UPDATE ON public.orders_shipment FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_specialorder_keeps_history AFTER DELETE OR UPDATE ON public.orders_specialorder FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_switch_keeps_history AFTER DELETE OR UPDATE ON public.orders_switch FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_till_keeps_history AFTER DELETE OR UPDATE ON public.orders_till FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_tillsession_keeps_history AFTER DELETE OR UPDATE ON public.orders_tillsession FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER orders_tillvoid_is_append_only BEFORE DELETE OR UPDATE ON public.orders_tillvoid FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER orders_trackingevent_is_append_only BEFORE DELETE OR UPDATE ON public.orders_trackingevent FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER payments_creditentry_is_append_only BEFORE DELETE OR UPDATE ON public.payments_creditentry FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER payments_receipt_is_append_only BEFORE DELETE OR UPDATE ON public.payments_receipt FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change('member_id');


CREATE TRIGGER payments_receipt_notes_gone AFTER DELETE ON public.payments_receipt REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER payments_refund_notes_gone AFTER DELETE ON public.payments_refund REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER payments_remittanceuse_is_append_only BEFORE DELETE OR UPDATE ON public.payments_remittanceuse FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();


CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();


CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();


CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();


CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();


CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();


CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();


CREATE TRIGGER shop_piece_keeps_history AFTER DELETE OR UPDATE ON public.shop_piece FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER shop_review_keeps_history AFTER DELETE OR UPDATE ON public.shop_review FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'helpful');


CREATE TRIGGER shop_review_notes_gone AFTER DELETE ON public.shop_review REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER shop_sample_keeps_history AFTER DELETE OR UPDATE ON public.shop_sample FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER shop_step_notes_gone AFTER DELETE ON public.shop_step REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER supply_article_keeps_history AFTER DELETE OR UPDATE ON public.supply_article FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('item_id');


CREATE TRIGGER supply_count_keeps_history AFTER DELETE OR UPDATE ON public.supply_count FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_dispatch_keeps_history AFTER DELETE OR UPDATE ON public.supply_dispatch FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_exchangerate_keeps_history AFTER DELETE OR UPDATE ON public.supply_exchangerate FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_invoice_keeps_history AFTER DELETE OR UPDATE ON public.supply_invoice FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_movement_is_append_only BEFORE DELETE OR UPDATE ON public.supply_movement FOR EACH ROW EXECUTE FUNCTION public.kernel_refuse_change();


CREATE TRIGGER supply_occasion_keeps_history AFTER DELETE OR UPDATE ON public.supply_occasion FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_ownaccount_keeps_history AFTER DELETE OR UPDATE ON public.supply_ownaccount FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_payment_keeps_history AFTER DELETE OR UPDATE ON public.supply_payment FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_paymentrun_keeps_history AFTER DELETE OR UPDATE ON public.supply_paymentrun FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_purchaseline_keeps_history AFTER DELETE OR UPDATE ON public.supply_purchaseline FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id', 'facts');


CREATE TRIGGER supply_purchaseorder_keeps_history AFTER DELETE OR UPDATE ON public.supply_purchaseorder FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_receipt_keeps_history AFTER DELETE OR UPDATE ON public.supply_receipt FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_settlement_keeps_history AFTER DELETE OR UPDATE ON public.supply_settlement FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_shelf_notes_gone AFTER DELETE ON public.supply_shelf REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER supply_supplier_keeps_history AFTER DELETE OR UPDATE ON public.supply_supplier FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_supplieraccess_keeps_history AFTER DELETE OR UPDATE ON public.supply_supplieraccess FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_suppliercontact_keeps_history AFTER DELETE OR UPDATE ON public.supply_suppliercontact FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_supplierreturn_keeps_history AFTER DELETE OR UPDATE ON public.supply_supplierreturn FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_transfer_keeps_history AFTER DELETE OR UPDATE ON public.supply_transfer FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_want_keeps_history AFTER DELETE OR UPDATE ON public.supply_want FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_want_notes_gone AFTER DELETE ON public.supply_want REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


CREATE TRIGGER supply_warehouse_keeps_history AFTER DELETE OR UPDATE ON public.supply_warehouse FOR EACH ROW EXECUTE FUNCTION public.kernel_keep_history('id');


CREATE TRIGGER supply_warehouse_notes_gone AFTER DELETE ON public.supply_warehouse REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.insight_note_gone('id');


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.api_callcount
    ADD CONSTRAINT api_callcount_token_id_b96c892d_fk_api_token_id FOREIGN KEY (token_id) REFERENCES public.api_token(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_store_id_08997942_fk_supply_warehouse_id FOREIGN KEY (store_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.api_webhookdelivery
    ADD CONSTRAINT api_webhookdelivery_webhook_id_5287e228_fk_api_webhook_id FOREIGN KEY (webhook_id) REFERENCES public.api_webhook(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_agent
    ADD CONSTRAINT callcenter_agent_call_id_1bc727ec_fk_callcenter_call_id FOREIGN KEY (call_id) REFERENCES public.callcenter_call(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_agent
    ADD CONSTRAINT callcenter_agent_site_id_e19060bb_fk_callcenter_site_id FOREIGN KEY (site_id) REFERENCES public.callcenter_site(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_agent
    ADD CONSTRAINT callcenter_agent_user_id_5ef85d6d_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_agentskill
    ADD CONSTRAINT callcenter_agentskil_agent_id_56fdc4e1_fk_callcente FOREIGN KEY (agent_id) REFERENCES public.callcenter_agent(user_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_agentskill
    ADD CONSTRAINT callcenter_agentskill_skill_id_99e7427d_fk_callcenter_skill_id FOREIGN KEY (skill_id) REFERENCES public.callcenter_skill(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_agent_id_8d2e1bf4_fk_callcenter_agent_user_id FOREIGN KEY (agent_id) REFERENCES public.callcenter_agent(user_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_member_id_7e494b54_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_menu_version_id_bf70eeee_fk_callcente FOREIGN KEY (menu_version_id) REFERENCES public.callcenter_menuversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_queue_id_d575169a_fk_callcenter_queue_id FOREIGN KEY (queue_id) REFERENCES public.callcenter_queue(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_site_id_e9dd7146_fk_callcenter_site_id FOREIGN KEY (site_id) REFERENCES public.callcenter_site(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_call
    ADD CONSTRAINT callcenter_call_wrap_code_id_8be17680_fk_callcenter_wrapcode_id FOREIGN KEY (wrap_code_id) REFERENCES public.callcenter_wrapcode(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_callstep
    ADD CONSTRAINT callcenter_callstep_call_id_c1d2b470_fk_callcenter_call_id FOREIGN KEY (call_id) REFERENCES public.callcenter_call(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_line
    ADD CONSTRAINT callcenter_line_menu_id_260b72c9_fk_callcenter_menu_id FOREIGN KEY (menu_id) REFERENCES public.callcenter_menu(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_line
    ADD CONSTRAINT callcenter_line_site_id_5609ec50_fk_callcenter_site_id FOREIGN KEY (site_id) REFERENCES public.callcenter_site(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_menuversion
    ADD CONSTRAINT callcenter_menuversion_menu_id_069abe48_fk_callcenter_menu_id FOREIGN KEY (menu_id) REFERENCES public.callcenter_menu(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_offer
    ADD CONSTRAINT callcenter_offer_agent_id_5c938179_fk_callcenter_agent_user_id FOREIGN KEY (agent_id) REFERENCES public.callcenter_agent(user_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_offer
    ADD CONSTRAINT callcenter_offer_call_id_4dec8c53_fk_callcenter_call_id FOREIGN KEY (call_id) REFERENCES public.callcenter_call(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_offer
    ADD CONSTRAINT callcenter_offer_queue_id_ddc1f77d_fk_callcenter_queue_id FOREIGN KEY (queue_id) REFERENCES public.callcenter_queue(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_queue
    ADD CONSTRAINT callcenter_queue_overflow_id_1459b205_fk_callcenter_queue_id FOREIGN KEY (overflow_id) REFERENCES public.callcenter_queue(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_queue
    ADD CONSTRAINT callcenter_queue_skill_id_0dbc393d_fk_callcenter_skill_id FOREIGN KEY (skill_id) REFERENCES public.callcenter_skill(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_spell
    ADD CONSTRAINT callcenter_spell_agent_id_dbc89c19_fk_callcenter_agent_user_id FOREIGN KEY (agent_id) REFERENCES public.callcenter_agent(user_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_switchorder
    ADD CONSTRAINT callcenter_switchord_agent_id_55dbe395_fk_callcente FOREIGN KEY (agent_id) REFERENCES public.callcenter_agent(user_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.callcenter_switchorder
    ADD CONSTRAINT callcenter_switchorder_site_id_49af42dd_fk_callcenter_site_id FOREIGN KEY (site_id) REFERENCES public.callcenter_site(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_batch
    ADD CONSTRAINT catalog_batch_item_id_40e7311e_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_bookmapping
    ADD CONSTRAINT catalog_bookmapping_owner_id_5cc0e20b_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_bundlepart
    ADD CONSTRAINT catalog_bundlepart_bundle_id_6eaadf58_fk_catalog_item_id FOREIGN KEY (bundle_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_bundlepart
    ADD CONSTRAINT catalog_bundlepart_part_id_3f80f070_fk_catalog_item_id FOREIGN KEY (part_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_contribution
    ADD CONSTRAINT catalog_contribution_contributor_id_fb25e3ae_fk_catalog_c FOREIGN KEY (contributor_id) REFERENCES public.catalog_contributor(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_contribution
    ADD CONSTRAINT catalog_contribution_item_id_d283e0ee_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_filing
    ADD CONSTRAINT catalog_filing_item_id_05f727fe_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_filing
    ADD CONSTRAINT catalog_filing_own_class_id_79efb231_fk_catalog_ownclass_id FOREIGN KEY (own_class_id) REFERENCES public.catalog_ownclass(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_identifier
    ADD CONSTRAINT catalog_identifier_item_id_45dcbad6_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_category_id_a5ca86ac_fk_catalog_category_id FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_merged_into_id_f4173bee_fk_catalog_item_id FOREIGN KEY (merged_into_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_publisher_id_d0444480_fk_catalog_publisher_id FOREIGN KEY (publisher_id) REFERENCES public.catalog_publisher(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_series_id_720bf6ce_fk_catalog_series_id FOREIGN KEY (series_id) REFERENCES public.catalog_series(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_item
    ADD CONSTRAINT catalog_item_work_id_bb7076e2_fk_catalog_work_id FOREIGN KEY (work_id) REFERENCES public.catalog_work(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_itemchange
    ADD CONSTRAINT catalog_itemchange_item_id_c7a1bb2c_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_itemmerge
    ADD CONSTRAINT catalog_itemmerge_gone_id_065b2647_fk_catalog_item_id FOREIGN KEY (gone_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_itemmerge
    ADD CONSTRAINT catalog_itemmerge_kept_id_725cf1cb_fk_catalog_item_id FOREIGN KEY (kept_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_numberedcopy
    ADD CONSTRAINT catalog_numberedcopy_item_id_1e11b567_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_pricechange
    ADD CONSTRAINT catalog_pricechange_item_id_883eee41_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_pricechange
    ADD CONSTRAINT catalog_pricechange_price_list_id_4f17d703_fk_catalog_p FOREIGN KEY (price_list_id) REFERENCES public.catalog_pricelist(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_priceentry
    ADD CONSTRAINT catalog_priceentry_item_id_fa602044_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_priceentry
    ADD CONSTRAINT catalog_priceentry_price_list_id_77a9aaba_fk_catalog_p FOREIGN KEY (price_list_id) REFERENCES public.catalog_pricelist(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_subject
    ADD CONSTRAINT catalog_subject_item_id_11e72c1b_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_synonym
    ADD CONSTRAINT catalog_synonym_group_id_d20ca5a6_fk_catalog_synonymgroup_id FOREIGN KEY (group_id) REFERENCES public.catalog_synonymgroup(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_titlesearch
    ADD CONSTRAINT catalog_titlesearch_item_id_a72e7a04_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_titleview
    ADD CONSTRAINT catalog_titleview_owner_id_3fc0c11f_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.insight_value_figure
    ADD CONSTRAINT insight_value_figure_run_id_84aac297_fk_insight_value_run_id FOREIGN KEY (run_id) REFERENCES public.insight_value_run(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.insight_value_flow
    ADD CONSTRAINT insight_value_flow_run_id_efed295a_fk_insight_value_run_id FOREIGN KEY (run_id) REFERENCES public.insight_value_run(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.insight_value_run
    ADD CONSTRAINT insight_value_run_version_id_cf231490_fk_insight_v FOREIGN KEY (version_id) REFERENCES public.insight_value_version(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_list_view
    ADD CONSTRAINT kernel_list_view_owner_id_ed840efa_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_parked_event
    ADD CONSTRAINT kernel_parked_event_event_id_04c3e4f6_fk_kernel_event_id FOREIGN KEY (event_id) REFERENCES public.kernel_event(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_user_groups
    ADD CONSTRAINT kernel_user_groups_group_id_ba62c490_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_user_groups
    ADD CONSTRAINT kernel_user_groups_user_id_4c0ac2e9_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_user_user_permissions
    ADD CONSTRAINT kernel_user_user_per_permission_id_0a9527c4_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.kernel_user_user_permissions
    ADD CONSTRAINT kernel_user_user_permissions_user_id_8ea11596_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_activityrecord
    ADD CONSTRAINT loyalty_activityreco_activity_id_b292eb04_fk_loyalty_a FOREIGN KEY (activity_id) REFERENCES public.loyalty_activity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_activityrecord
    ADD CONSTRAINT loyalty_activityreco_member_id_251eba0c_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_adjustmentrequest
    ADD CONSTRAINT loyalty_adjustmentre_member_id_17d806d7_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_clubmembership
    ADD CONSTRAINT loyalty_clubmembersh_member_id_bfc8b40a_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_clubmembership
    ADD CONSTRAINT loyalty_clubmembership_club_id_3b22e08c_fk_loyalty_club_id FOREIGN KEY (club_id) REFERENCES public.loyalty_club(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_memberpass
    ADD CONSTRAINT loyalty_memberpass_member_id_06b75935_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_merchantcheck
    ADD CONSTRAINT loyalty_merchantchec_member_id_a1b58a73_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_merchantcheck
    ADD CONSTRAINT loyalty_merchantchec_merchant_id_5900b3c8_fk_loyalty_m FOREIGN KEY (merchant_id) REFERENCES public.loyalty_merchant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_merchantcheck
    ADD CONSTRAINT loyalty_merchantchec_shown_id_d7605f87_fk_loyalty_m FOREIGN KEY (shown_id) REFERENCES public.loyalty_memberpass(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT loyalty_partnerposti_member_id_4136e833_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT loyalty_partnerposti_partner_id_e5d45faf_fk_loyalty_c FOREIGN KEY (partner_id) REFERENCES public.loyalty_coalitionpartner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_partnerposting
    ADD CONSTRAINT loyalty_partnerposti_takes_back_id_9e982258_fk_loyalty_p FOREIGN KEY (takes_back_id) REFERENCES public.loyalty_partnerposting(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pendingpoints
    ADD CONSTRAINT loyalty_pendingpoint_account_id_8b3edf01_fk_loyalty_p FOREIGN KEY (account_id) REFERENCES public.loyalty_pointsaccount(member_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pendingpoints
    ADD CONSTRAINT loyalty_pendingpoint_award_id_c86bc472_fk_loyalty_p FOREIGN KEY (award_id) REFERENCES public.loyalty_pointsruleversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pendingpoints
    ADD CONSTRAINT loyalty_pendingpoint_rule_id_5369ff18_fk_loyalty_e FOREIGN KEY (rule_id) REFERENCES public.loyalty_earningrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointsaccount
    ADD CONSTRAINT loyalty_pointsaccoun_member_id_76d9b9bd_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointsentry
    ADD CONSTRAINT loyalty_pointsentry_account_id_4cbf56d0_fk_loyalty_p FOREIGN KEY (account_id) REFERENCES public.loyalty_pointsaccount(member_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointsentry
    ADD CONSTRAINT loyalty_pointsentry_lot_id_d7e2de04_fk_loyalty_pointslot_id FOREIGN KEY (lot_id) REFERENCES public.loyalty_pointslot(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointsentry
    ADD CONSTRAINT loyalty_pointsentry_moved_by_id_ae5b1f23_fk_members_merge_id FOREIGN KEY (moved_by_id) REFERENCES public.members_merge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointshold
    ADD CONSTRAINT loyalty_pointshold_account_id_db0b30b0_fk_loyalty_p FOREIGN KEY (account_id) REFERENCES public.loyalty_pointsaccount(member_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointslot
    ADD CONSTRAINT loyalty_pointslot_account_id_70d48317_fk_loyalty_p FOREIGN KEY (account_id) REFERENCES public.loyalty_pointsaccount(member_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointslot
    ADD CONSTRAINT loyalty_pointslot_award_id_7bea5633_fk_loyalty_p FOREIGN KEY (award_id) REFERENCES public.loyalty_pointsruleversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointslot
    ADD CONSTRAINT loyalty_pointslot_rule_id_5c835902_fk_loyalty_earningrule_id FOREIGN KEY (rule_id) REFERENCES public.loyalty_earningrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_pointsruleversion
    ADD CONSTRAINT loyalty_pointsruleve_rule_id_b8411432_fk_loyalty_p FOREIGN KEY (rule_id) REFERENCES public.loyalty_pointsrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_referral
    ADD CONSTRAINT loyalty_referral_friend_id_1a5b9af1_fk_members_member_person_id FOREIGN KEY (friend_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_referral
    ADD CONSTRAINT loyalty_referral_referrer_id_159e1eaf_fk_members_m FOREIGN KEY (referrer_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_referralcode
    ADD CONSTRAINT loyalty_referralcode_member_id_0c8f89ec_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_reminder
    ADD CONSTRAINT loyalty_reminder_member_id_1b1e11df_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_reward
    ADD CONSTRAINT loyalty_reward_item_id_c61f46af_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_item_id_e6526776_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_member_id_f813d271_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_rewarduse
    ADD CONSTRAINT loyalty_rewarduse_reward_id_f5b8420e_fk_loyalty_reward_id FOREIGN KEY (reward_id) REFERENCES public.loyalty_reward(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierchange
    ADD CONSTRAINT loyalty_tierchange_member_id_f4de6cd7_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierchange
    ADD CONSTRAINT loyalty_tierchange_tier_id_d237bc5d_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierchange
    ADD CONSTRAINT loyalty_tierchange_was_id_e82e88e6_fk_members_tier_id FOREIGN KEY (was_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierflow
    ADD CONSTRAINT loyalty_tierflow_becomes_id_f9376844_fk_members_tier_id FOREIGN KEY (becomes_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierflow
    ADD CONSTRAINT loyalty_tierflow_trial_id_242aa679_fk_loyalty_tiertrial_id FOREIGN KEY (trial_id) REFERENCES public.loyalty_tiertrial(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierflow
    ADD CONSTRAINT loyalty_tierflow_was_id_6943bc9a_fk_members_tier_id FOREIGN KEY (was_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tiergrant
    ADD CONSTRAINT loyalty_tiergrant_member_id_0cb3d2c2_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tiergrant
    ADD CONSTRAINT loyalty_tiergrant_tier_id_8d93cfe1_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierstanding
    ADD CONSTRAINT loyalty_tierstanding_member_id_cec16a8c_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierstanding
    ADD CONSTRAINT loyalty_tierstanding_tier_id_b88b9dde_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierterms
    ADD CONSTRAINT loyalty_tierterms_table_id_82225da6_fk_loyalty_tiertable_id FOREIGN KEY (table_id) REFERENCES public.loyalty_tiertable(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tierterms
    ADD CONSTRAINT loyalty_tierterms_tier_id_6b8c35fd_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_tiertrial
    ADD CONSTRAINT loyalty_tiertrial_table_id_534a7272_fk_loyalty_tiertable_id FOREIGN KEY (table_id) REFERENCES public.loyalty_tiertable(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_buyer_id_cc1923bd_fk_members_member_person_id FOREIGN KEY (buyer_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_holder_id_eb84c4bd_fk_members_m FOREIGN KEY (holder_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuecard
    ADD CONSTRAINT loyalty_valuecard_replaces_id_b0877dc5_fk_loyalty_valuecard_id FOREIGN KEY (replaces_id) REFERENCES public.loyalty_valuecard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuedeed
    ADD CONSTRAINT loyalty_valuedeed_card_id_07ca23a9_fk_loyalty_valuecard_id FOREIGN KEY (card_id) REFERENCES public.loyalty_valuecard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valueposting
    ADD CONSTRAINT loyalty_valueposting_deed_id_b3403fb6_fk_loyalty_valuedeed_id FOREIGN KEY (deed_id) REFERENCES public.loyalty_valuedeed(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuerequest
    ADD CONSTRAINT loyalty_valuerequest_card_id_0ff0fabd_fk_loyalty_valuecard_id FOREIGN KEY (card_id) REFERENCES public.loyalty_valuecard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuerequest
    ADD CONSTRAINT loyalty_valuerequest_to_card_id_f9aa85b2_fk_loyalty_v FOREIGN KEY (to_card_id) REFERENCES public.loyalty_valuecard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valuerequest
    ADD CONSTRAINT loyalty_valuerequest_to_holder_id_4f815456_fk_members_m FOREIGN KEY (to_holder_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.loyalty_valueuse
    ADD CONSTRAINT loyalty_valueuse_card_id_cbc63d2a_fk_loyalty_valuecard_id FOREIGN KEY (card_id) REFERENCES public.loyalty_valuecard(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_address
    ADD CONSTRAINT members_address_person_id_89814409_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_bulkchanged
    ADD CONSTRAINT members_bulkchanged_change_id_8ed85e34_fk_members_bulkchange_id FOREIGN KEY (change_id) REFERENCES public.members_bulkchange(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_bulkchanged
    ADD CONSTRAINT members_bulkchanged_person_id_e3a263e7_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_card
    ADD CONSTRAINT members_card_member_id_5a8c0eff_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_card
    ADD CONSTRAINT members_card_partner_id_75e8dab9_fk_members_cardpartner_id FOREIGN KEY (partner_id) REFERENCES public.members_cardpartner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_card
    ADD CONSTRAINT members_card_replaces_id_8969b4e2_fk_members_card_id FOREIGN KEY (replaces_id) REFERENCES public.members_card(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_cardmedium
    ADD CONSTRAINT members_cardmedium_card_id_9b820c0e_fk_members_card_id FOREIGN KEY (card_id) REFERENCES public.members_card(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_consent
    ADD CONSTRAINT members_consent_guardian_id_d7616bae_fk_members_person_id FOREIGN KEY (guardian_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_consent
    ADD CONSTRAINT members_consent_person_id_7ec9f519_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_contact
    ADD CONSTRAINT members_contact_person_id_641f71dd_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_contact
    ADD CONSTRAINT members_contact_staff_id_c99c480f_fk_kernel_user_id FOREIGN KEY (staff_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_contactrule
    ADD CONSTRAINT members_contactrule_person_id_68cb60b9_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_email
    ADD CONSTRAINT members_email_person_id_c98e1ca4_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_householdperson
    ADD CONSTRAINT members_householdper_household_id_2ebf636b_fk_members_h FOREIGN KEY (household_id) REFERENCES public.members_household(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_householdperson
    ADD CONSTRAINT members_householdperson_person_id_db61d41e_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_inquiry
    ADD CONSTRAINT members_inquiry_person_id_8b0e7971_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_institutioncontact
    ADD CONSTRAINT members_institutionc_institution_id_376645ee_fk_members_i FOREIGN KEY (institution_id) REFERENCES public.members_institution(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_institutioncontact
    ADD CONSTRAINT members_institutionc_person_id_3df04404_fk_members_p FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_intakeperson
    ADD CONSTRAINT members_intakeperson_intake_id_b73ed660_fk_members_intake_id FOREIGN KEY (intake_id) REFERENCES public.members_intake(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_intakeperson
    ADD CONSTRAINT members_intakeperson_person_id_5dda7772_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_legalhold
    ADD CONSTRAINT members_legalhold_person_id_a52b75cc_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_listexport
    ADD CONSTRAINT members_listexport_asked_by_id_f42804d7_fk_kernel_user_id FOREIGN KEY (asked_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_listexport
    ADD CONSTRAINT members_listexport_decided_by_id_e2061211_fk_kernel_user_id FOREIGN KEY (decided_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_helper_id_d8374760_fk_kernel_user_id FOREIGN KEY (helper_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_merged_into_id_ee42ca14_fk_members_m FOREIGN KEY (merged_into_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_person_id_0d73c316_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_member
    ADD CONSTRAINT members_member_tier_id_7a19be9d_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_merge
    ADD CONSTRAINT members_merge_absorbed_id_bff1c081_fk_members_member_person_id FOREIGN KEY (absorbed_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_merge
    ADD CONSTRAINT members_merge_kept_id_90c496ae_fk_members_member_person_id FOREIGN KEY (kept_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_mergedrow
    ADD CONSTRAINT members_mergedrow_merge_id_9e88a200_fk_members_merge_id FOREIGN KEY (merge_id) REFERENCES public.members_merge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_namedfile
    ADD CONSTRAINT members_namedfile_taken_by_id_8ceb1192_fk_kernel_user_id FOREIGN KEY (taken_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_note
    ADD CONSTRAINT members_note_author_id_e13dd703_fk_kernel_user_id FOREIGN KEY (author_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_note
    ADD CONSTRAINT members_note_person_id_689f7e97_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_pair
    ADD CONSTRAINT members_pair_left_id_bdea3656_fk_members_person_id FOREIGN KEY (left_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_pair
    ADD CONSTRAINT members_pair_right_id_2382ea94_fk_members_person_id FOREIGN KEY (right_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_paper
    ADD CONSTRAINT members_paper_person_id_7ef78dc2_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_personaldataaccess
    ADD CONSTRAINT members_personaldata_person_id_584746a4_fk_members_p FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_persontag
    ADD CONSTRAINT members_persontag_person_id_c236d906_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_persontag
    ADD CONSTRAINT members_persontag_tag_id_fbf73eb4_fk_members_tag_id FOREIGN KEY (tag_id) REFERENCES public.members_tag(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_phone
    ADD CONSTRAINT members_phone_person_id_86aca166_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_preference
    ADD CONSTRAINT members_preference_attribute_id_f9e0d507_fk_members_a FOREIGN KEY (attribute_id) REFERENCES public.members_attribute(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_preference
    ADD CONSTRAINT members_preference_person_id_5c82aab3_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_privacyrequest
    ADD CONSTRAINT members_privacyrequest_person_id_f97b9edd_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_questionputoff
    ADD CONSTRAINT members_questionputo_attribute_id_db37ec28_fk_members_a FOREIGN KEY (attribute_id) REFERENCES public.members_attribute(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_questionputoff
    ADD CONSTRAINT members_questionputoff_person_id_19d70cbe_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_relation
    ADD CONSTRAINT members_relation_other_id_326e3268_fk_members_person_id FOREIGN KEY (other_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_relation
    ADD CONSTRAINT members_relation_person_id_136705b4_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_savedmapping
    ADD CONSTRAINT members_savedmapping_owner_id_78e86c85_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_savedview
    ADD CONSTRAINT members_savedview_owner_id_4f2111a9_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_signuprequest
    ADD CONSTRAINT members_signupreques_member_id_3c93caf3_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_task
    ADD CONSTRAINT members_task_assignee_id_e3b2b2f1_fk_kernel_user_id FOREIGN KEY (assignee_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.members_task
    ADD CONSTRAINT members_task_person_id_1c4b6cbe_fk_members_person_id FOREIGN KEY (person_id) REFERENCES public.members_person(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_deliveryevent
    ADD CONSTRAINT messaging_deliveryev_message_id_fb73aa0c_fk_messaging FOREIGN KEY (message_id) REFERENCES public.messaging_message(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_follower
    ADD CONSTRAINT messaging_follower_member_id_bc8dd74c_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_holdout
    ADD CONSTRAINT messaging_holdout_member_id_ec3d368d_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_answers_id_1b804b00_fk_messaging_message_id FOREIGN KEY (answers_id) REFERENCES public.messaging_message(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_inbound
    ADD CONSTRAINT messaging_inbound_member_id_70f86d4b_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_inboundfile
    ADD CONSTRAINT messaging_inboundfil_inbound_id_6373499f_fk_messaging FOREIGN KEY (inbound_id) REFERENCES public.messaging_inbound(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_mailing
    ADD CONSTRAINT messaging_mailing_version_id_1db54162_fk_messaging FOREIGN KEY (version_id) REFERENCES public.messaging_templateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_answers_id_f5ccea25_fk_messaging_inbound_id FOREIGN KEY (answers_id) REFERENCES public.messaging_inbound(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_batch_id_dd91a458_fk_messaging_printbatch_id FOREIGN KEY (batch_id) REFERENCES public.messaging_printbatch(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_member_id_4b9ab527_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_template
    ADD CONSTRAINT messaging_template_current_id_f99afa9e_fk_messaging FOREIGN KEY (current_id) REFERENCES public.messaging_templateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_templatetext
    ADD CONSTRAINT messaging_templatete_version_id_15c9e1d0_fk_messaging FOREIGN KEY (version_id) REFERENCES public.messaging_templateversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.messaging_templateversion
    ADD CONSTRAINT messaging_templateve_template_id_6d83a9df_fk_messaging FOREIGN KEY (template_id) REFERENCES public.messaging_template(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT orders_appointment_item_id_8f62121a_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT orders_appointment_member_id_89adebbb_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_appointment
    ADD CONSTRAINT orders_appointment_station_id_622ee0e0_fk_orders_station_id FOREIGN KEY (station_id) REFERENCES public.orders_station(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_basketday
    ADD CONSTRAINT orders_basketday_basket_id_9ce2f7ab_fk_orders_pricebasket_id FOREIGN KEY (basket_id) REFERENCES public.orders_pricebasket(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_baskettitle
    ADD CONSTRAINT orders_baskettitle_basket_id_d02afdf3_fk_orders_pricebasket_id FOREIGN KEY (basket_id) REFERENCES public.orders_pricebasket(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_baskettitle
    ADD CONSTRAINT orders_baskettitle_item_id_7bc78014_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservati_copy_id_a50e68c2_fk_orders_re FOREIGN KEY (copy_id) REFERENCES public.orders_releasecopy(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservati_member_id_a062fd0c_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservation_order_id_e9a9538c_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_copyreservation
    ADD CONSTRAINT orders_copyreservation_release_id_8f3a0bfe_fk_orders_release_id FOREIGN KEY (release_id) REFERENCES public.orders_release(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_coupon
    ADD CONSTRAINT orders_coupon_batch_id_73f21abb_fk_orders_couponbatch_id FOREIGN KEY (batch_id) REFERENCES public.orders_couponbatch(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_coupon
    ADD CONSTRAINT orders_coupon_member_id_3d0ad14f_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_couponbatch
    ADD CONSTRAINT orders_couponbatch_promotion_id_822b0eb2_fk_orders_promotion_id FOREIGN KEY (promotion_id) REFERENCES public.orders_promotion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_couponleftout
    ADD CONSTRAINT orders_couponleftout_batch_id_bb683da8_fk_orders_couponbatch_id FOREIGN KEY (batch_id) REFERENCES public.orders_couponbatch(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_couponleftout
    ADD CONSTRAINT orders_couponleftout_member_id_4bf92954_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_draft
    ADD CONSTRAINT orders_draft_clerk_id_19780464_fk_kernel_user_id FOREIGN KEY (clerk_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_draft
    ADD CONSTRAINT orders_draft_member_id_09c14fe5_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_drawermove
    ADD CONSTRAINT orders_drawermove_refund_id_86017667_fk_payments_refund_id FOREIGN KEY (refund_id) REFERENCES public.payments_refund(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_drawermove
    ADD CONSTRAINT orders_drawermove_session_id_4257b5f0_fk_orders_tillsession_id FOREIGN KEY (session_id) REFERENCES public.orders_tillsession(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_editiontitle
    ADD CONSTRAINT orders_editiontitle_edition_id_bc17fc3f_fk_orders_ca FOREIGN KEY (edition_id) REFERENCES public.orders_catalogueedition(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_editiontitle
    ADD CONSTRAINT orders_editiontitle_item_id_5a56c213_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_exchange
    ADD CONSTRAINT orders_exchange_order_id_62a18a87_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_exchange
    ADD CONSTRAINT orders_exchange_returned_id_962743a1_fk_orders_return_id FOREIGN KEY (returned_id) REFERENCES public.orders_return(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_filedorder
    ADD CONSTRAINT orders_filedorder_file_id_d07e6dc0_fk_orders_orderfile_id FOREIGN KEY (file_id) REFERENCES public.orders_orderfile(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_filedorder
    ADD CONSTRAINT orders_filedorder_order_id_39fa7998_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_formtaken
    ADD CONSTRAINT orders_formtaken_edition_id_897b0f64_fk_orders_ca FOREIGN KEY (edition_id) REFERENCES public.orders_catalogueedition(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_formtaken
    ADD CONSTRAINT orders_formtaken_member_id_d04a1067_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_heldsale
    ADD CONSTRAINT orders_heldsale_store_id_d6a81a7c_fk_supply_warehouse_id FOREIGN KEY (store_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_manuscript
    ADD CONSTRAINT orders_manuscript_member_id_c37c096a_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_message
    ADD CONSTRAINT orders_message_member_id_c44ee275_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_notice
    ADD CONSTRAINT orders_notice_member_id_5e370547_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_member_id_5d95eb8a_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_wave_id_b65a950d_fk_orders_wave_id FOREIGN KEY (wave_id) REFERENCES public.orders_wave(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderhold
    ADD CONSTRAINT orders_orderhold_order_id_206e1c1c_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_item_id_f168e2fd_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_member_id_7871bd96_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_order_id_17f8f3ef_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ordermapping
    ADD CONSTRAINT orders_ordermapping_owner_id_77bac3d2_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderwish
    ADD CONSTRAINT orders_orderwish_order_id_1d97965f_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ownbundle
    ADD CONSTRAINT orders_ownbundle_member_id_a77780e1_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ownbundle
    ADD CONSTRAINT orders_ownbundle_order_id_9d886878_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ownbundletitle
    ADD CONSTRAINT orders_ownbundletitle_bundle_id_45a43d87_fk_orders_ownbundle_id FOREIGN KEY (bundle_id) REFERENCES public.orders_ownbundle(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ownbundletitle
    ADD CONSTRAINT orders_ownbundletitle_item_id_dcc8d614_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_partneruse
    ADD CONSTRAINT orders_partneruse_member_id_36efaad8_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_partneruse
    ADD CONSTRAINT orders_partneruse_offer_id_e97893ad_fk_orders_partneroffer_id FOREIGN KEY (offer_id) REFERENCES public.orders_partneroffer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreviewtier
    ADD CONSTRAINT orders_pointspreview_preview_id_712f2c0f_fk_orders_po FOREIGN KEY (preview_id) REFERENCES public.orders_pointspreview(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreviewshare
    ADD CONSTRAINT orders_pointspreview_preview_id_9134bfea_fk_orders_po FOREIGN KEY (preview_id) REFERENCES public.orders_pointspreview(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreviewaward
    ADD CONSTRAINT orders_pointspreview_preview_id_9e2d7b77_fk_orders_po FOREIGN KEY (preview_id) REFERENCES public.orders_pointspreview(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreview
    ADD CONSTRAINT orders_pointspreview_rule_id_bf2ac6d9_fk_loyalty_pointsrule_id FOREIGN KEY (rule_id) REFERENCES public.loyalty_pointsrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreviewshare
    ADD CONSTRAINT orders_pointspreviewshare_tier_id_aced21ef_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_pointspreviewtier
    ADD CONSTRAINT orders_pointspreviewtier_tier_id_2b04bb4a_fk_members_tier_id FOREIGN KEY (tier_id) REFERENCES public.members_tier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_priceclaim
    ADD CONSTRAINT orders_priceclaim_line_id_8a28a63c_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_priceclaim
    ADD CONSTRAINT orders_priceclaim_member_id_0e4477d7_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_body_id_c678883e_fk_orders_manuscript_id FOREIGN KEY (body_id) REFERENCES public.orders_manuscript(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_cover_id_734bdf99_fk_orders_manuscript_id FOREIGN KEY (cover_id) REFERENCES public.orders_manuscript(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_printjob
    ADD CONSTRAINT orders_printjob_member_id_4e12d698_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotiontally
    ADD CONSTRAINT orders_promotiontall_promotion_id_7bc630ea_fk_orders_pr FOREIGN KEY (promotion_id) REFERENCES public.orders_promotion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT orders_promotionuse_coupon_id_4436b4ad_fk_orders_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.orders_coupon(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT orders_promotionuse_member_id_4ea267d4_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT orders_promotionuse_order_id_ffeed7fc_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotionuse
    ADD CONSTRAINT orders_promotionuse_promotion_id_f16a0467_fk_orders_pr FOREIGN KEY (promotion_id) REFERENCES public.orders_promotion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_promotionversion
    ADD CONSTRAINT orders_promotionvers_promotion_id_1abfb837_fk_orders_pr FOREIGN KEY (promotion_id) REFERENCES public.orders_promotion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_quickitem
    ADD CONSTRAINT orders_quickitem_item_id_dad83f53_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_quickitem
    ADD CONSTRAINT orders_quickitem_store_id_a453606b_fk_supply_warehouse_id FOREIGN KEY (store_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_refusedsale
    ADD CONSTRAINT orders_refusedsale_order_id_77676fcb_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_refusedsale
    ADD CONSTRAINT orders_refusedsale_till_id_d7af99c6_fk_orders_till_id FOREIGN KEY (till_id) REFERENCES public.orders_till(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_release
    ADD CONSTRAINT orders_release_item_id_796db030_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_releasecopy
    ADD CONSTRAINT orders_releasecopy_release_id_b753f19e_fk_orders_release_id FOREIGN KEY (release_id) REFERENCES public.orders_release(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_releaseintent
    ADD CONSTRAINT orders_releaseintent_member_id_d961871b_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_releaseintent
    ADD CONSTRAINT orders_releaseintent_release_id_9a36d315_fk_orders_release_id FOREIGN KEY (release_id) REFERENCES public.orders_release(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_return
    ADD CONSTRAINT orders_return_member_id_917377f3_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_return
    ADD CONSTRAINT orders_return_order_id_cde1ef50_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_returnline
    ADD CONSTRAINT orders_returnline_asked_id_c6968710_fk_orders_return_id FOREIGN KEY (asked_id) REFERENCES public.orders_return(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_returnline
    ADD CONSTRAINT orders_returnline_line_id_16b08051_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_rivalprice
    ADD CONSTRAINT orders_rivalprice_item_id_74680504_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_sale
    ADD CONSTRAINT orders_sale_order_id_b5919c42_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_sale
    ADD CONSTRAINT orders_sale_session_id_f3de9fbc_fk_orders_tillsession_id FOREIGN KEY (session_id) REFERENCES public.orders_tillsession(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_salenote
    ADD CONSTRAINT orders_salenote_item_id_30bfa2ac_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_salenote
    ADD CONSTRAINT orders_salenote_sale_id_f5fe92e5_fk_orders_sale_order_id FOREIGN KEY (sale_id) REFERENCES public.orders_sale(order_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_salepayment
    ADD CONSTRAINT orders_salepayment_sale_id_7008f58d_fk_orders_sale_order_id FOREIGN KEY (sale_id) REFERENCES public.orders_sale(order_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_manifest_id_c4e8b54f_fk_orders_manifest_id FOREIGN KEY (manifest_id) REFERENCES public.orders_manifest(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_member_id_109b6ed1_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_shipment
    ADD CONSTRAINT orders_shipment_order_id_661ed8ed_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_line_id_199620aa_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_shipmentline
    ADD CONSTRAINT orders_shipmentline_shipment_id_fa484a42_fk_orders_shipment_id FOREIGN KEY (shipment_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_member_id_44ca9ea7_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_specialorder
    ADD CONSTRAINT orders_specialorder_want_id_e31a5c0f_fk_supply_want_id FOREIGN KEY (want_id) REFERENCES public.supply_want(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_station
    ADD CONSTRAINT orders_station_place_id_5f6978ff_fk_supply_warehouse_id FOREIGN KEY (place_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_till
    ADD CONSTRAINT orders_till_store_id_d3bc51a6_fk_supply_warehouse_id FOREIGN KEY (store_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_tillsession
    ADD CONSTRAINT orders_tillsession_clerk_id_d7eab91b_fk_kernel_user_id FOREIGN KEY (clerk_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_tillsession
    ADD CONSTRAINT orders_tillsession_signed_by_id_466f77d0_fk_kernel_user_id FOREIGN KEY (signed_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_tillsession
    ADD CONSTRAINT orders_tillsession_till_id_293f791b_fk_orders_till_id FOREIGN KEY (till_id) REFERENCES public.orders_till(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_tillvoid
    ADD CONSTRAINT orders_tillvoid_item_id_fdfea8c2_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_tillvoid
    ADD CONSTRAINT orders_tillvoid_session_id_ee63f501_fk_orders_tillsession_id FOREIGN KEY (session_id) REFERENCES public.orders_tillsession(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_trackingevent
    ADD CONSTRAINT orders_trackingevent_shipment_id_a6d426c7_fk_orders_shipment_id FOREIGN KEY (shipment_id) REFERENCES public.orders_shipment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_billdifference
    ADD CONSTRAINT payments_billdifference_bill_id_7c43da3d_fk_payments_bill_id FOREIGN KEY (bill_id) REFERENCES public.payments_bill(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_member_id_1a2a046f_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_charge
    ADD CONSTRAINT payments_charge_receipt_id_e54439e4_fk_payments_receipt_id FOREIGN KEY (receipt_id) REFERENCES public.payments_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_creditaccount
    ADD CONSTRAINT payments_creditaccou_institution_id_0ecca01b_fk_members_i FOREIGN KEY (institution_id) REFERENCES public.members_institution(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_creditentry
    ADD CONSTRAINT payments_creditentry_account_id_881c6fcc_fk_payments_ FOREIGN KEY (account_id) REFERENCES public.payments_creditaccount(institution_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT payments_invoice_member_id_c093cc3e_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_invoice
    ADD CONSTRAINT payments_invoice_original_id_9dfbe0e1_fk_payments_invoice_id FOREIGN KEY (original_id) REFERENCES public.payments_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_invoiceline
    ADD CONSTRAINT payments_invoiceline_invoice_id_d3130943_fk_payments_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.payments_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_receipt
    ADD CONSTRAINT payments_receipt_member_id_7c080c7a_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_receiptreturn
    ADD CONSTRAINT payments_receiptretu_receipt_id_7cb5cf05_fk_payments_ FOREIGN KEY (receipt_id) REFERENCES public.payments_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_member_id_328b2811_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_receipt_id_166a880f_fk_payments_receipt_id FOREIGN KEY (receipt_id) REFERENCES public.payments_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_remittance
    ADD CONSTRAINT payments_remittance_file_id_061c1003_fk_payments_ FOREIGN KEY (file_id) REFERENCES public.payments_remittancefile(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_remittance
    ADD CONSTRAINT payments_remittance_member_id_125fdd18_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_remittancemapping
    ADD CONSTRAINT payments_remittancemapping_owner_id_99226686_fk_kernel_user_id FOREIGN KEY (owner_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_remittanceuse
    ADD CONSTRAINT payments_remittanceu_receipt_id_5494fbcc_fk_payments_ FOREIGN KEY (receipt_id) REFERENCES public.payments_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_remittanceuse
    ADD CONSTRAINT payments_remittanceu_remittance_id_be7ada2d_fk_payments_ FOREIGN KEY (remittance_id) REFERENCES public.payments_remittance(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);


ALTER TABLE ONLY public.shop_account
    ADD CONSTRAINT shop_account_member_id_9141ca9a_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_basket
    ADD CONSTRAINT shop_basket_account_id_bd246104_fk_shop_account_id FOREIGN KEY (account_id) REFERENCES public.shop_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_basketline
    ADD CONSTRAINT shop_basketline_basket_id_1243ca6e_fk_shop_basket_id FOREIGN KEY (basket_id) REFERENCES public.shop_basket(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_basketline
    ADD CONSTRAINT shop_basketline_item_id_0c24b11f_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_login
    ADD CONSTRAINT shop_login_account_id_a4e13900_fk_shop_account_id FOREIGN KEY (account_id) REFERENCES public.shop_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_passkey
    ADD CONSTRAINT shop_passkey_account_id_1f85fb33_fk_shop_account_id FOREIGN KEY (account_id) REFERENCES public.shop_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_piecetitle
    ADD CONSTRAINT shop_piecetitle_item_id_d3caa83a_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_piecetitle
    ADD CONSTRAINT shop_piecetitle_piece_id_3ec597be_fk_shop_piece_id FOREIGN KEY (piece_id) REFERENCES public.shop_piece(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT shop_review_decided_by_id_c5aa3661_fk_kernel_user_id FOREIGN KEY (decided_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT shop_review_item_id_517a6739_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_review
    ADD CONSTRAINT shop_review_member_id_287d1ab8_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewanswer
    ADD CONSTRAINT shop_reviewanswer_decided_by_id_d0d9fe9a_fk_kernel_user_id FOREIGN KEY (decided_by_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewanswer
    ADD CONSTRAINT shop_reviewanswer_member_id_c57d2c28_fk_members_m FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewanswer
    ADD CONSTRAINT shop_reviewanswer_review_id_3d82f48b_fk_shop_review_id FOREIGN KEY (review_id) REFERENCES public.shop_review(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewanswer
    ADD CONSTRAINT shop_reviewanswer_staff_id_b865a8e9_fk_kernel_user_id FOREIGN KEY (staff_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewvote
    ADD CONSTRAINT shop_reviewvote_member_id_09ada995_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_reviewvote
    ADD CONSTRAINT shop_reviewvote_review_id_8af2f8cd_fk_shop_review_id FOREIGN KEY (review_id) REFERENCES public.shop_review(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_sample
    ADD CONSTRAINT shop_sample_item_id_c6d2d290_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_step
    ADD CONSTRAINT shop_step_item_id_3e79d7ca_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_step
    ADD CONSTRAINT shop_step_trail_id_3d6661e5_fk_shop_trail_id FOREIGN KEY (trail_id) REFERENCES public.shop_trail(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_trail
    ADD CONSTRAINT shop_trail_member_id_84eb48c7_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shop_visit
    ADD CONSTRAINT shop_visit_account_id_e0c0ba18_fk_shop_account_id FOREIGN KEY (account_id) REFERENCES public.shop_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_article
    ADD CONSTRAINT supply_article_item_id_891c652c_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_bankentry
    ADD CONSTRAINT supply_bankentry_payment_id_ca684b13_fk_supply_payment_id FOREIGN KEY (payment_id) REFERENCES public.supply_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_bankentry
    ADD CONSTRAINT supply_bankentry_statement_id_dbb872e9_fk_supply_ba FOREIGN KEY (statement_id) REFERENCES public.supply_bankstatement(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_count
    ADD CONSTRAINT supply_count_warehouse_id_4f1d84af_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_countline
    ADD CONSTRAINT supply_countline_count_id_60be5619_fk_supply_count_id FOREIGN KEY (count_id) REFERENCES public.supply_count(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_countline
    ADD CONSTRAINT supply_countline_item_id_ee6089d2_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_counttag
    ADD CONSTRAINT supply_counttag_count_id_fca36627_fk_supply_count_id FOREIGN KEY (count_id) REFERENCES public.supply_count(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_counttag
    ADD CONSTRAINT supply_counttag_item_id_8f19109e_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_dispatch
    ADD CONSTRAINT supply_dispatch_order_id_4b209144_fk_supply_purchaseorder_id FOREIGN KEY (order_id) REFERENCES public.supply_purchaseorder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_dispatch
    ADD CONSTRAINT supply_dispatch_receipt_id_babbb272_fk_supply_receipt_id FOREIGN KEY (receipt_id) REFERENCES public.supply_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_dispatch
    ADD CONSTRAINT supply_dispatch_supplier_id_d80ad4d4_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_dispatchline
    ADD CONSTRAINT supply_dispatchline_dispatch_id_ced46dab_fk_supply_dispatch_id FOREIGN KEY (dispatch_id) REFERENCES public.supply_dispatch(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_dispatchline
    ADD CONSTRAINT supply_dispatchline_item_id_36108eae_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_figure
    ADD CONSTRAINT supply_figure_warehouse_id_6e16ea40_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_invoice
    ADD CONSTRAINT supply_invoice_supplier_id_def4de86_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_invoiceline
    ADD CONSTRAINT supply_invoiceline_invoice_id_88f7f9d9_fk_supply_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.supply_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_invoiceline
    ADD CONSTRAINT supply_invoiceline_item_id_5aa8dd87_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_layer
    ADD CONSTRAINT supply_layer_carried_from_id_8fbf50e0_fk_supply_layer_id FOREIGN KEY (carried_from_id) REFERENCES public.supply_layer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_layer
    ADD CONSTRAINT supply_layer_carry_id_4e1b378a_fk_supply_titlecarry_id FOREIGN KEY (carry_id) REFERENCES public.supply_titlecarry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_layer
    ADD CONSTRAINT supply_layer_shelf_id_fbdd684f_fk_supply_shelf_id FOREIGN KEY (shelf_id) REFERENCES public.supply_shelf(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_layer
    ADD CONSTRAINT supply_layer_supplier_id_78c2e3e3_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_movement
    ADD CONSTRAINT supply_movement_item_id_96384480_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_movement
    ADD CONSTRAINT supply_movement_layer_id_50cf3a03_fk_supply_layer_id FOREIGN KEY (layer_id) REFERENCES public.supply_layer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_occasionitem
    ADD CONSTRAINT supply_occasionitem_item_id_f8344cb8_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_occasionitem
    ADD CONSTRAINT supply_occasionitem_occasion_id_bc0123c5_fk_supply_occasion_id FOREIGN KEY (occasion_id) REFERENCES public.supply_occasion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_payment
    ADD CONSTRAINT supply_payment_invoice_id_4e9b762d_fk_supply_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.supply_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_payment
    ADD CONSTRAINT supply_payment_run_id_e07ea588_fk_supply_paymentrun_id FOREIGN KEY (run_id) REFERENCES public.supply_paymentrun(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_payment
    ADD CONSTRAINT supply_payment_settlement_id_69078b0e_fk_supply_settlement_id FOREIGN KEY (settlement_id) REFERENCES public.supply_settlement(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_placefigures
    ADD CONSTRAINT supply_placefigures_warehouse_id_b32d9920_fk_supply_wa FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_placestaff
    ADD CONSTRAINT supply_placestaff_user_id_175d15af_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_placestaff
    ADD CONSTRAINT supply_placestaff_warehouse_id_50c9b7d0_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_position
    ADD CONSTRAINT supply_position_warehouse_id_7a059628_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_purchaseletter
    ADD CONSTRAINT supply_purchaselette_order_id_76ad5309_fk_supply_pu FOREIGN KEY (order_id) REFERENCES public.supply_purchaseorder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_purchaseline
    ADD CONSTRAINT supply_purchaseline_item_id_9ecf92cb_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_purchaseline
    ADD CONSTRAINT supply_purchaseline_order_id_2f51d525_fk_supply_pu FOREIGN KEY (order_id) REFERENCES public.supply_purchaseorder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_purchaseorder
    ADD CONSTRAINT supply_purchaseorder_supplier_id_a73bb1a2_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_purchaseorder
    ADD CONSTRAINT supply_purchaseorder_warehouse_id_56181831_fk_supply_wa FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_invoice_id_b1b46127_fk_supply_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.supply_invoice(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_order_id_58cf69ac_fk_supply_purchaseorder_id FOREIGN KEY (order_id) REFERENCES public.supply_purchaseorder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_supplier_id_63924173_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receipt
    ADD CONSTRAINT supply_receipt_warehouse_id_e59cffbb_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receiptline
    ADD CONSTRAINT supply_receiptline_item_id_b81e2a05_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receiptline
    ADD CONSTRAINT supply_receiptline_purchase_line_id_835e52d7_fk_supply_pu FOREIGN KEY (purchase_line_id) REFERENCES public.supply_purchaseline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_receiptline
    ADD CONSTRAINT supply_receiptline_receipt_id_5af902bd_fk_supply_receipt_id FOREIGN KEY (receipt_id) REFERENCES public.supply_receipt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_reorder
    ADD CONSTRAINT supply_reorder_item_id_8de355f5_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_reorder
    ADD CONSTRAINT supply_reorder_supplier_id_4da13709_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_reorder
    ADD CONSTRAINT supply_reorder_warehouse_id_d2504684_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_returnline
    ADD CONSTRAINT supply_returnline_layer_id_5a9d66ab_fk_supply_layer_id FOREIGN KEY (layer_id) REFERENCES public.supply_layer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_returnline
    ADD CONSTRAINT supply_returnline_supplier_return_id_6e9d71dd_fk_supply_su FOREIGN KEY (supplier_return_id) REFERENCES public.supply_supplierreturn(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_settlement
    ADD CONSTRAINT supply_settlement_supplier_id_93ef113a_fk_supply_supplier_id FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_settlementline
    ADD CONSTRAINT supply_settlementlin_settlement_id_e99d8c33_fk_supply_se FOREIGN KEY (settlement_id) REFERENCES public.supply_settlement(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_settlementline
    ADD CONSTRAINT supply_settlementline_layer_id_e9d28494_fk_supply_layer_id FOREIGN KEY (layer_id) REFERENCES public.supply_layer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_shelf
    ADD CONSTRAINT supply_shelf_item_id_38e94b89_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_shelf
    ADD CONSTRAINT supply_shelf_warehouse_id_06b962ee_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_shelffigures
    ADD CONSTRAINT supply_shelffigures_item_id_d4cb8aaa_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_shelffigures
    ADD CONSTRAINT supply_shelffigures_warehouse_id_3cecb84c_fk_supply_wa FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_supplieraccess
    ADD CONSTRAINT supply_supplieracces_supplier_id_925c878b_fk_supply_su FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_supplieraccess
    ADD CONSTRAINT supply_supplieraccess_user_id_992684a0_fk_kernel_user_id FOREIGN KEY (user_id) REFERENCES public.kernel_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_suppliercontact
    ADD CONSTRAINT supply_supplierconta_supplier_id_b0ead889_fk_supply_su FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_supplierreturn
    ADD CONSTRAINT supply_supplierretur_supplier_id_e90fc398_fk_supply_su FOREIGN KEY (supplier_id) REFERENCES public.supply_supplier(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_supplierreturn
    ADD CONSTRAINT supply_supplierretur_warehouse_id_c68ed231_fk_supply_wa FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_titlecarry
    ADD CONSTRAINT supply_titlecarry_gone_id_6a8810bd_fk_catalog_item_id FOREIGN KEY (gone_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_titlecarry
    ADD CONSTRAINT supply_titlecarry_kept_id_b972a3ec_fk_catalog_item_id FOREIGN KEY (kept_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transfer
    ADD CONSTRAINT supply_transfer_origin_id_b191aa18_fk_supply_warehouse_id FOREIGN KEY (origin_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transfer
    ADD CONSTRAINT supply_transfer_target_id_3fc75471_fk_supply_warehouse_id FOREIGN KEY (target_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transferlayer
    ADD CONSTRAINT supply_transferlayer_layer_id_efa8fe73_fk_supply_layer_id FOREIGN KEY (layer_id) REFERENCES public.supply_layer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transferlayer
    ADD CONSTRAINT supply_transferlayer_line_id_3929caa8_fk_supply_transferline_id FOREIGN KEY (line_id) REFERENCES public.supply_transferline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transferline
    ADD CONSTRAINT supply_transferline_item_id_fce1c1d2_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_transferline
    ADD CONSTRAINT supply_transferline_transfer_id_c7147dd3_fk_supply_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.supply_transfer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_item_id_6da49832_fk_catalog_item_id FOREIGN KEY (item_id) REFERENCES public.catalog_item(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_member_id_9277cb3d_fk_members_member_person_id FOREIGN KEY (member_id) REFERENCES public.members_member(person_id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_purchase_line_id_68f5d65a_fk_supply_purchaseline_id FOREIGN KEY (purchase_line_id) REFERENCES public.supply_purchaseline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.supply_want
    ADD CONSTRAINT supply_want_warehouse_id_4110f636_fk_supply_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.supply_warehouse(id) DEFERRABLE INITIALLY DEFERRED;


