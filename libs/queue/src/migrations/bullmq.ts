import { LATEST_SCHEMA_VERSION, runMigrations } from 'bullmq';
import { sqlMigration } from '#db';

/**
 * The tables of BullMQ, in a schema of their own. BullMQ makes them, as the owner; the hub may use what is in them and
 * change nothing of them. A release of BullMQ that brings a newer schema needs another migration like this one.
 */
export const bullmq = sqlMigration(1763776000000, 'queue bullmq schema 11', '0.1.0', /* sql */ `
  GRANT USAGE ON SCHEMA bullmq TO hub_app;
  GRANT SELECT ON bullmq.migration TO hub_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON
    bullmq.job, bullmq.job_dependency, bullmq.event, bullmq.rate_limit, bullmq.dedup, bullmq.dedup_next, bullmq.scheduler, bullmq.meta TO hub_app;
  -- BullMQ makes the sequence of a queue at its first job, which the role of the hub may not: it is made here.
  DO $$
  BEGIN
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS bullmq.%I', bullmq.job_id_seq_name('jobs'));
  END $$;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA bullmq TO hub_app;
`, (owner) => runMigrations(owner));

/** The schema that this release of BullMQ works on. */
export const bullmqSchema = LATEST_SCHEMA_VERSION;
