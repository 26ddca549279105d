import { sqlMigration } from '#db';
import { logAppend, type Way } from './append.js';

/** All streams in one statement. */
const together: Way = {
  variables: 'names text[]; ids bigint[]; keeps int[]; filed date[]; oldest date;',
  take: /* sql */ `    PERFORM log_open_all(p_streams);
    -- Streams are locked in the order of their names, by every transaction: no two can wait for each other.
    SELECT array_agg(s.name), array_agg(s.id), array_agg(s.epoch), array_agg(s.head), array_agg(s.head_hash), array_agg(s.months), array_agg(s.month), min(s.month)
      INTO names, ids, epochs, heads, tops, keeps, filed, oldest
      FROM (SELECT * FROM log_stream WHERE name = ANY (p_streams) ORDER BY name FOR NO KEY UPDATE) s;
    IF names IS DISTINCT FROM p_streams THEN RAISE invalid_parameter_value USING MESSAGE = 'streams are named once each, in order'; END IF;
    -- Months only ever go forward within a stream, whatever the clock does: what is dropped is always its beginning.
    IF oldest < this_month THEN
      PERFORM log_month(k.keep, this_month) FROM (SELECT DISTINCT u.keep FROM unnest(keeps, filed) AS u(keep, month) WHERE u.month < this_month) k;
      UPDATE log_stream s SET month = this_month, month_from = s.head + 1 WHERE s.id = ANY (ids) AND s.month < this_month;
      filed := ARRAY(SELECT greatest(u.month, this_month) FROM unnest(filed) WITH ORDINALITY AS u(month, at) ORDER BY u.at);
    END IF;`,
  move: '    UPDATE log_stream s SET head = u.head, head_hash = u.top FROM unnest(ids, heads, tops) AS u(id, head, top) WHERE s.id = u.id;',
};

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

${logAppend('CREATE OR REPLACE', together)}
`);
