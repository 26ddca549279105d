import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { BridgeAddress } from './address.js';
import { CLOUD_EVENT, type Bridge, type BridgeMessage } from './bridge.js';

/** How long (ms) a broker may take to let the hub in, and for all replicas in sync to have what was sent. */
const PATIENCE = 5_000;
const ALL_REPLICAS = -1;

/**
 * Hands events to a Kafka topic, keyed by their stream: a stream's events are in one partition, in order. A batch that is
 * sent again after a fault may leave some of them twice; readers know them by `id`. The topic is made by its operator.
 */
export class KafkaBridge implements Bridge {
  private constructor(private readonly producer: Producer, private readonly topic: string) {}

  static async open({ servers, tls, login, target }: BridgeAddress): Promise<KafkaBridge> {
    const kafka = new Kafka({
      clientId: 'corridor-hub', brokers: [...servers], ssl: tls, connectionTimeout: PATIENCE, requestTimeout: PATIENCE,
      ...(login === null ? {} : { sasl: { mechanism: 'plain', username: login.user, password: login.password } }),
      // Who follows the feed tries again and says so, once.
      retry: { retries: 0 }, logLevel: logLevel.NOTHING,
    });
    // The partitioner of Kafka's own Java clients, so that others who write by the same keys meet them in the same partitions.
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false, retry: { retries: 0 } });
    await producer.connect();
    return new KafkaBridge(producer, target);
  }

  async publish(messages: readonly BridgeMessage[]): Promise<void> {
    await this.producer.send({
      topic: this.topic, acks: ALL_REPLICAS, timeout: PATIENCE,
      messages: messages.map(({ stream, body, traceparent }) => ({
        key: stream, value: body, headers: { 'content-type': CLOUD_EVENT, ...(traceparent === undefined ? {} : { traceparent }) },
      })),
    });
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
  }
}
