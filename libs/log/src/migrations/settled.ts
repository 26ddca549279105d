import { sqlMigration } from '#db';

/**
 * Who looks for what has no number begins where nothing can be any more. What was numbered is deleted, and until a vacuum comes
 * everybody who reads from the beginning steps over it: at 20,000 runs a second that was more work than the numbering.
 */
export const settled = sqlMigration(1763790096001, 'log runs that are settled', '0.1.0', /* sql */ `
  ALTER TABLE log_feed_head
    -- No run up to this id lacks its number, nor will one: those who drew these ids have committed and were numbered, or are undone.
    ADD COLUMN settled bigint NOT NULL DEFAULT 0,
    -- The ids up to here were drawn by transactions older than that one: when none of them is open any more, they are settled too.
    ADD COLUMN drawn bigint NOT NULL DEFAULT 0,
    ADD COLUMN drawn_before xid8;

  -- A sequencer that takes up its duty gets a new fence; from now on an older one can number nothing. It begins at the beginning:
  -- after a restore ids and transactions count anew.
  CREATE OR REPLACE FUNCTION log_fence() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE mine bigint;
  BEGIN
    IF NOT hub_system() THEN RAISE insufficient_privilege USING MESSAGE = 'numbering the feed is a duty of the hub'; END IF;
    UPDATE log_feed_head SET fence = fence + 1, settled = 0, drawn = 0, drawn_before = NULL RETURNING fence INTO mine;
    RETURN mine;
  END $$;

  -- Numbers what has committed and has no number, oldest first; answers how many events. A transaction that commits late is found
  -- when it has committed, and nobody waits for it: only what is settled is passed over.
  CREATE OR REPLACE FUNCTION log_number(p_fence bigint, p_runs int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE h log_feed_head; newest bigint; runs bigint; reached bigint; last_drawn bigint; all_ended boolean;
  BEGIN
    IF NOT hub_system() THEN RAISE insufficient_privilege USING MESSAGE = 'numbering the feed is a duty of the hub'; END IF;
    -- Looked up before this transaction has an id of its own. An append has its id before it draws from here (it has locked its
    -- stream), so whoever drew one of these is older than this one.
    -- The first id of all is the last value of its sequence before anybody has drawn it.
    IF pg_current_xact_id_if_assigned() IS NULL THEN SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO last_drawn FROM log_unnumbered_id_seq; END IF;
    SELECT * INTO h FROM log_feed_head WHERE fence = p_fence FOR UPDATE;
    IF NOT FOUND THEN RAISE object_not_in_prerequisite_state USING MESSAGE = 'another sequencer has taken over'; END IF;
    -- Asked before the look below: what they committed is in it.
    all_ended := pg_snapshot_xmin(pg_current_snapshot()) >= h.drawn_before;
    WITH taken AS (
      DELETE FROM log_unnumbered WHERE id = ANY (ARRAY(SELECT id FROM log_unnumbered WHERE id > h.settled ORDER BY id LIMIT p_runs)) RETURNING *
    ), numbered AS (
      INSERT INTO log_feed (seq, stream_id, "from", "to")
        SELECT h.seq + sum("to" - "from" + 1) OVER (ORDER BY id), stream_id, "from", "to" FROM taken RETURNING seq
    )
    SELECT (SELECT max(seq) FROM numbered), count(*), max(id) INTO newest, runs, reached FROM taken;
    IF newest IS NULL THEN RETURN 0; END IF;
    -- With as many as were asked for there may be more, behind the last.
    IF all_ended THEN h.settled := CASE WHEN runs < p_runs THEN h.drawn ELSE least(h.drawn, reached) END; END IF;
    IF h.drawn <= h.settled AND last_drawn IS NOT NULL THEN
      h.drawn := last_drawn;
      h.drawn_before := pg_current_xact_id();
    END IF;
    UPDATE log_feed_head SET seq = newest, settled = h.settled, drawn = h.drawn, drawn_before = h.drawn_before;
    PERFORM pg_notify('hub_feed', '');
    RETURN newest - h.seq;
  END $$;
`);
