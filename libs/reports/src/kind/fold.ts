import type { Data, HubEvent, stream } from '#contracts';
import type { Gathering } from '../document/report-kind.js';

type Envelope = stream.Envelope;

/** What one type of event does to the state of a fold. */
export interface Case {
  readonly type: string;
  readonly apply: (event: Envelope) => void;
}

export function on<E extends HubEvent>(event: E, apply: (data: Data<E>, event: Envelope) => void): Case {
  return { type: event.name, apply: (told) => { apply(told.data as Data<E>, told); } };
}

/**
 * Goes through the events of the range in the order of the feed. What happened after the window is left out, unless `until` is
 * `range`: then what was told later counts too, as a correction does. With `since`, what happened before that instant is left out.
 * @returns when the last of them happened
 */
export async function fold(gathering: Pick<Gathering, 'events' | 'window'>, cases: readonly Case[], { streams, since, until = 'window' }: { streams?: readonly string[]; since?: Date; until?: 'window' | 'range' } = {}): Promise<string | null> {
  const byType = new Map(cases.map((one) => [one.type, one]));
  const end = until === 'window' && gathering.window !== null ? gathering.window.to.toISOString() : null;
  let last: string | null = null;
  for await (const event of gathering.events([...byType.keys()], streams, since)) {
    if (end !== null && event.time >= end) continue;
    byType.get(event.type)?.apply(event);
    last = event.time;
  }
  return last;
}
