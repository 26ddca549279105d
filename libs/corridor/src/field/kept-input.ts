import { corridor } from '#contracts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Commands whose words are for fewer people than those who settle what the field brought: starred items and their notes, and
 * the numbers of licences. Of these only what names the thing is kept when it is not accepted; the device has the rest.
 */
const NAMED: Readonly<Record<string, (input: Json) => Json>> = {
  [corridor.addToTally.name]: ({ encounters }) => ({ encounterIds: Array.isArray(encounters) ? encounters.map(encounterId) : [] }),
  [corridor.correctTally.name]: ({ encounter }) => ({ encounterIds: [encounterId(encounter)] }),
  [corridor.submitReport.name]: ({ day, form, source, replaces }) => only({ day, form, source, replaces }),
  [corridor.enterCredential.name]: ({ personId, profession, hostCountry }) => only({ personId, profession, hostCountry }),
};

/** A name of that kind that is none: a device may be older or newer than the hub. */
const GUARDED = /^corridor\.(tally|report|restricted|credential|licence)\b/;

/** What is kept of the input of an operation that was not accepted. */
export function keptInput(command: string, input: Json): Json {
  const named = NAMED[command] ?? (GUARDED.test(command) ? () => ({}) : undefined);
  return named === undefined ? input : { ...only({ deploymentId: input['deploymentId'], corridorId: input['corridorId'] }), ...named(input) };
}

function encounterId(encounter: unknown): unknown {
  return only({ id: (encounter as { encounterId?: unknown } | null)?.encounterId })['id'] ?? null;
}

/** Words of the forms, ids, days and numbers; nothing that somebody could have written in their place. */
function only(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'number' || (typeof value === 'string' && /^[A-Za-z0-9_-]{1,36}$/.test(value))));
}
