import { sqlMigration } from '#db';

/** How `log_append` takes the streams that it appends to, and moves them. All else of it is the same in every version. */
export interface Way {
  /** Variables beside those of every version. */
  readonly variables: string;
  /** Locks the streams; leaves their ids, epochs, heads, top hashes, months of keeping and months of filing in arrays, in their order. */
  readonly take: string;
  /** Writes where they end now. */
  readonly move: string;
}

/**
 * The function that appends, as migrations make it. Its text is in migrations that were released: whoever changes what it does
 * gives it another way, and leaves those that there are.
 * @param create `CREATE`, or `CREATE OR REPLACE` where there is one already
 */
export function logAppend(create: string, { variables, take, move }: Way): string {
  return /* sql */ `  -- Appends events. p_streams names each stream once, in order; p_of says for each event which one it is for.
  -- Answers where the streams end now. A session keeps its plans: one made while the tables were small must not read them whole
  -- when they are large, so only indexes are used.
  ${create} FUNCTION log_append(p_streams text[], p_of int[], p_ids uuid[], p_types text[], p_times timestamptz[], p_actors text[],
    p_audiences text[], p_data jsonb[], p_bodies bytea[], p_commitments bytea[], p_salts bytea[], p_words jsonb[],
    OUT epochs text[], OUT heads bigint[]) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE
    l log_stream; j int; n int := cardinality(p_of); run int := 0; at_offset bigint; top bytea; this_month date := log_this_month();
    ${variables} tops bytea[]; offsets bigint[]; hashes bytea[];
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

${take}

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
${move}
    -- Carries no data: a wake-up only. Equal ones within a transaction are one.
    PERFORM pg_notify('hub_log', '');
  END $$;`;
}

/** One stream after the other. @param opening the statement that makes those of the streams that there are not yet */
export function oneByOne(opening: string): Way {
  return {
    variables: 'ids bigint[]; keeps int[]; filed date[]; firsts bigint[];',
    take: /* sql */ `    FOR j IN 2 .. cardinality(p_streams) LOOP
      IF p_streams[j] COLLATE "C" <= p_streams[j - 1] THEN RAISE invalid_parameter_value USING MESSAGE = 'streams are named once each, in order'; END IF;
    END LOOP;
    ${opening}
    j := 0;
    -- Streams are locked in the order of their names, by every transaction: no two can wait for each other.
    FOR l IN SELECT * FROM log_stream s WHERE s.name = ANY (p_streams) ORDER BY s.name FOR NO KEY UPDATE LOOP
      j := j + 1;
      -- Months only ever go forward within a stream, whatever the clock does: what is dropped is always its beginning.
      IF l.month < this_month THEN
        l.month := this_month;
        l.month_from := l.head + 1;
        PERFORM log_month(l.months, this_month);
      END IF;
      ids[j] := l.id; epochs[j] := l.epoch; heads[j] := l.head; tops[j] := l.head_hash; keeps[j] := l.months; filed[j] := l.month; firsts[j] := l.month_from;
    END LOOP;
    IF j <> cardinality(p_streams) THEN RAISE EXCEPTION 'of % streams only % were found', cardinality(p_streams), j; END IF;`,
    move: /* sql */ `    UPDATE log_stream s SET head = u.head, head_hash = u.top, month = u.filed, month_from = u.first
      FROM unnest(ids, heads, tops, filed, firsts) AS u(id, head, top, filed, first) WHERE s.id = u.id;`,
  };
}

/**
 * Writing to the log: the only way in. `log_append` takes the events of one transaction, over any number of streams,
 * in one call. The hash chain is folded here, since only the holder of a stream's lock knows the hash before.
 */
export const append = sqlMigration(1763771001000, 'log append', '0.1.0', /* sql */ `
  -- Eight characters of [a-z0-9], by chance: tells one history of a stream from another.
  CREATE FUNCTION log_new_epoch() RETURNS text LANGUAGE sql VOLATILE
    RETURN (SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz0123456789', 1 + floor(random() * 36)::int, 1), '') FROM generate_series(1, 8));

  -- The hash before the first event.
  CREATE FUNCTION log_genesis(name text, origin text) RETURNS bytea LANGUAGE sql IMMUTABLE
    RETURN sha256(convert_to('corridor-hub:' || name || ':' || origin, 'UTF8'));

  -- The partition for a month, if there is none yet. Attached, not created in place: appends to other months go on meanwhile.
  CREATE FUNCTION log_month(p_months int, p_month date) RETURNS void LANGUAGE plpgsql
  AS $$
  DECLARE part text := format('log_event_%s_%s', p_months, to_char(p_month, 'YYYYMM'));
  BEGIN
    IF to_regclass('public.' || part) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('hub:log_month', 0));
    IF to_regclass('public.' || part) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE log_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE log_event ATTACH PARTITION %I FOR VALUES FROM (%s, %L) TO (%s, %L)',
      part, p_months, p_month, p_months, (p_month + interval '1 month')::date);
  END $$;

  -- This month, as events are filed under it.
  CREATE FUNCTION log_this_month() RETURNS date LANGUAGE sql VOLATILE
    RETURN date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date;

  -- The stream of this name, made when there is none.
  CREATE FUNCTION log_open(p_name text) RETURNS log_stream LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE s log_stream; born text; genesis bytea; keep int; this_month date;
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    SELECT * INTO s FROM log_stream WHERE name = p_name;
    IF FOUND THEN RETURN s; END IF;
    born := log_new_epoch();
    genesis := log_genesis(p_name, born);
    keep := coalesce((SELECT months FROM log_retention WHERE kind = split_part(p_name, ':', 1)), 0);
    this_month := log_this_month();
    PERFORM log_month(keep, this_month);
    INSERT INTO log_stream (name, kind, epoch, origin, head_hash, months, month, tail_hash)
      VALUES (p_name, split_part(p_name, ':', 1), born, born, genesis, keep, this_month, genesis)
      ON CONFLICT (name) DO NOTHING;
    SELECT * INTO s FROM log_stream WHERE name = p_name;
    RETURN s;
  END $$;

${logAppend('CREATE', oneByOne('PERFORM log_open(m.name) FROM unnest(p_streams) AS m(name) WHERE NOT EXISTS (SELECT FROM log_stream s WHERE s.name = m.name);'))}

  -- Where a stream ends, for whoever acts: a snapshot is answered with the position that it was taken at.
  CREATE FUNCTION log_head(p_name text) RETURNS TABLE (epoch text, head bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    BEGIN ATOMIC
      SELECT s.epoch, s.head FROM log_stream s WHERE s.name = p_name AND hub_acting();
    END;

  -- Erases the words of people in some events of a stream, and tells the readers' memories to forget them. The chain stays valid.
  CREATE FUNCTION log_erase(p_name text, p_offsets bigint[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE erased bigint;
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    DELETE FROM log_personal p USING log_stream s WHERE s.name = p_name AND p.stream_id = s.id AND p."offset" = ANY (p_offsets);
    GET DIAGNOSTICS erased = ROW_COUNT;
    IF erased > 0 THEN PERFORM pg_notify('hub_erased', p_name); END IF;
    RETURN erased;
  END $$;
`);
