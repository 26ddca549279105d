import type { Envelope } from '../stream.js';

/** The origin of all events of a hub, as a URI reference relative to the hub that sent it. */
export const SOURCE = '/hub';

type Read = (event: Envelope) => string | undefined;

/** How each CloudEvents attribute is read off an event. */
const ATTRIBUTES: Readonly<Record<string, Read>> = {
  id: (event) => event.id,
  source: () => SOURCE,
  specversion: () => '1.0',
  type: (event) => event.type,
  subject: (event) => event.stream,
  time: (event) => event.time,
  partitionkey: (event) => event.stream,
  actor: (event) => event.actor,
  institution: (event) => text(event.data['institutionId']),
  country: (event) => text(event.data['countryCode']),
  severity: (event) => text(event.data['severity']),
};

const absent: Read = () => undefined;

/** Reads one attribute by its name, fast; one that no event has is always absent. */
export function attribute(name: string): Read {
  return Object.hasOwn(ATTRIBUTES, name) ? (ATTRIBUTES[name] ?? absent) : absent;
}

/** The CloudEvents attributes of an event, as filters see them and as webhooks carry them. Absent ones match nothing. */
export function attributesOf(event: Envelope): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(ATTRIBUTES).map(([name, read]) => [name, read(event)]));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
