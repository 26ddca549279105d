import { sqlMigration } from '#db';

/** What has run out goes in steps: months one by one, and what else was kept of them in pages, which hold no lock on the log. */
export const retention = sqlMigration(1763790096006, 'log retention in steps', '0.1.0', /* sql */ `
  -- What the feed has of a stream: where it ended, which number an event has, and what retention has taken.
  CREATE INDEX log_feed_by_stream ON log_feed (stream_id, "to");

  -- Drops the oldest partition whose time has run out, as of a day; answers whether there was one. It needs the log for itself, for as
  -- long as dropping takes. What is dropped is each stream's beginning: its last offset and hash are kept as the tail, which the rest
  -- of the chain starts from.
  CREATE OR REPLACE FUNCTION log_expire(p_today date) RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s'
  AS $$
  DECLARE part record;
  BEGIN
    IF NOT hub_system() OR p_today > (clock_timestamp() AT TIME ZONE 'UTC')::date THEN RAISE insufficient_privilege USING MESSAGE = 'retention is a duty of the hub, and looks at the past'; END IF;
    SELECT name, keep, month INTO part FROM (
      SELECT c.relname::text AS name, split_part(c.relname, '_', 3)::int AS keep, to_date(split_part(c.relname, '_', 4), 'YYYYMM') AS month
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'log_event'::regclass
    ) p WHERE keep > 0 AND month + make_interval(months => keep + 1) <= p_today ORDER BY month LIMIT 1;
    IF NOT FOUND THEN RETURN 0; END IF;
    UPDATE log_stream s SET tail = gone."offset", tail_hash = gone.hash FROM (
      SELECT DISTINCT ON (stream_id) stream_id, "offset", hash FROM log_event
      WHERE months = part.keep AND month = part.month ORDER BY stream_id, "offset" DESC
    ) gone WHERE s.id = gone.stream_id;
    EXECUTE format('DROP TABLE %I', part.name);
    RETURN 1;
  END $$;

  -- Takes away words and feed numbers of events that were dropped, so many at the most; answers how many. What is left is found by the next run.
  CREATE FUNCTION log_clear(p_most int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE words bigint; numbers bigint;
  BEGIN
    IF NOT hub_system() THEN RAISE insufficient_privilege USING MESSAGE = 'retention is a duty of the hub'; END IF;
    WITH gone AS (
      SELECT g.stream_id, g."offset" FROM log_stream s CROSS JOIN LATERAL (
        SELECT p.stream_id, p."offset" FROM log_personal p WHERE p.stream_id = s.id AND p."offset" <= s.tail ORDER BY p."offset" LIMIT p_most) g
      WHERE s.months > 0 AND s.tail > 0 LIMIT p_most
    ) DELETE FROM log_personal p USING gone WHERE p.stream_id = gone.stream_id AND p."offset" = gone."offset";
    GET DIAGNOSTICS words = ROW_COUNT;
    WITH gone AS (
      SELECT g.seq FROM log_stream s CROSS JOIN LATERAL (
        SELECT f.seq FROM log_feed f WHERE f.stream_id = s.id AND f."to" <= s.tail ORDER BY f."to" LIMIT p_most) g
      WHERE s.months > 0 AND s.tail > 0 LIMIT p_most
    ) DELETE FROM log_feed f USING gone WHERE f.seq = gone.seq;
    GET DIAGNOSTICS numbers = ROW_COUNT;
    RETURN words + numbers;
  END $$;
  REVOKE EXECUTE ON FUNCTION log_clear FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION log_clear TO hub_app;
`);
