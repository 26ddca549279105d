import type { Rhythm } from './jobs.js';

/** The shortest rhythm (ms): what comes more often is a loop, not a repeated job. */
const SHORTEST = 1_000;
const FIELD = /^[\dA-Za-z*/,\-#?]+$/;

/** Refuses what BullMQ would take and stumble over later: an unknown zone is told by it as an "unhandled timestamp" at the next run. */
export function checkRhythm(rhythm: Rhythm): void {
  if ('every' in rhythm) {
    if (!Number.isInteger(rhythm.every) || rhythm.every < SHORTEST) throw new Error(`a job is repeated every ${SHORTEST} ms at the most, not every ${rhythm.every}`);
    return;
  }
  const fields = rhythm.cron.trim().split(/\s+/);
  if (fields.length !== 5 || !fields.every((field) => FIELD.test(field))) throw new Error(`"${rhythm.cron}" is no cron expression of five fields`);
  try {
    new Intl.DateTimeFormat('en', { timeZone: rhythm.zone });
  } catch (cause) {
    throw new Error(`"${rhythm.zone}" is no IANA time zone`, { cause });
  }
}
