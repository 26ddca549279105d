import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import { webSocketOf, type HubSocket } from './hub-socket.js';
import { Lines } from './lines.js';

const maxPackets = setting('HUB_BACKLOG_PACKETS', z.coerce.number().int().min(10).default(1_000), 'packets that may wait for one slow reader before its line is cut (it resumes)');
const maxBytes = setting('HUB_BACKLOG_BYTES', z.coerce.number().int().min(65_536).default(1_048_576), 'bytes that may wait for one slow reader before its line is cut (it resumes)');
const maxSeconds = setting('HUB_BACKLOG_SECONDS', z.coerce.number().min(1).default(10), 'seconds that a reader may leave its line undrained before it is cut (it resumes)');

const SWEEP = 250;

/** Events are never dropped; a reader that is too slow is cut instead, with a code that says "resume". */
@Injectable()
export class Backlog implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly lines: Lines) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.sweep(performance.now()), SWEEP).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private sweep(now: number): void {
    for (const socket of this.lines.all()) {
      if (!socket.data.closed && this.isTooSlow(socket, now)) this.lines.close(socket, 'too_slow');
    }
  }

  /** Too slow is: too many packets, too many bytes, or nothing drained for too long. */
  private isTooSlow(socket: HubSocket, now: number): boolean {
    const waiting = waitingOf(socket);
    const inTransport = webSocketOf(socket)?.bufferedAmount ?? 0;
    if (waiting.length === 0 && inTransport === 0) {
      socket.data.stalledSince = 0;
      return false;
    }
    if (socket.data.stalledSince === 0) socket.data.stalledSince = now;
    if (now - socket.data.stalledSince > maxSeconds.value * 1000 || waiting.length > maxPackets.value) return true;
    return inTransport + bytesOf(waiting) > maxBytes.value;
  }
}

interface Packet {
  readonly data?: unknown;
}

/** Packets that engine.io has not given to the WebSocket yet; its typing keeps them private. */
function waitingOf(socket: HubSocket): readonly Packet[] {
  return (socket.conn as unknown as { writeBuffer: readonly Packet[] }).writeBuffer;
}

/** Bytes of these packets. Broadcasts share one string, so this counts what would be sent. */
function bytesOf(packets: readonly Packet[]): number {
  let bytes = 0;
  for (const { data } of packets) bytes += typeof data === 'string' ? data.length : ((data as { byteLength?: number } | undefined)?.byteLength ?? 0);
  return bytes;
}
