import type { Envelope } from '../stream.js';

/** The origin of all events of a hub, as a URI reference relative to the hub that sent it. */
export const SOURCE = '/hub';

/** The CloudEvents attributes of an event, as filters see them and as webhooks carry them. Absent ones match nothing. */
export function attributesOf(event: Envelope): Readonly<Record<string, string | undefined>> {
  const { institutionId, countryCode, severity } = event.data;
  return {
    id: event.id, source: SOURCE, specversion: '1.0', type: event.type, subject: event.stream, time: event.time, partitionkey: event.stream,
    actor: event.actor, institution: text(institutionId), country: text(countryCode), severity: text(severity),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
