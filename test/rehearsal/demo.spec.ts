import { statSync } from 'node:fs';
import { corridor, council, identity } from '#contracts';
import { credentialsFile, demoRoles, keepCredentials } from '../../apps/cli/src/demo/keep-credentials.js';
import { keepOnTheRoad } from '../../apps/cli/src/demo/keep-on-the-road.js';
import { makeDemo } from '../../apps/cli/src/demo/make-demo.js';
import { onTheRoad } from '../../apps/cli/src/demo/run-demo-corridor.js';
import { Door } from '../../apps/cli/src/rehearsal/door.js';
import { startHub, type TestHub } from '../support/hub.js';
import { until } from '../support/until.js';

const silent = { phase: () => undefined, step: () => undefined, end: () => undefined };

let hub: TestHub;

beforeAll(async () => {
  hub = await startHub();
  await makeDemo(hub.url, keepCredentials(), silent);
}, 300_000);
afterAll(() => hub.close());

function someone(role: string): { email: string; password: string; key?: string | undefined } {
  const found = keepCredentials().people.find((person) => person.role === role);
  if (found === undefined) throw new Error(`the demo has no ${role}`);
  return found;
}

async function signIn(role: string): Promise<Door> {
  const { email, password } = someone(role);
  const door = new Door(hub.url);
  return door.as((await door.enter(identity.signIn, { email, password, as: 'token' })).token ?? '');
}

describe('the demo', () => {
  it('keeps how to sign in for its owner alone, and finds it again at the next start', () => {
    expect(statSync(credentialsFile()).mode & 0o777).toBe(0o600);
    expect(keepCredentials()).toMatchObject({ ready: true });
  });

  it.each(demoRoles)('lets one sign in as %s, at an address that is nobody’s', async (role) => {
    const me = await (await signIn(role)).ask(identity.readMe, {});
    expect(me.email).toBe(someone(role).email);
    expect(me.email).toMatch(/@demo\.example\.org$/);
  });

  it('has a council of the past, closed, with declared votes, and one in session, with a vote open and speakers waiting', async () => {
    const chair = await signIn('chair');
    const [present, past] = await chair.all(council.meetings, {});
    expect([past?.state, present?.state]).toEqual(['closed', 'in_session']);
    const polls = async (meetingId: string): Promise<string[]> => (await chair.all(council.polls, { meetingId })).map((poll) => poll.state);
    expect([await polls(past?.id ?? ''), await polls(present?.id ?? '')]).toEqual([['declared', 'declared'], ['declared', 'open']]);
    const { speaker, waiting } = await chair.ask(council.speakers, { meetingId: present?.id ?? '' });
    expect([speaker !== null, waiting.map(({ kind }) => kind)]).toEqual([true, ['point_of_order', 'speech', 'speech', 'speech', 'speech']]);
    const { roll, proof } = await chair.ask(council.attendance, { meetingId: present?.id ?? '' });
    expect([roll.length, new Set(roll.map((seat) => seat.countryCode)).size, proof.quorate]).toEqual([55, 18, true]);
  });

  it('leaves a vote to the delegate, and an API key to the integrator', async () => {
    const delegate = await signIn('delegate');
    const { personId } = { personId: (await delegate.ask(identity.readMe, {})).id };
    const [present] = await delegate.all(council.meetings, { state: 'in_session' });
    const meetingId = present?.id ?? '';
    const open = (await delegate.all(council.polls, { meetingId })).find((poll) => poll.state === 'open');
    const seat = (await delegate.ask(council.attendance, { meetingId })).roll.find((one) => one.acting?.personId === personId);
    const receipt = await delegate.send(council.castBallot, { meetingId, pollId: open?.id ?? '', seatId: seat?.seatId ?? '', choice: 'yes' });
    expect(receipt.receipt).toMatch(/^([0-9a-f]{5}-){3}[0-9a-f]{5}$/);
    const integrator = new Door(hub.url).as(someone('integrator').key ?? '');
    expect((await integrator.pull(`meeting:${meetingId}`, { after: 'earliest' })).data.length).toBeGreaterThan(50);
  });

  it('has a corridor of two countries with six centres, twelve units and three deployments under way, and units that move', async () => {
    const coordinator = await signIn('coordinator');
    const [found] = await coordinator.all(corridor.listCorridors, {});
    const corridorId = found?.id ?? '';
    expect([found?.countries, found?.stops.length]).toEqual([['PK', 'CN'], 6]);
    expect(await coordinator.all(corridor.listUnits, { corridorId })).toHaveLength(12);
    const underWay = await coordinator.all(corridor.listDeployments, { corridorId, state: 'under_way' });
    expect(underWay.map(({ state }) => state).sort()).toEqual(['in_transit', 'mobilising', 'operational']);

    const ride = new AbortController();
    const notes: string[] = [];
    await keepOnTheRoad(hub.url, keepCredentials(), ride.signal, (text) => notes.push(text));
    await until(async () => (await coordinator.all(corridor.listPositions, { corridorId })).length === onTheRoad.length);
    ride.abort();
    expect(notes).toEqual([]);
    // The host has accepted the operator's units, so that it sees where they are.
    expect(await (await signIn('authority')).all(corridor.listPositions, { corridorId })).toHaveLength(onTheRoad.length);
  });
});
