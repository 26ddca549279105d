import type { Writable } from 'node:stream';
import type { Namespace, Socket } from 'socket.io';
import { disconnects, type DisconnectCode } from '#contracts';
import type { Principal } from '#kernel';
import type { LocalReader } from '../subscription/frames.js';
import type { TokenBucket } from '../limit/token-bucket.js';
import type { Link } from './link.js';

type Messages = Record<string, (...args: never[]) => void>;

/** What the hub keeps of one line. */
export interface LineData {
  actor: Principal;
  /** How many changes of rights had been heard of when the actor was asked for. */
  rightsVersion: number;
  bucket: TokenBucket;
  /** Refusals because of the bucket, less what it let through; at `FLOOD` the line is cut. */
  refused: number;
  /** Streams that the line reads, each with the labels it reads of it. */
  streams: Map<string, ReadonlySet<string>>;
  /** Those of them that it reads through a filter. */
  filtered: Map<string, LocalReader>;
  /** Streams that are being opened for it, each as often as it asked. */
  opening: string[];
  /** Since when (monotonic milliseconds) something waits to be sent; 0 when nothing does. */
  stalledSince: number;
  closed: boolean;
  /** What its reader says it can carry; null: nothing was said. */
  link: Link | null;
}

export type HubSocket = Socket<Messages, Record<string, (...args: unknown[]) => void>, Messages, LineData>;
export type HubNamespace = Namespace<Messages, Record<string, (...args: unknown[]) => void>, Messages, LineData>;

/** A WebSocket that carries frames. */
const OPEN = 1;

/** What engine.io keeps of a connection beyond its public typing: the WebSocket itself. */
interface WebSocketLike {
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** The socket below it, which its typing keeps private. */
  readonly _socket: Writable | null;
  close(code: number, reason: string): void;
  terminate(): void;
}

export function webSocketOf(socket: HubSocket): WebSocketLike | undefined {
  return (socket.conn.transport as unknown as { socket?: WebSocketLike }).socket;
}

/** Whether nothing waits to be sent on the line. Engine.io's typing keeps what waits private. */
export function isFree(socket: HubSocket): boolean {
  const { transport, writeBuffer } = socket.conn as unknown as { readonly transport: { readonly writable: boolean }; readonly writeBuffer: readonly unknown[] };
  return transport.writable && writeBuffer.length === 0 && (webSocketOf(socket)?.bufferedAmount ?? 0) === 0;
}

/**
 * Writes bytes that are a whole WebSocket frame to a line for which nothing waits. What comes after them is written after
 * them, whichever way it takes. @returns whether it did; else it is engine.io's to send, which keeps what waits in order
 */
export function writeNow(socket: HubSocket, frame: Buffer): boolean {
  const webSocket = webSocketOf(socket);
  // What a line can carry is counted where engine.io tells of its packets.
  if (webSocket === undefined || webSocket.readyState !== OPEN || socket.data.link !== null || socket.conn.readyState !== 'open' || !isFree(socket)) return false;
  webSocket._socket?.write(frame);
  return true;
}

/** How long a client that was told to go may take to close its side. */
const LAST_WORDS = 1_000;

/**
 * Closes a line for good, saying why: in a `closing` message where the line still carries one, and as WebSocket close
 * code. `socket.disconnect(true)` would wait for a stalled reader to drain; this does not.
 * @param retryWithin seconds over which the clients spread their return
 */
export function closeLine(socket: HubSocket, code: DisconnectCode, retryWithin = 0): void {
  if (socket.data.closed) return;
  socket.data.closed = true;
  const { wire, then } = disconnects[code];
  socket.emit('closing', { code, then, retryWithin });
  const webSocket = webSocketOf(socket);
  // The message above leaves in this turn unless the line is stalled, so the close follows in the next one.
  setImmediate(() => {
    webSocket?.close(wire, code);
    socket.conn.close(true);
    setTimeout(() => webSocket?.terminate(), LAST_WORDS).unref();
  });
}
