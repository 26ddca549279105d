import { events } from '#contracts';
import type { Principal } from '#kernel';
import { formatPosition, type FeedEvent } from '#log';
import { allowedPayload, type Payload } from '../message/allowed-payload.js';
import type { OwnerRights } from './owner-rights.js';
import { digestOf } from './plan-delivery.js';
import type { Reader } from './readers.js';

/** Deliveries that are planned before they are written down: a page of the feed may go to very many subscriptions. */
const MOST = 2_000;

/** A delivery that is to be written down. */
export interface NewDelivery {
  readonly subscriptionId: string;
  readonly sequence: number;
  readonly event: FeedEvent;
  readonly epoch: string;
  readonly payload: Payload;
  readonly digest: Buffer;
}

/** How far readers have come with a part of a page, and what they get of it. */
export interface Plan {
  /** The number in the feed that this part ends with. */
  readonly position: number;
  readonly deliveries: readonly NewDelivery[];
  /** Of those who get something: their newest delivery. */
  readonly ends: ReadonlyMap<string, { readonly sequence: number; readonly digest: Buffer }>;
}

/** Works out who gets which events. What of a page is read is asked once for an owner and a stream, however many subscriptions there are. */
export class PagePlanner {
  private readonly owners = new Map<string, Principal | null>();
  private readonly visible = new Map<string, ReadonlySet<string>>();
  /** Owners who may read nothing any more, although a subscription of theirs wants an event. */
  readonly gone = new Set<string>();

  constructor(private readonly rights: OwnerRights, private readonly epoch: string) {}

  /** The page in parts, each to be written down before the next is planned. Readers are looked at as they are then. */
  async *plans(page: readonly FeedEvent[], readers: () => readonly Reader[]): AsyncGenerator<Plan> {
    let ends = new Map<string, { sequence: number; digest: Buffer }>();
    let deliveries: NewDelivery[] = [];
    let reading = readers();
    for (const event of page) {
      for (const reader of reading) {
        if (reader.position >= event.seq || !wants(reader, event) || !(await this.maySee(reader, event))) continue;
        const before = ends.get(reader.id) ?? reader;
        const payload = allowedPayload(event.envelope.type, reader.payload);
        const sequence = before.sequence + 1;
        const digest = digestOf(reader, sequence, { event: event.envelope, payload, feedPosition: formatPosition(this.epoch, event.seq) }, before.digest);
        ends.set(reader.id, { sequence, digest });
        deliveries.push({ subscriptionId: reader.id, sequence, event, epoch: this.epoch, payload, digest });
      }
      if (deliveries.length < MOST) continue;
      yield { position: event.seq, deliveries, ends };
      [ends, deliveries, reading] = [new Map(), [], readers()];
    }
    yield { position: page.at(-1)?.seq ?? 0, deliveries, ends };
  }

  private async maySee(reader: Reader, event: FeedEvent): Promise<boolean> {
    let owner = this.owners.get(reader.ownerId);
    if (owner === undefined) this.owners.set(reader.ownerId, (owner = await this.rights.of(reader.ownerId)));
    if (owner === null) {
      this.gone.add(reader.id);
      return false;
    }
    const key = `${reader.ownerId} ${event.stream}`;
    let labels = this.visible.get(key);
    if (labels === undefined) this.visible.set(key, (labels = await this.rights.labels(owner, event.stream)));
    return event.audience.some((label) => labels.has(label));
  }
}

/** A test goes to the subscription that it tests, whatever its filter. */
function wants(reader: Reader, { envelope }: FeedEvent): boolean {
  return reader.wants(envelope) || (envelope.type === events.subscriptionTested.name && envelope.stream === `subscription:${reader.id}`);
}
