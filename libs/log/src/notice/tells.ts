import 'reflect-metadata';
import type { EntityManager } from 'typeorm';
import type { Facts, HubEvent, Notice, stream } from '#contracts';

const TELLS = 'hub:tells';
const HOLDS = 'hub:holds';

/** An appointment that goes with a notice, so that it stands in the calendars of those who are told. */
export interface Appointment {
  /** Names it for good: a later one of the same uid changes it. */
  readonly uid: string;
  readonly method: 'request' | 'cancel';
  /** Wall time and IANA zone, for a future appointment moves with the rules of its zone. */
  readonly start: string;
  readonly zone: string;
  readonly minutes: number;
  readonly title: string;
}

/** Who is told what because of an event. */
export interface Telling {
  readonly notice: Notice;
  /** Each person is told once for each notice and key. */
  readonly key: string;
  /** The thing that it is about, `meeting:<id>`: messages link to it, and each person must still be able to see it. */
  readonly about: string;
  readonly to: readonly string[];
  /** People to be told one after the other, when nobody has acknowledged it before. */
  readonly chain?: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Not before this instant (a reminder); at once without it. */
  readonly at?: Date;
  /** Worth nothing from this instant on. */
  readonly until?: Date;
  /** What gathers notices into one digest; the notice's name and `about` without it. */
  readonly digestKey?: string;
  readonly appointment?: Appointment;
}

/** What was to be told later is not told after all. */
export interface Withdrawal {
  readonly notice: Notice;
  readonly key: string;
  readonly withdrawn: true;
}

/** Says whom an event concerns. It is asked in the order of the feed, by the hub itself, who sees every row. */
export type Teller = (event: stream.Envelope, db: EntityManager) => Promise<readonly (Telling | Withdrawal)[]>;
/** Whether what is to be told to a person is still so; asked right before it is sent. */
export type Holder = (told: { readonly about: string; readonly key: string; readonly personId: string; readonly facts: Readonly<Record<string, unknown>> }, db: EntityManager) => Promise<boolean>;

/** Makes a telling whose facts are those of its notice. */
export function telling<N extends Notice>(notice: N, told: Omit<Telling, 'notice' | 'facts'> & { readonly facts: Facts<N> }): Telling {
  return { ...told, notice };
}

export function withdrawal(notice: Notice, key: string): Withdrawal {
  return { notice, key, withdrawn: true };
}

/** Marks a method that says whom an event concerns: `@Tells(council.meetingMoved) async convened(event: Envelope, db: EntityManager)`. */
export function Tells(event: HubEvent) {
  return <T extends Teller>(prototype: object, method: string, _descriptor: TypedPropertyDescriptor<T>): void => {
    Reflect.defineMetadata(TELLS, [...eventsTold(prototype, method), event.name], prototype, method);
  };
}

/** Marks a method that says whether a notice still holds. A notice without one holds. */
export function Holds(notice: Notice) {
  return <H extends Holder>(prototype: object, method: string, _descriptor: TypedPropertyDescriptor<H>): void => {
    Reflect.defineMetadata(HOLDS, [...noticesHeld(prototype, method), notice.name], prototype, method);
  };
}

/** The names of the events of which a method says whom they concern. */
export function eventsTold(prototype: object, method: string): readonly string[] {
  return (Reflect.getMetadata(TELLS, prototype, method) as string[] | undefined) ?? [];
}

/** The names of the notices of which a method says whether they still hold. */
export function noticesHeld(prototype: object, method: string): readonly string[] {
  return (Reflect.getMetadata(HOLDS, prototype, method) as string[] | undefined) ?? [];
}
