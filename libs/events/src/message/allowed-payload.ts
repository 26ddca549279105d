import { catalogue, type DataClass } from '#contracts';

export type Payload = 'empty' | 'id' | 'full';

/**
 * How much of an event of a class may leave the hub, at most. Words of people and what is known of their health stay
 * behind an authorised read, whatever a subscription asks for.
 */
const MOST: Readonly<Record<DataClass, Payload>> = { public: 'full', alliance: 'full', personal: 'id', health: 'empty' };
const LESS_FIRST: readonly Payload[] = ['empty', 'id', 'full'];

/** The class of a type's data; of a type that is not declared any more, the one that shows least. */
export function dataClassOf(type: string): DataClass {
  const contract = catalogue.get(type);
  return contract?.kind === 'event' ? contract.dataClass : 'health';
}

/** What of an event of this type leaves the hub, where a subscription asks for `wanted`. */
export function allowedPayload(type: string, wanted: Payload): Payload {
  return lessPayload(wanted, MOST[dataClassOf(type)]);
}

/** The one of two that shows less. */
export function lessPayload(one: Payload, other: Payload): Payload {
  return LESS_FIRST.indexOf(one) < LESS_FIRST.indexOf(other) ? one : other;
}
