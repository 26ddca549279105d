import type { filter, stream as contract } from '#contracts';
import { formatPosition, type LogEvent, type StreamPass } from '#log';

/** Events in one frame at the most. */
const FRAME_EVENTS = 256;

/** What of a stream a reader gets: of the events that it may see those that it wants; null: all. */
export interface Sieve {
  readonly labels: ReadonlySet<string>;
  readonly wanted: filter.Wanted | null;
}

/** A reader whose frames are its own: a Server-Sent Events response, or a socket with a filter. */
export interface LocalReader extends Sieve {
  push(frame: contract.Frame): void;
}

/** True when a reader of these labels may see the event. */
export function maySee(labels: ReadonlySet<string>, event: LogEvent): boolean {
  return event.audience.some((label) => labels.has(label));
}

/** A frame that covers offsets `from` (exclusive) to `to` (inclusive) and holds these events of them. */
export function frameOf(stream: string, epoch: string, from: number, to: number, events: readonly LogEvent[]): contract.Frame {
  return { stream, from: formatPosition(epoch, from), to: formatPosition(epoch, to), events: events.map((event) => event.envelope) };
}

/** True when the event comes through. */
export function passes({ labels, wanted }: Sieve, event: LogEvent): boolean {
  return maySee(labels, event) && (wanted === null || wanted(event.envelope));
}

/** The frames that bring a reader from `from` to `to`, given all events between. What is hidden or not wanted leaves no gap: the frames cover it. */
export function framesFor(sieve: Sieve, pass: StreamPass): contract.Frame[] {
  const frames: contract.Frame[] = [];
  for (let at = 0; at < pass.events.length; at += FRAME_EVENTS) {
    const part = pass.events.slice(at, at + FRAME_EVENTS);
    frames.push(frameOf(pass.stream, pass.epoch, pass.from + at, pass.from + at + part.length, part.filter((event) => passes(sieve, event))));
  }
  return frames;
}

/** A run of neighbouring events with one and the same audience. */
export interface Run {
  readonly audience: readonly string[];
  readonly from: number;
  readonly events: readonly LogEvent[];
}

/** Cuts a pass where the audience changes, so that every reader sees the order of offsets. */
export function runsOf(pass: StreamPass): Run[] {
  const runs: { audience: readonly string[]; from: number; events: LogEvent[] }[] = [];
  for (const event of pass.events) {
    const last = runs.at(-1);
    if (last !== undefined && sameLabels(last.audience, event.audience) && last.events.length < FRAME_EVENTS) last.events.push(event);
    else runs.push({ audience: event.audience, from: event.offset - 1, events: [event] });
  }
  return runs;
}

function sameLabels(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((label, at) => label === b[at]);
}
