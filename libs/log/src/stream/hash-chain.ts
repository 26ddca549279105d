import { createHash, hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** What of an event its hash covers. Stream and order come in by the chain. */
export interface Body {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  /** UTC, in milliseconds: `2026-11-22T09:00:00.000Z`. */
  readonly time: string;
  readonly actor: string;
  readonly audience: readonly string[];
  readonly data: unknown;
  /** Hexadecimal commitment to words of people; null when there are none. */
  readonly personal: string | null;
}

/** The hash before a stream's first event. `origin` is the epoch that it was born with. */
export function genesisHash(stream: string, origin: string): Buffer {
  return createHash('sha256').update(`corridor-hub:${stream}:${origin}`).digest();
}

/** SHA-256 of an event's canonical form, in hexadecimal. `data` may be given as its canonical text, which is then not written again. */
export function bodyHash(body: Body, data: string = canonicalJson(body.data)): string {
  // The members stand in canonical order: actor, audience, data, id, personal, stream, time, type.
  const text = `{"actor":${JSON.stringify(body.actor)},"audience":${JSON.stringify(body.audience)},"data":${data},"id":${JSON.stringify(body.id)},`
    + `"personal":${JSON.stringify(body.personal)},"stream":${JSON.stringify(body.stream)},"time":${JSON.stringify(body.time)},"type":${JSON.stringify(body.type)}}`;
  return hash('sha256', text);
}

/** The hash of the event at `offset`: covers the event and, through `previous`, all before it. */
export function chainHash(previous: Buffer, offset: number, body: string): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(offset));
  return createHash('sha256').update(previous).update(place).update(body, 'hex').digest();
}

/** What stands in the chain for words of people. Without the salt nobody can try out what the words were. */
export function commitment(salt: Buffer, words: string): Buffer {
  return createHash('sha256').update(salt).update(words).digest();
}
