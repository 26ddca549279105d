import { createServer, type Server, type Socket } from 'node:net';
import type { Held, TestBroker } from './broker.js';
import { freePort } from './free-port.js';
import { KafkaReader, KafkaWriter, readBatch } from './kafka-wire.js';

const PRODUCE = 0;
const METADATA = 3;
const API_VERSIONS = 18;
/** Of each request the one version that this broker speaks, and so the client with it. */
const SPOKEN: readonly (readonly [api: number, version: number])[] = [[PRODUCE, 3], [METADATA, 1], [API_VERSIONS, 0]];
const PARTITIONS = 3;
const NONE = 0;
const UNSUPPORTED_VERSION = 35;

/**
 * As much of a Kafka broker as a producer needs (ApiVersions, Metadata, Produce), for no broker can be had here: it
 * reads the requests off the wire by Kafka's protocol guide, checks each batch's CRC, and keeps what it is given.
 */
export class KafkaBroker implements TestBroker {
  readonly partitions: readonly Held[][] = Array.from({ length: PARTITIONS }, () => []);
  private server: Server | null = null;
  private readonly lines = new Set<Socket>();

  private constructor(private readonly port: number) {}

  static async start(): Promise<KafkaBroker> {
    const broker = new KafkaBroker(await freePort());
    await broker.start();
    return broker;
  }

  get url(): string {
    return `kafka://127.0.0.1:${this.port}/corridor-hub`;
  }

  async held(): Promise<readonly Held[]> {
    return this.partitions.flat();
  }

  async start(): Promise<void> {
    const server = createServer((line) => this.serve(line));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const line of this.lines) line.destroy();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  close(): Promise<void> {
    return this.kill();
  }

  private serve(line: Socket): void {
    this.lines.add(line);
    line.once('close', () => this.lines.delete(line)).on('error', () => undefined);
    let waiting = Buffer.alloc(0);
    line.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
        const end = 4 + waiting.readInt32BE(0);
        line.write(this.answer(new KafkaReader(waiting.subarray(4, end))));
        waiting = waiting.subarray(end);
      }
    });
  }

  private answer(request: KafkaReader): Buffer {
    const [api, version, correlation] = [request.int16(), request.int16(), request.int32()];
    request.string();
    const answer = new KafkaWriter().int32(correlation);
    const spoken = SPOKEN.some(([known, at]) => known === api && at === version);
    if (api === API_VERSIONS) this.tellVersions(answer, spoken);
    else if (!spoken) throw new Error(`this broker does not speak ${api} in version ${version}`);
    else if (api === METADATA) this.tellPlaces(answer);
    else this.take(request, answer);
    return answer.framed();
  }

  private tellVersions(answer: KafkaWriter, spoken: boolean): void {
    answer.int16(spoken ? NONE : UNSUPPORTED_VERSION).int32(SPOKEN.length);
    for (const [api, version] of SPOKEN) answer.int16(api).int16(version).int16(version);
  }

  private tellPlaces(answer: KafkaWriter): void {
    answer.int32(1).int32(0).string('127.0.0.1').int32(this.port).string(null).int32(0);
    answer.int32(1).int16(NONE).string('corridor-hub').int8(0).int32(PARTITIONS);
    for (let at = 0; at < PARTITIONS; at += 1) answer.int16(NONE).int32(at).int32(0).int32(1).int32(0).int32(1).int32(0);
  }

  private take(request: KafkaReader, answer: KafkaWriter): void {
    request.string();
    const acks = request.int16();
    if (acks !== -1) throw new Error(`acknowledged by ${acks} replicas only`);
    request.int32();
    const topics = request.int32();
    answer.int32(topics);
    for (let topic = 0; topic < topics; topic += 1) {
      answer.string(request.string());
      const parts = request.int32();
      answer.int32(parts);
      for (let part = 0; part < parts; part += 1) {
        const at = request.int32();
        const into = this.partitions[at] as Held[];
        answer.int32(at).int16(NONE).int64(into.length).int64(-1);
        into.push(...readBatch(request.bytes()));
      }
    }
    answer.int32(0);
  }
}
