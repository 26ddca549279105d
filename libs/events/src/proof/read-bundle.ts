import { z } from 'zod';
import { canonicalJson } from '#log/offline';
import { entryOf, numbered, type Told } from '../fhir/notification.js';
import { CHAIN, type Shown } from '../fhir/resources.js';
import { dataDigest } from './chain.js';
import { hexDigest, type Received } from './received.js';

// Members that are not named here stay: all of them are compared with what a hub writes.
const { looseObject: loose, array, string } = z;
const extension = loose({ url: string(), extension: array(loose({ url: string(), valueString: string() })) });
const told = loose({
  eventNumber: string().regex(/^\d{1,15}$/), timestamp: string().optional(), extension: array(extension).optional(),
  focus: loose({ reference: string(), display: string() }).optional(),
});
const status = loose({ resourceType: z.literal('SubscriptionStatus'), subscription: loose({ reference: string() }), notificationEvent: array(told).optional() });
const named = loose({ resource: loose({ extension: z.tuple([loose({ valueString: string() })]) }).optional() });
const bundle = loose({ type: z.literal('subscription-notification'), entry: z.tuple([loose({ resource: status })], named) });
/** What the chain says of an event. */
const chained = z.object({ feedposition: z.string(), subject: z.string().optional(), previousdigest: hexDigest, digest: hexDigest });

type Stated = z.output<typeof told>;
type Entry = z.output<typeof named>;

/**
 * Reads the events of a FHIR notification. One that states no place in the chain proves nothing and is passed over: what an
 * answer of `$events` shows in less detail than was sent; handshakes and heartbeats have none.
 * @throws ZodError when it is no notification of a hub
 */
export function readBundle(content: unknown, line: number): readonly Received[] {
  const [{ resource: { subscription, notificationEvent = [] } }, ...entries] = bundle.parse(content).entry;
  const slash = subscription.reference.lastIndexOf('/Subscription/');
  const base = slash < 0 ? null : subscription.reference.slice(0, slash);
  // Events that are named have an entry each, in their order.
  const read = notificationEvent.map((one) => toReceived(one, one.focus === undefined ? undefined : entries.shift(), base, line));
  if (entries.length > 0) throw new Error('there are entries of no event');
  return read.flatMap((one) => one ?? []);
}

function toReceived(stated: Stated, entry: Entry | undefined, base: string | null, line: number): Received | null {
  const { eventNumber, timestamp: time = '', focus, extension: extensions = [] } = stated;
  const parts = extensions.find(({ url }) => url === CHAIN)?.extension;
  if (parts === undefined) return null;
  const { feedposition, subject, previousdigest, digest } = chained.parse(Object.fromEntries(parts.map(({ url, valueString }) => [url, valueString])));
  const text = entry?.resource?.extension[0].valueString;
  const data = text === undefined ? {} : JSON.parse(text) as Shown['data'];
  const id = focus?.reference.slice(focus.reference.lastIndexOf('/') + 1) ?? '';
  const one: Told = {
    sequence: Number(eventNumber), payload: focus === undefined ? 'empty' : text === undefined ? 'id' : 'full',
    event: { id, type: focus?.display ?? '', stream: subject ?? '', time, data },
    chain: { feedPosition: feedposition, previous: Buffer.from(previousdigest, 'hex'), digest: Buffer.from(digest, 'hex') },
  };
  // A notification says the same in several places. What is not, to the letter, what a hub makes of these facts gives another digest.
  const stands = canonicalJson([stated, ...(entry === undefined ? [] : [entry])]);
  const genuine = stands === canonicalJson([numbered(one, base), ...entryOf(one, base)]);
  const own = text === undefined ? null : dataDigest(data);
  return {
    line, previous: previousdigest, digest,
    facts: {
      sequence: Number(eventNumber), time, position: feedposition, ...(focus === undefined ? { id: null, type: null } : { id, type: focus.display }),
      subject: subject ?? null, data: genuine ? own : dataDigest(stands), about: null,
    },
  };
}
