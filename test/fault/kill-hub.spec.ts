import { council, identity, type Output } from '#contracts';
import { newId } from '#kernel';
import { Member } from '../../apps/cli/src/rehearsal/member.js';
import { aCouncil, callToOrder, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { allAfter, byPull, byServerSentEvents, bySocket, endOf, type Recorder } from '../support/recorder.js';
import { expectContiguous } from './expect-contiguous.js';

type Choice = 'yes' | 'no';
type Receipt = Output<typeof council.castBallot>;

let hub: MortalHub;
let room: TestCouncil;

beforeAll(async () => {
  hub = await MortalHub.start();
  room = await aCouncil(hub, { seats: 6, alternates: 0 });
  await callToOrder(room);
}, 240_000);
afterAll(() => hub.close(), 60_000);

/** One sending, whose answer may never come. */
interface Flight {
  readonly id: string;
  readonly text: string;
  answer: unknown;
}

/** Sends so many commands at once, by both doors in turn, and kills when the first few have been answered. */
async function killInFlight(count: number, kill: () => void): Promise<Flight[]> {
  const visitor = hub.as(room.chair.token ?? '');
  const socket = await visitor.socket();
  const cut = new Promise<null>((resolve) => socket.once('disconnect', () => resolve(null)));
  const name = council.postMessage.name;
  let answered = 0;
  const flights = await Promise.all(Array.from({ length: count }, async (_, at): Promise<Flight> => {
    const flight: Flight = { id: newId(), text: newId(), answer: null };
    const input = { meetingId: room.meetingId, text: flight.text };
    const overSocket = async (): Promise<unknown> => ((await Promise.race([socket.emitWithAck(name, input, { id: flight.id }), cut])) as { data?: unknown } | null)?.data ?? null;
    const overHttp = async (): Promise<unknown> => (await visitor.send(name, input, flight.id)).body;
    flight.answer = await (at % 2 === 0 ? overSocket() : overHttp()).catch(() => null);
    if (flight.answer !== null) answered += 1;
    if (answered === 5) kill();
    return flight;
  }));
  socket.close();
  return flights;
}

/** The answers that the database holds, by command id. */
async function keptAnswers(flights: readonly Flight[]): Promise<Map<string, unknown>> {
  const rows = await hub.sql<{ command_id: string; reply: { data: unknown } }>('SELECT command_id, reply FROM hub_command_receipt WHERE command_id = ANY ($1)', [flights.map(({ id }) => id)]);
  return new Map(rows.map((row) => [row.command_id, row.reply.data]));
}

/** One reader at each door, from the end of the meeting's stream as it is now. */
async function readers(from: string): Promise<Recorder[]> {
  return [await bySocket(room.secretary, room.stream, from), byServerSentEvents(room.secretary, room.stream, from), byPull(room.secretary, room.stream, from)];
}

/** Every reader has seen exactly what happened since, in order, though its hub died under it. */
async function expectAllSaw(recorders: readonly Recorder[], from: string): Promise<void> {
  const truth = await allAfter(room.secretary, room.stream, from);
  for (const recorder of recorders) {
    await recorder.sees(truth.at(-1)?.id ?? '');
    expect({ door: recorder.door, faults: recorder.faults, seen: recorder.seen }).toEqual({ door: recorder.door, faults: [], seen: truth });
    await recorder.close();
  }
}

describe('a hub that is killed while commands are in flight', () => {
  it.each([
    ['alone', () => hub.kill()],
    ['together with its database', () => {
      hub.kill();
      process.kill(hub.databasePid, 'SIGKILL');
    }],
  ])('(%s) has acted once for each id that is sent again, and gives the answer that it kept', async (_, kill) => {
    const from = await endOf(room.secretary, room.stream);
    const recorders = await readers(from);
    const flights: Flight[] = [];
    const kept = new Map<string, unknown>();
    // Until the kill has fallen between a commit and its reply.
    for (let rounds = 0; !flights.some(({ id, answer }) => answer === null && kept.has(id)); rounds += 1) {
      expect(rounds).toBeLessThan(6);
      flights.push(...(await killInFlight(80, kill)));
      await hub.restart();
      (await keptAnswers(flights)).forEach((answer, id) => kept.set(id, answer));
    }

    // What was acknowledged had been kept.
    const acknowledged = flights.filter(({ answer }) => answer !== null);
    expect(acknowledged.map(({ id }) => kept.get(id))).toEqual(acknowledged.map(({ answer }) => answer));
    const chair = hub.as(room.chair.token ?? '');
    for (const { id, text } of flights) {
      const { status, body } = await chair.send(council.postMessage.name, { meetingId: room.meetingId, text }, id);
      expect({ status, body }).toEqual({ status: 200, body: kept.get(id) ?? body });
    }
    const posted = (await allAfter(room.secretary, room.stream, from)).filter(({ type }) => type === council.messagePosted.name).map(({ data }) => data['text']);
    expect([...posted].sort()).toEqual(flights.map(({ text }) => text).sort());
    await expectAllSaw(recorders, from);
    await expectContiguous(hub);
  }, 240_000);
});

describe('a hub that is killed in the middle of a vote', () => {
  /** Every seat votes from two devices at once, each with an id of its own; the hub is killed after the first receipts. */
  async function voteThroughAKill(pollId: string, choices: (seat: number) => readonly [Choice, Choice]): Promise<{ seatId: string; device: number; id: string; choice: Choice; token: string; answer: Receipt | string }[]> {
    let answered = 0;
    const votes = await Promise.all(room.cast.seats.flatMap(({ seatId, delegate }, seat) => [0, 1].map(async (device) => {
      const { email, password } = delegate;
      const token = (device === 0 ? delegate.door.token : (await room.admin.enter(identity.signIn, { email, password, as: 'token' })).token) ?? '';
      return { seatId, device, id: newId(), choice: choices(seat)[device] as Choice, token };
    })));
    const lines = await Promise.all(votes.map(async ({ token }) => {
      const line = new Member(hub.url, token, { answered: () => void ((answered += 1) === 2 && hub.kill()) });
      await line.connect();
      return line;
    }));
    // The lines come back by themselves and send the same id again.
    const all = Promise.all(votes.map(async (vote, at) => {
      const { seatId, choice, id } = vote;
      const answer = await (lines[at] as Member).send(council.castBallot, { meetingId: room.meetingId, pollId, seatId, choice }, { id }).catch((refusal: { code: string }) => refusal.code);
      return { ...vote, answer };
    }));
    await hub.restart();
    const cast = await all;
    lines.forEach((line) => line.close());
    return cast;
  }

  it('has one ballot a seat, gives each device the receipt of it again, and counts what was cast', async () => {
    const { meetingId } = room;
    const from = await endOf(room.secretary, room.stream);
    const recorders = await readers(from);
    const mover = room.cast.seats[0]?.delegate.door;
    const { motionId } = await (mover ?? room.chair).send(council.tableMotion, { meetingId, title: 'A corridor', text: 'The council opens the corridor.' });
    const { pollId } = await room.chair.send(council.openPoll, { meetingId, motionId });
    // The devices of the first seats agree, those of the others do not: then one choice stands.
    const cast = await voteThroughAKill(pollId, (seat) => (seat < 3 ? ['yes', 'yes'] : ['yes', 'no']));

    const ballots = await hub.sql<{ seat_id: string; choice: Choice; receipt: string }>('SELECT seat_id, choice, receipt FROM council_ballot WHERE poll_id = $1', [pollId]);
    expect(ballots.map((ballot) => ballot.seat_id).sort()).toEqual(room.cast.seats.map(({ seatId }) => seatId).sort());
    for (const { seatId, id, choice, token, answer } of cast) {
      const stands = ballots.find((ballot) => ballot.seat_id === seatId);
      const again = await hub.as(token).send<Receipt>(council.castBallot.name, { meetingId, pollId, seatId, choice }, id);
      const refused = (again.body as { code?: string }).code;
      const isCounted = stands?.choice === choice;
      expect({ answer: (answer as Receipt).receipt ?? answer, again: refused ?? again.body }).toEqual({ answer: isCounted ? stands.receipt : 'ballot_already_cast', again: answer });
    }

    const { tally } = await room.chair.send(council.closePoll, { meetingId, pollId });
    const count = (choice: Choice): string => String(ballots.filter((ballot) => ballot.choice === choice).length);
    expect(tally.heads).toMatchObject({ yes: count('yes'), no: count('no'), abstain: '0', cast: '6', entitled: '6' });
    const told = (await allAfter(room.secretary, room.stream, from)).filter(({ type }) => type === council.ballotCast.name);
    expect(told.map(({ data }) => data['seatId']).sort()).toEqual(ballots.map((ballot) => ballot.seat_id).sort());
    await room.chair.send(council.declarePoll, { meetingId, pollId });
    await expectAllSaw(recorders, from);
    await expectContiguous(hub);
  }, 240_000);
});
