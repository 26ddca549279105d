import { JetStreamApiCodes, JetStreamApiError, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, headers, nanos, type NatsConnection } from '@nats-io/transport-node';
import type { BridgeAddress } from './address.js';
import { CLOUD_EVENT, type Bridge, type BridgeMessage } from './bridge.js';

/** How long (ms) the server may take to let the hub in, and to acknowledge. */
const PATIENCE = 5_000;
/** Of a stream that the hub makes itself: events are kept so long, */
const KEPT = 30 * 24 * 3_600_000;
/** and what comes twice within this time is dropped. It spans a restart of either side. */
const DUPLICATES = 10 * 60_000;

/** Subjects of the events: `hub.<kind>.<id>.<type>`, as `hub.meeting.0198….council.poll.opened.v1`. */
export function subjectOf({ stream, type }: Pick<BridgeMessage, 'stream' | 'type'>): string {
  const [kind, id = '-'] = stream.split(':');
  return `hub.${kind}.${id}.${type}`;
}

/** Hands events to NATS JetStream. The server drops what comes twice by `Nats-Msg-Id`. */
export class NatsBridge implements Bridge {
  private constructor(private readonly line: NatsConnection, private readonly stream: JetStreamClient, private readonly target: string) {}

  /** Makes the stream where there is none; one that is there stays as it is. */
  static async open({ servers, tls, login, target }: BridgeAddress): Promise<NatsBridge> {
    // A line that breaks is not mended beneath the bridge: what it had taken on would be sent out of order.
    const line = await connect({ servers: [...servers], name: 'corridor-hub bridge', reconnect: false, timeout: PATIENCE, ...(tls ? { tls: {} } : {}), ...(login === null ? {} : { user: login.user, pass: login.password }) });
    try {
      await makeStream(await jetstreamManager(line, { timeout: PATIENCE }), target);
      return new NatsBridge(line, jetstream(line, { timeout: PATIENCE }), target);
    } catch (fault) {
      await line.close();
      throw fault;
    }
  }

  /** One stream's events wait for each other, streams do not: whichever message fails, none behind it in its stream was sent. */
  async publish(messages: readonly BridgeMessage[]): Promise<void> {
    const lanes = new Map<string, BridgeMessage[]>();
    for (const message of messages) lanes.set(message.stream, [...(lanes.get(message.stream) ?? []), message]);
    const ended = await Promise.allSettled([...lanes.values()].map(async (lane) => {
      for (const message of lane) await this.publishOne(message);
    }));
    for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  }

  async close(): Promise<void> {
    await this.line.close();
  }

  private async publishOne(message: BridgeMessage): Promise<void> {
    const fields = headers();
    fields.set('Content-Type', CLOUD_EVENT);
    if (message.traceparent !== undefined) fields.set('traceparent', message.traceparent);
    await this.stream.publish(subjectOf(message), message.body, { msgID: message.id, headers: fields, timeout: PATIENCE, expect: { streamName: this.target } });
  }
}

async function makeStream(manager: JetStreamManager, name: string): Promise<void> {
  try {
    await manager.streams.info(name);
  } catch (fault) {
    if (!(fault instanceof JetStreamApiError) || fault.code !== JetStreamApiCodes.StreamNotFound) throw fault;
    await manager.streams.add({ name, subjects: ['hub.>'], max_age: nanos(KEPT), duplicate_window: nanos(DUPLICATES) });
  }
}
