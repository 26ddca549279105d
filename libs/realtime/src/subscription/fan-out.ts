import { Injectable } from '@nestjs/common';
import type { StreamPass } from '#log';
import type { HubNamespace, HubSocket } from '../line/hub-socket.js';
import { frameOf, framesFor, runsOf, type LocalReader, type Run } from './frames.js';

export function roomOf(stream: string, label: string): string {
  return `${stream}/${label}`;
}

/** The room of the lines that read a stream through filters. Signals go to it; frames do not, since each of its lines gets its own. */
export function filteredRoom(stream: string): string {
  return `${stream} filtered`;
}

/**
 * Hands what one pass of the tailer read to the rooms. Every line that reads a stream unfiltered is in the room of the stream, and in
 * one room for each label that it may read; a run of events goes out as one frame, encoded once, shared by all who get it.
 */
@Injectable()
export class FanOut {
  private namespace: HubNamespace | undefined;
  private readonly local = new Map<string, Set<LocalReader>>();

  attach(namespace: HubNamespace): void {
    this.namespace = namespace;
  }

  addLocal(stream: string, reader: LocalReader): void {
    this.local.set(stream, (this.local.get(stream) ?? new Set()).add(reader));
  }

  removeLocal(stream: string, reader: LocalReader): void {
    const readers = this.local.get(stream);
    readers?.delete(reader);
    if (readers?.size === 0) this.local.delete(stream);
  }

  deliver(passes: readonly StreamPass[]): void {
    for (const pass of passes) {
      for (const reader of this.local.get(pass.stream) ?? []) framesFor(reader, pass).forEach((frame) => reader.push(frame));
      if (this.sizeOf(pass.stream) > 0) runsOf(pass).forEach((run) => this.emit(pass, run));
    }
  }

  /** Sends a signal to all who read a stream; a line that is busy may miss it. */
  signal(stream: string, message: unknown): void {
    this.namespace?.volatile.to([stream, filteredRoom(stream)]).emit('signal', message);
  }

  /** The lines of this process that read a stream by one of these labels, with a filter or without. */
  readers(stream: string, audience: readonly string[]): HubSocket[] {
    const found = new Set<HubSocket>();
    const rooms = this.namespace?.adapter.rooms;
    for (const room of [...audience.map((label) => roomOf(stream, label)), filteredRoom(stream)]) {
      for (const id of rooms?.get(room) ?? []) {
        const line = this.namespace?.sockets.get(id);
        const labels = line?.data.streams.get(stream);
        if (line !== undefined && audience.some((label) => labels?.has(label))) found.add(line);
      }
    }
    return [...found];
  }

  /** Sends one message, encoded once, to these lines. */
  sendTo(lines: readonly HubSocket[], name: string, message: unknown): void {
    if (lines.length > 0) this.namespace?.to(lines.map(({ id }) => id)).emit(name, message);
  }

  /** The run goes to those who may see it; to all others of the stream goes a frame that covers it and shows nothing. */
  private emit(pass: StreamPass, run: Run): void {
    const rooms = run.audience.map((label) => roomOf(pass.stream, label));
    const to = run.from + run.events.length;
    const seeing = this.sizeOfUnion(rooms);
    if (seeing > 0) this.namespace?.to(rooms).emit('events', frameOf(pass.stream, pass.epoch, run.from, to, run.events));
    if (seeing < this.sizeOf(pass.stream)) this.namespace?.to(pass.stream).except(rooms).emit('events', frameOf(pass.stream, pass.epoch, run.from, to, []));
  }

  private sizeOf(room: string): number {
    return this.namespace?.adapter.rooms.get(room)?.size ?? 0;
  }

  private sizeOfUnion(rooms: readonly string[]): number {
    const [first] = rooms;
    if (rooms.length === 1 && first !== undefined) return this.sizeOf(first);
    const union = new Set<string>();
    for (const room of rooms) this.namespace?.adapter.rooms.get(room)?.forEach((id) => union.add(id));
    return union.size;
  }
}
