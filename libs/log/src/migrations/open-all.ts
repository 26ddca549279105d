import { sqlMigration } from '#db';
import { logAppend, oneByOne } from './append.js';

/**
 * Streams that are new are made in one statement, however many they are: a notice to ten thousand people begins as many. Apart
 * from that `log_append` is what it was.
 */
export const openAll = sqlMigration(1763790070000, 'log opens streams together', '0.1.0', /* sql */ `
  -- Makes those of these streams that there are not yet.
  CREATE FUNCTION log_open_all(p_names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off
  AS $$
  DECLARE missing text[]; this_month date;
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    SELECT array_agg(m.name) INTO missing FROM unnest(p_names) AS m(name) WHERE NOT EXISTS (SELECT FROM log_stream s WHERE s.name = m.name);
    IF missing IS NULL THEN RETURN; END IF;
    this_month := log_this_month();
    PERFORM log_month(k.months, this_month) FROM (SELECT DISTINCT coalesce(r.months, 0) AS months FROM unnest(missing) AS m(name) LEFT JOIN log_retention r ON r.kind = split_part(m.name, ':', 1)) AS k;
    WITH born AS MATERIALIZED (SELECT m.name, log_new_epoch() AS epoch FROM unnest(missing) AS m(name)),
      begun AS MATERIALIZED (SELECT b.name, b.epoch, split_part(b.name, ':', 1) AS kind, log_genesis(b.name, b.epoch) AS genesis FROM born b)
    INSERT INTO log_stream (name, kind, epoch, origin, head_hash, months, month, tail_hash)
      SELECT b.name, b.kind, b.epoch, b.epoch, b.genesis, coalesce(r.months, 0), this_month, b.genesis FROM begun b LEFT JOIN log_retention r USING (kind) ORDER BY b.name
      ON CONFLICT (name) DO NOTHING;
  END $$;
  REVOKE EXECUTE ON FUNCTION log_open_all FROM PUBLIC;

${logAppend('CREATE OR REPLACE', oneByOne('PERFORM log_open_all(p_streams);'))}
`);
