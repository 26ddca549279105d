import { z } from 'zod';

/** Years are counted from 1 (the database keeps to the calendar, which has no year 0; ISO 8601 has one). */
const hasYear = (text: string): boolean => !text.startsWith('0000');
const RULE = 'a year from 0001 on';

/** An instant in UTC (RFC 3339): `2026-11-24T01:30:00Z`. */
export const instant = z.iso.datetime().refine(hasYear, RULE);
/** A calendar day where the thing is (RFC 3339, full-date): `2026-11-24`. */
export const day = z.iso.date().refine(hasYear, RULE);
