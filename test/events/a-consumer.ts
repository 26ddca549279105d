import { z } from 'zod';
import { event, type stream } from '#contracts';
import { newId, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { startHub, type Answer, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { numbered } from './a-feed.js';

const declared = { stream: 'person', data: z.object({ n: z.int(), severity: z.string().optional() }), example: { n: 1 } };
export const noted = event('test.consumer.noted.v1', { ...declared, summary: 'Something that the person may know.', audience: ['self'] });
export const aside = event('test.consumer.aside.v1', { ...declared, summary: 'The same, of another type.', audience: ['self'] });
export const hidden = event('test.consumer.hidden.v1', { ...declared, summary: 'Something that nobody may know.', audience: ['nobody'] });
export const ours = { types: ['test.consumer.*'] };

export interface Message {
  readonly feedposition: string | null;
  readonly delivered: number;
  readonly ackToken: string;
  readonly event: stream.Envelope;
}
export interface Next {
  readonly messages: readonly Message[];
  readonly position: string;
  readonly ackPending: number;
  readonly missed: number;
}
export interface View {
  readonly id: string;
  readonly position: string;
  readonly ackFloor: string;
  readonly ackPending: number;
  readonly redelivered: number;
  readonly waiting: number;
  readonly parked: number;
  readonly lag: number;
  readonly missed: number;
}

/** The hub of this test file, somebody who administers it, and somebody who reads. */
export let hub: TestHub;
export let admin: Someone;
export let owner: Someone;

export async function openHub(): Promise<void> {
  hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  admin = await claim(hub);
  owner = await enter(hub, admin);
}

export function done<T>({ status, body }: Answer<T>): T {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Records so many events of a kind on somebody's stream, and waits until all of them have their numbers in the feed. */
export async function say(ns: readonly number[], { of = owner.personId, kind = noted, severity }: { of?: string; kind?: typeof noted; severity?: string } = {}): Promise<void> {
  await hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => ns.forEach((n) => work.record(kind, `person:${of}`, { n, ...(severity === undefined ? {} : { severity }) })));
  await numbered(hub);
}

export async function make(input: object = {}, by: Visitor = owner): Promise<string> {
  return done(await by.send<{ consumerId: string }>('events.consumer.create', { name: `c-${newId()}`, filter: ours, deliverPolicy: 'new', ...input })).consumerId;
}

export const pull = async (id: string, wish: object = {}, by: Visitor = owner): Promise<Next> => done(await by.post<Next>(`/consumers/${id}/next`, wish));
export const settle = async (id: string, how: object, by: Visitor = owner): Promise<{ settled: number; ignored: number }> => done(await by.post<{ settled: number; ignored: number }>(`/consumers/${id}/acks`, how));
export const read = async (id: string, by: Visitor = owner): Promise<View> => done(await by.get<View>(`/consumers/${id}`));
export const tokens = ({ messages }: Next): string[] => messages.map(({ ackToken }) => ackToken);
export const ns = ({ messages }: { messages: readonly Message[] }): number[] => messages.map(({ event: { data } }) => data['n'] as number);
export const number = (position: string | null): number => Number(position?.split('.')[1]);
/** Lets so many seconds pass for what is out of a consumer. */
export const pass = (id: string, seconds: number): Promise<unknown> => hub.database.sql('UPDATE events_pending SET due_at = due_at - make_interval(secs => $2) WHERE consumer_id = $1', [id, seconds]);

export { until } from '../support/until.js';
