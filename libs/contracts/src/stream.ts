import { z } from 'zod';
import { event } from './catalogue/declare.js';
import { filter, filterFields } from './filter/filter.js';
import { withSmallId } from './id.js';

/** `<kind>:<id>`, as `meeting:0198…`; the two fixed ones are `rights` and `feed`. */
export const streamName = z.string().regex(/^[a-z]+(:[A-Za-z0-9_-]{1,64})?$/, 'a stream is named <kind>:<id>').max(96).overwrite(withSmallId);
/** `<epoch>.<offset>`: a place in one history of one stream. Offset 0 is before the first event. */
export const position = z.string().regex(/^[a-z0-9]{6,16}\.(0|[1-9]\d{0,17})$/, 'a position has the form <epoch>.<offset>');

/** One event as readers get it, at every door. */
export const envelope = z.object({
  id: z.uuid(), type: z.string(), stream: streamName, position, time: z.iso.datetime(), actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type Envelope = z.output<typeof envelope>;

/** All that this reader may see after `from` up to `to`, in order. */
export const frame = z.object({ stream: streamName, from: position, to: position, events: z.array(envelope) });
export type Frame = z.output<typeof frame>;

/** Rights have changed: every hub process works the named people's rooms out again, within a second. */
export const rightsChanged = event('hub.rights.changed.v1', {
  summary: 'Rights of people or credentials changed; sockets that depend on them are narrowed, widened or closed.',
  stream: 'rights', audience: ['system'],
  data: z.object({
    /** `person:<id>`, `session:<id>`, `key:<id>` or an object as `meeting:<id>`: whose sockets are looked at again. */
    subjects: z.array(z.string()).min(1).max(500),
    reason: z.enum(['session_ended', 'key_revoked', 'standing_changed']),
  }),
  example: { subjects: ['session:0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b'], reason: 'session_ended' },
});

/**
 * What a line can carry, said by its reader; it holds for the whole line until another is said. Signals of which only the newest of
 * each thing matters keep to it: what was logged goes first, always and at once, and they take the room that is left.
 */
export const link = z.strictObject({ bytesPerSecond: z.int().min(200).max(100_000_000) });
/** Message `stream.subscribe`: joins a stream, from `position` where one is given, else with a snapshot; with a `filter`, for the events that it lets through. `parts` names the members of the snapshot that are wanted: a bad line need not carry all of it. */
export const subscribe = z.strictObject({
  stream: streamName, position: position.optional(), filter: filter.optional(), link: link.optional(), parts: z.array(z.string().regex(/^[a-z][A-Za-z]{0,39}$/, 'the name of a member')).max(20).optional(),
});
/** Its answer: frames follow from `position` on. Not recovered: throw away what you had, take `snapshot` as the state at `position`. */
export const subscribed = z.object({ position, recovered: z.boolean(), snapshot: z.unknown().optional() });
/** Message `stream.unsubscribe`. */
export const unsubscribe = z.strictObject({ stream: streamName });
/** Message `stream.drop`: a right ended. Drop what you hold of these audiences; null: of the whole stream, which you no longer read. */
export const drop = z.object({ stream: streamName, audiences: z.array(z.string()).nullable() });
/** Message `stream.gain`: a right began. Subscribe again without a position to see what it shows of the past. */
export const gain = z.object({ stream: streamName, audiences: z.array(z.string()) });
/** Message `closing`: the line is about to be closed; `retryWithin` is the span in seconds over which to spread the return. */
export const closing = z.object({ code: z.string(), then: z.enum(['resume', 'sign_in', 'stop']), retryWithin: z.number().nonnegative() });
/** Message `signal`: worth nothing a second later. `room` is the stream that it belongs to. */
export const signalMessage = z.object({ room: streamName, type: z.string(), data: z.unknown() });

/** A position, or the beginning of what is kept. */
export const place = z.string().max(40).regex(/^(earliest|[a-z0-9]{6,16}\.(0|[1-9]\d{0,17}))$/, 'a position <epoch>.<offset>, or earliest');
/** The search fields of the doors that read a stream over HTTP. */
export const reading = z.strictObject({
  /** Answer what comes after it. */
  after: place.optional(),
  /** The twin of the header `Last-Event-ID`, which wins. */
  last_event_id: place.optional(),
  /** Events of one page. */
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** Seconds to wait for an event when there is none yet. */
  wait: z.coerce.number().min(0).max(55).default(0),
  ...filterFields,
});
