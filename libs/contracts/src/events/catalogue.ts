import { z } from 'zod';
import { query } from '../catalogue/declare.js';

/** public and alliance may leave the hub in full, personal by its id alone, health never more than the news that there is something to read. */
export const dataClass = z.enum(['public', 'alliance', 'personal', 'health']);

const json = z.record(z.string(), z.unknown());

/** An event type, as everybody who is signed in may know it. */
export const eventType = z.object({
  name: z.string(), version: z.int(), summary: z.string(),
  owner: z.string().describe('The domain that answers for it.'),
  dataClass,
  stream: z.string().describe('The kind of stream that it stands in: `meeting` of `meeting:<id>`.'),
  audience: z.array(z.string()).describe('The labels of those who may see it, unless the event itself says otherwise.'),
  personal: z.array(z.string()).describe('Fields of `data` that hold words of people; they are missing once they were erased.'),
  schema: json.describe('JSON Schema 2020-12 of `data`. Within a version only optional fields are added.'),
  example: json.describe('An example of `data`.'),
});

export const listEventTypes = query('events.type.list', {
  summary: 'The catalogue: every event type by name, those of one owner or data class if it is named.',
  path: '/event-types',
  params: z.strictObject({ owner: z.string().max(40).optional(), dataClass: dataClass.optional(), limit: z.coerce.number().int().min(1).max(250).default(100), iterator: z.string().max(200).optional() }),
  output: eventType,
  list: true,
});

export const readEventType = query('events.type.read', {
  summary: 'One event type.', path: '/event-types/{type}', params: z.strictObject({ type: z.string().max(120) }), output: eventType,
});
