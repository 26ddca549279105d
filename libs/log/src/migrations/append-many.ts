import { sqlMigration } from '#db';

/**
 * The append over many streams, for less a stream: they are locked and looked up in one statement, and a stream that moves is not
 * asked for its form again. Apart from that `log_append` is what it was.
 */
export const appendMany = sqlMigration(1763790096000, 'log append over many streams', '0.1.0', /* sql */ `
  -- A CHECK is tested by every UPDATE of its row, whatever it changes: these two were a fifth of moving a stream. Names and origins
  -- are never changed, and epochs are made by log_new_epoch alone.
  ALTER TABLE log_stream DROP CONSTRAINT log_stream_name_form, DROP CONSTRAINT log_stream_epoch;
  CREATE FUNCTION log_stream_refused() RETURNS trigger LANGUAGE plpgsql
  AS $$
  BEGIN
    RAISE check_violation USING MESSAGE = format('"%s" in epoch "%s" is no stream: a kind, and an id behind a colon', NEW.name, NEW.epoch), CONSTRAINT = 'log_stream_form', TABLE = 'log_stream';
  END $$;
  CREATE TRIGGER log_stream_form BEFORE INSERT ON log_stream FOR EACH ROW
    WHEN (NEW.name !~ '^[a-z]+(:[A-Za-z0-9_-]{1,64})?$' OR NEW.name = 'feed' OR NEW.epoch !~ '^[a-z0-9]{8}$') EXECUTE FUNCTION log_stream_refused();

  -- Appends events. p_streams names each stream once, in order; p_of says for each event which one it is for.
  -- Answers where the streams end now. A session keeps its plans: one made while the tables were small must not read them whole
  -- when they are large, so only indexes are used.
  CREATE OR REPLACE FUNCTION log_append(p_streams text[], p_of int[], p_ids uuid[], p_types text[], p_times timestamptz[], p_actors text[],
    p_audiences text[], p_data jsonb[], p_bodies bytea[], p_commitments bytea[], p_salts bytea[], p_words jsonb[],
    OUT epochs text[], OUT heads bigint[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE
    l log_stream; j int; n int := cardinality(p_of); run int := 0; at_offset bigint; top bytea; this_month date := log_this_month();
    names text[]; ids bigint[]; keeps int[]; filed date[]; oldest date; tops bytea[]; offsets bigint[]; hashes bytea[];
    run_stream bigint[]; run_from bigint[]; run_to bigint[];
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    -- One event, as most commands have: the same as below without sets and arrays, which halves the time under the lock.
    IF n = 1 THEN
      UPDATE log_stream s SET head = s.head + 1, head_hash = sha256(s.head_hash || int8send(s.head + 1) || p_bodies[1])
        WHERE s.name = p_streams[1] AND s.month = this_month RETURNING * INTO l;
      IF FOUND THEN
        INSERT INTO log_event (stream_id, "offset", months, month, id, type, time, actor, audience, data, personal, hash)
          VALUES (l.id, l.head, l.months, l.month, p_ids[1], p_types[1], p_times[1], p_actors[1], string_to_array(p_audiences[1], ','), p_data[1], p_commitments[1], l.head_hash);
        IF p_words IS NOT NULL THEN
          INSERT INTO log_personal (stream_id, "offset", salt, data) VALUES (l.id, l.head, p_salts[1], p_words[1]);
        END IF;
        INSERT INTO log_unnumbered (stream_id, "from", "to") VALUES (l.id, l.head, l.head);
        PERFORM pg_notify('hub_log', '');
        epochs[1] := l.epoch; heads[1] := l.head;
        RETURN;
      END IF;
    END IF;

    -- Streams are locked in the order of their names, by every transaction: no two can wait for each other. One that is new is missing
    -- in the first look, and is made then.
    FOR look IN 1 .. 2 LOOP
      SELECT array_agg(s.name), array_agg(s.id), array_agg(s.epoch), array_agg(s.head), array_agg(s.head_hash), array_agg(s.months), array_agg(s.month), min(s.month)
        INTO names, ids, epochs, heads, tops, keeps, filed, oldest
        FROM (SELECT * FROM log_stream WHERE name = ANY (p_streams) ORDER BY name FOR NO KEY UPDATE) s;
      EXIT WHEN names = p_streams;
      IF look = 2 THEN RAISE invalid_parameter_value USING MESSAGE = 'streams are named once each, in order'; END IF;
      PERFORM log_open_all(p_streams);
    END LOOP;
    -- Months only ever go forward within a stream, whatever the clock does: what is dropped is always its beginning.
    IF oldest < this_month THEN
      PERFORM log_month(k.keep, this_month) FROM (SELECT DISTINCT u.keep FROM unnest(keeps, filed) AS u(keep, month) WHERE u.month < this_month) k;
      UPDATE log_stream s SET month = this_month, month_from = s.head + 1 WHERE s.id = ANY (ids) AND s.month < this_month;
      filed := ARRAY(SELECT greatest(u.month, this_month) FROM unnest(filed) WITH ORDINALITY AS u(month, at) ORDER BY u.at);
    END IF;

    -- The chain, in the order in which the events were recorded; a run is what follows each other in one stream.
    FOR i IN 1 .. n LOOP
      IF p_of[i] <> j OR i = 1 THEN
        IF i > 1 THEN heads[j] := at_offset; tops[j] := top; run_to[run] := at_offset; END IF;
        j := p_of[i]; at_offset := heads[j]; top := tops[j];
        run := run + 1; run_stream[run] := ids[j]; run_from[run] := at_offset + 1;
      END IF;
      at_offset := at_offset + 1;
      top := sha256(top || int8send(at_offset) || p_bodies[i]);
      offsets[i] := at_offset; hashes[i] := top;
    END LOOP;
    heads[j] := at_offset; tops[j] := top; run_to[run] := at_offset;

    INSERT INTO log_event (stream_id, "offset", months, month, id, type, time, actor, audience, data, personal, hash)
      SELECT ids[e.j], e.at, keeps[e.j], filed[e.j], e.id, e.type, e.time, e.actor, string_to_array(e.audience, ','), e.data, e.personal, e.hash
      FROM unnest(p_of, offsets, p_ids, p_types, p_times, p_actors, p_audiences, p_data, p_commitments, hashes)
        AS e(j, at, id, type, time, actor, audience, data, personal, hash);
    IF p_words IS NOT NULL THEN
      INSERT INTO log_personal (stream_id, "offset", salt, data)
        SELECT ids[e.j], e.at, e.salt, e.words FROM unnest(p_of, offsets, p_salts, p_words) AS e(j, at, salt, words) WHERE e.words IS NOT NULL;
    END IF;
    INSERT INTO log_unnumbered (stream_id, "from", "to") SELECT * FROM unnest(run_stream, run_from, run_to);
    UPDATE log_stream s SET head = u.head, head_hash = u.top FROM unnest(ids, heads, tops) AS u(id, head, top) WHERE s.id = u.id;
    -- Carries no data: a wake-up only. Equal ones within a transaction are one.
    PERFORM pg_notify('hub_log', '');
  END $$;
`);
