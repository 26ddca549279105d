import { sqlMigration } from '#db';

/** The feed's numbers, what retention takes, and new epochs after a restore. */
export const feed = sqlMigration(1763771002000, 'log feed and retention', '0.1.0', /* sql */ `
  INSERT INTO log_feed_head (epoch) VALUES (log_new_epoch());

  -- A sequencer that takes up its duty gets a new fence; from now on an older one can number nothing.
  CREATE FUNCTION log_fence() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE mine bigint;
  BEGIN
    IF NOT hub_system() THEN RAISE insufficient_privilege USING MESSAGE = 'numbering the feed is a duty of the hub'; END IF;
    UPDATE log_feed_head SET fence = fence + 1 RETURNING fence INTO mine;
    RETURN mine;
  END $$;

  -- Numbers what has committed and has no number, oldest first; answers how many events. Looks for what lacks a number,
  -- never past a cursor: a transaction that commits late is found when it has committed, and nobody waits for it.
  CREATE FUNCTION log_number(p_fence bigint, p_runs int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE last bigint; newest bigint;
  BEGIN
    IF NOT hub_system() THEN RAISE insufficient_privilege USING MESSAGE = 'numbering the feed is a duty of the hub'; END IF;
    SELECT seq INTO last FROM log_feed_head WHERE fence = p_fence FOR UPDATE;
    IF NOT FOUND THEN RAISE object_not_in_prerequisite_state USING MESSAGE = 'another sequencer has taken over'; END IF;
    WITH taken AS (
      DELETE FROM log_unnumbered WHERE id = ANY (ARRAY(SELECT id FROM log_unnumbered ORDER BY id LIMIT p_runs)) RETURNING *
    ), numbered AS (
      INSERT INTO log_feed (seq, stream_id, "from", "to")
        SELECT last + sum("to" - "from" + 1) OVER (ORDER BY id), stream_id, "from", "to" FROM taken RETURNING seq
    )
    SELECT max(seq) INTO newest FROM numbered;
    IF newest IS NULL THEN RETURN 0; END IF;
    UPDATE log_feed_head SET seq = newest;
    PERFORM pg_notify('hub_feed', '');
    RETURN newest - last;
  END $$;

  -- Partitions for this month and the next two, for every length of keeping.
  CREATE FUNCTION log_months_ahead() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE keep int;
  BEGIN
    FOR keep IN SELECT 0 UNION SELECT months FROM log_retention UNION SELECT months FROM log_stream LOOP
      FOR ahead IN 0 .. 2 LOOP
        PERFORM log_month(keep, (log_this_month() + make_interval(months => ahead))::date);
      END LOOP;
    END LOOP;
  END $$;
  SELECT log_months_ahead();

  -- Drops the partitions whose time has run out, as of a day; answers how many. What is dropped is each stream's beginning: its
  -- last offset and hash are kept as the tail, which the rest of the chain starts from.
  CREATE FUNCTION log_expire(p_today date) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s'
  AS $$
  DECLARE part record; dropped int := 0;
  BEGIN
    IF NOT hub_system() OR p_today > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN RAISE insufficient_privilege USING MESSAGE = 'retention is a duty of the hub, and looks at the past'; END IF;
    FOR part IN
      SELECT name, keep, month FROM (
        SELECT c.relname::text AS name, split_part(c.relname, '_', 3)::int AS keep, to_date(split_part(c.relname, '_', 4), 'YYYYMM') AS month
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'log_event'::regclass
      ) p WHERE keep > 0 AND month + make_interval(months => keep + 1) <= p_today ORDER BY month
    LOOP
      UPDATE log_stream s SET tail = gone."offset", tail_hash = gone.hash FROM (
        SELECT DISTINCT ON (stream_id) stream_id, "offset", hash FROM log_event
        WHERE months = part.keep AND month = part.month ORDER BY stream_id, "offset" DESC
      ) gone WHERE s.id = gone.stream_id;
      EXECUTE format('DROP TABLE %I', part.name);
      dropped := dropped + 1;
    END LOOP;
    IF dropped > 0 THEN
      DELETE FROM log_personal p USING log_stream s WHERE s.id = p.stream_id AND s.months > 0 AND p."offset" <= s.tail;
      DELETE FROM log_feed f USING log_stream s WHERE s.id = f.stream_id AND s.months > 0 AND f."to" <= s.tail;
    END IF;
    RETURN dropped;
  END $$;

  -- After a restore: this is another history, from which no reader of the lost one may resume. For the owner alone.
  CREATE FUNCTION log_restored() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    UPDATE log_stream SET epoch = log_new_epoch();
    UPDATE log_feed_head SET epoch = log_new_epoch(), fence = fence + 1;
    SELECT pg_notify('hub_log', ''), pg_notify('hub_feed', '');
  $$;

  REVOKE EXECUTE ON FUNCTION log_new_epoch, log_genesis, log_month, log_this_month, log_open, log_append, log_head, log_erase,
    log_fence, log_number, log_months_ahead, log_expire, log_restored FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION log_open, log_append, log_head, log_erase, log_fence, log_number, log_months_ahead, log_expire TO hub_app;
`);
