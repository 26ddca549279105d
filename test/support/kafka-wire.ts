import type { Held } from './broker.js';

/** Reads the primitive types of Kafka's protocol. */
export class KafkaReader {
  private at = 0;

  constructor(private readonly from: Buffer) {}

  int8(): number { return this.from.readInt8(this.step(1)); }
  int16(): number { return this.from.readInt16BE(this.step(2)); }
  int32(): number { return this.from.readInt32BE(this.step(4)); }
  uint32(): number { return this.from.readUInt32BE(this.step(4)); }
  int64(): number { return Number(this.from.readBigInt64BE(this.step(8))); }
  rest(): Buffer { return this.from.subarray(this.at); }

  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.take(length).toString('utf8');
  }

  bytes(): Buffer {
    return this.take(this.int32());
  }

  /** A number of the record format: zigzag, seven bits a byte. */
  varint(): number {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = this.from.readUInt8(this.step(1));
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte > 127);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Bytes behind a number of the record format; null where it is -1. */
  field(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.take(length);
  }

  private take(length: number): Buffer {
    const at = this.step(length);
    return this.from.subarray(at, at + length);
  }

  private step(length: number): number {
    this.at += length;
    return this.at - length;
  }
}

/** Writes them. */
export class KafkaWriter {
  private readonly parts: Buffer[] = [];

  int8(value: number): this { return this.put(1, (into) => into.writeInt8(value)); }
  int16(value: number): this { return this.put(2, (into) => into.writeInt16BE(value)); }
  int32(value: number): this { return this.put(4, (into) => into.writeInt32BE(value)); }
  int64(value: number): this { return this.put(8, (into) => into.writeBigInt64BE(BigInt(value))); }

  string(value: string | null): this {
    if (value === null) return this.int16(-1);
    this.int16(Buffer.byteLength(value));
    this.parts.push(Buffer.from(value));
    return this;
  }

  framed(): Buffer {
    const body = Buffer.concat(this.parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length);
    return Buffer.concat([length, body]);
  }

  private put(length: number, write: (into: Buffer) => void): this {
    const into = Buffer.alloc(length);
    write(into);
    this.parts.push(into);
    return this;
  }
}

/** The records of a batch in the format with magic 2. @throws Error when its CRC is not that of its bytes */
export function readBatch(bytes: Buffer): Held[] {
  const batch = new KafkaReader(bytes);
  batch.int64();
  batch.int32();
  batch.int32();
  if (batch.int8() !== 2) throw new Error('a batch of an old format');
  if (batch.uint32() !== crc32c(batch.rest())) throw new Error('the CRC of a batch is wrong');
  // Attributes, last offset, first and last time, producer: nothing of them is looked at.
  batch.int16();
  batch.int32();
  for (let at = 0; at < 3; at += 1) batch.int64();
  batch.int16();
  batch.int32();
  return Array.from({ length: batch.int32() }, () => readRecord(new KafkaReader(batch.field() ?? Buffer.alloc(0))));
}

function readRecord(record: KafkaReader): Held {
  record.int8();
  record.varint();
  record.varint();
  const [key, body] = [record.field(), record.field()];
  const headers: Record<string, string> = {};
  for (let left = record.varint(); left > 0; left -= 1) {
    const name = String(record.field());
    headers[name] = String(record.field());
  }
  return { key: String(key), headers, body: String(body) };
}

/** CRC-32C (Castagnoli), bit by bit. */
function crc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
