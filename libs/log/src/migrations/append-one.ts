import { sqlMigration } from '#db';

/**
 * The append of one event, as most commands record one: what `log_append` does for it, with plain parameters in place of
 * arrays that are taken apart again. What is not an everyday append (a stream that is new, a month that begins) goes there.
 */
export const appendOne = sqlMigration(1763790000000, 'log append of one event', '0.1.0', /* sql */ `
  CREATE FUNCTION log_append_one(p_stream text, p_id uuid, p_type text, p_time timestamptz, p_actor text, p_audience text,
    p_data jsonb, p_body bytea, p_commitment bytea, p_salt bytea, p_words jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE of_stream bigint; at_offset bigint; keep int; filed date; top bytea; told boolean;
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    UPDATE log_stream s SET head = s.head + 1, head_hash = sha256(s.head_hash || int8send(s.head + 1) || p_body)
      WHERE s.name = p_stream AND s.month = log_this_month()
      RETURNING s.id, s.head, s.months, s.month, s.head_hash INTO of_stream, at_offset, keep, filed, top;
    IF NOT FOUND THEN
      PERFORM log_append(ARRAY[p_stream], ARRAY[1], ARRAY[p_id], ARRAY[p_type], ARRAY[p_time], ARRAY[p_actor], ARRAY[p_audience],
        ARRAY[p_data], ARRAY[p_body], ARRAY[p_commitment], ARRAY[p_salt], CASE WHEN p_words IS NOT NULL THEN ARRAY[p_words] END);
      RETURN;
    END IF;
    INSERT INTO log_event (stream_id, "offset", months, month, id, type, time, actor, audience, data, personal, hash)
      VALUES (of_stream, at_offset, keep, filed, p_id, p_type, p_time, p_actor, string_to_array(p_audience, ','), p_data, p_commitment, top);
    IF p_words IS NOT NULL THEN
      INSERT INTO log_personal (stream_id, "offset", salt, data) VALUES (of_stream, at_offset, p_salt, p_words);
    END IF;
    INSERT INTO log_unnumbered (stream_id, "from", "to") VALUES (of_stream, at_offset, at_offset);
    -- As an expression: PERFORM would be a statement with a plan to start.
    told := pg_notify('hub_log', '') IS NULL;
  END $$;
  REVOKE EXECUTE ON FUNCTION log_append_one FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION log_append_one TO hub_app;
`);
