import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { filter, type stream as contract } from '#contracts';
import { DomainError } from '#kernel';
import type { HubSocket } from '../line/hub-socket.js';
import { limitLine } from '../line/limit-line.js';
import { LineStreams } from '../subscription/line-streams.js';
import { Subscriptions } from '../subscription/subscriptions.js';

/** Streams that one line may read at once. */
const MAX_STREAMS = 100;

/** `stream.subscribe` and `stream.unsubscribe` over a socket. */
@Injectable()
export class SocketStreams {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly streams: LineStreams,
  ) {}

  /** Answers, sends the frames up to now and joins the live rooms in one turn: what comes after follows without a gap. */
  async subscribe(socket: HubSocket, input: z.output<typeof contract.subscribe>, acknowledge: (reply: unknown) => void): Promise<void> {
    const { stream } = input;
    const wanted = input.filter === undefined ? null : filter.compileFilter(input.filter);
    if (input.link !== undefined) limitLine(socket, input.link.bytesPerSecond);
    const { streams, opening: underWay } = socket.data;
    // Those that are still being opened count too.
    const taken = new Set([...streams.keys(), ...underWay]);
    if (taken.size >= MAX_STREAMS && !taken.has(stream)) {
      throw new DomainError('too_many_subscriptions', `A line reads ${MAX_STREAMS} streams at the most: leave one first.`);
    }
    underWay.push(stream);
    await this.subscriptions.open(socket.data.actor, { stream, since: input.position ?? null, wanted }, ({ frames, ...opening }, labels) => {
      if (socket.data.closed || socket.disconnected) return this.subscriptions.close(stream);
      // Subscribing again replaces the reading that there was.
      this.streams.narrow(socket, stream, null);
      acknowledge({ ok: true, data: { ...opening, ...partsOf(opening.snapshot, input.parts) } });
      frames.forEach((frame) => socket.emit('events', frame as never));
      this.streams.join(socket, stream, labels, wanted);
    }).finally(() => underWay.splice(underWay.indexOf(stream), 1));
  }

  unsubscribe(socket: HubSocket, stream: string): void {
    this.streams.narrow(socket, stream, null);
  }
}

/** Of the snapshot only what is wanted, where the reader says what that is. */
function partsOf(snapshot: unknown, parts: readonly string[] | undefined): { snapshot?: unknown } {
  if (parts === undefined || typeof snapshot !== 'object' || snapshot === null) return {};
  return { snapshot: Object.fromEntries(Object.entries(snapshot).filter(([name]) => parts.includes(name))) };
}
