import { council, type Command, type Query } from '#contracts';
import { aMeeting, codeOf, done, foundCouncil, type Council } from './a-council.js';
import { enter, type Someone } from '../support/people.js';

/**
 * Who gets past the door, role by role: C chair, S secretary, D delegate, I interpreter, O observer, A administrator,
 * X a person of the hub who has no part in the meeting. What a rule refuses afterwards is another matter.
 */
const commands: readonly [Command, string, object][] = [
  [council.changeMeeting, 'CS', { title: 'Sitting' }], [council.convene, 'CS', {}], [council.openCheckIn, 'CS', {}], [council.cancelMeeting, 'CS', { reason: 'r' }],
  [council.callToOrder, 'C', {}], [council.recess, 'C', {}], [council.resume, 'C', {}], [council.adjourn, 'C', {}], [council.closeMeeting, 'C', {}],
  [council.admitObserver, 'CS', { personId: 'id' }], [council.dismissObserver, 'CS', { personId: 'id' }],
  [council.handOverChair, 'CSA', { personId: 'id' }],
  [council.checkIn, 'SD', { seatId: 'id', mode: 'hall' }], [council.checkOut, 'SD', { seatId: 'id' }], [council.handOver, 'D', { seatId: 'id', personId: 'id', mode: 'hall' }],
  [council.addItem, 'CS', { title: 't', parentId: 'id' }], [council.changeItem, 'CS', { itemId: 'id' }], [council.moveItem, 'CS', { itemId: 'id', parentId: null, position: 1 }], [council.removeItem, 'CS', { itemId: 'id' }],
  [council.takeUp, 'CS', { itemId: 'id' }], [council.conclude, 'CS', { itemId: 'id', outcome: 'noted' }],
  [council.requestFloor, 'CSD', { kind: 'speech', seatId: 'id' }], [council.withdrawRequest, 'CSD', { requestId: 'id' }], [council.giveFloor, 'C', { requestId: 'id', seconds: 60 }],
  [council.endSpeech, 'CSD', {}], [council.openList, 'CS', {}], [council.closeList, 'CS', {}],
  [council.tableMotion, 'SD', { title: 't', text: 't', agendaItemId: 'id' }], [council.withdrawMotion, 'SD', { motionId: 'id' }],
  [council.openPoll, 'C', { motionId: 'id' }], [council.closePoll, 'CS', { pollId: 'id' }], [council.declarePoll, 'C', { pollId: 'id' }], [council.annulPoll, 'C', { pollId: 'id', reason: 'r' }],
  [council.castBallot, 'D', { pollId: 'id', seatId: 'id', choice: 'yes' }],
  [council.hideMessage, 'CS', { messageId: 'id', reason: 'r' }],
];
const queries: readonly [Query, string][] = [
  [council.meetingById, 'CSDIOA'], [council.agenda, 'CSDIOA'], [council.attendance, 'CSDIOA'], [council.speakers, 'CSDIOA'], [council.motions, 'CSDIOA'], [council.polls, 'CSDIOA'], [council.chat, 'CSDIOA'],
];
/** An id of nothing. */
const NOTHING = '0198a2b4-7c1e-7d3a-9f00-0000000000ff';

let of: Council;
let people: Record<string, Someone>;
let meetingId: string;
let foreign: string;

beforeAll(async () => {
  of = await foundCouncil(['1']);
  const observer = await enter(of.hub, of.administrator);
  // A closed meeting: who may, hears what state it is in; who may not, hears that first.
  meetingId = await aMeeting(of, 'in_session');
  done(await of.chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
  done(await of.chair.send('council.meeting.close', { meetingId }));
  const [seat] = of.seats;
  if (seat === undefined) throw new Error('the council has no seat');
  people = { C: of.chair, S: of.secretary, D: seat.delegate, I: of.interpreter, O: observer, A: of.administrator, X: of.stranger };
  // A meeting of the same body in which everybody else has the chair.
  foreign = await aMeeting(of, 'draft', { chairId: of.stranger.personId, secretaryIds: [], interpreterIds: [] });
}, 240_000);
afterAll(() => of.hub.close());

const filled = (input: object): object => Object.fromEntries(Object.entries(input).map(([key, value]) => [key, value === 'id' ? NOTHING : value]));

describe('who may do what in a meeting', () => {
  it.each(commands)('$name', async (command, roles, input) => {
    const got: Record<string, string> = {};
    for (const [role, person] of Object.entries(people)) {
      const answer = await person.send(command.name, { meetingId, ...filled(input) });
      const refusedByRole = answer.status === 403 && /Your role/.test(String(answer.body['detail'] ?? answer.body['title'] ?? JSON.stringify(answer.body)));
      got[role] = refusedByRole ? 'no' : codeOf(answer) === 'not_found' ? 'unknown' : 'yes';
    }
    expect(got).toEqual(Object.fromEntries(Object.keys(people).map((role) => [role, role === 'X' ? 'unknown' : roles.includes(role) ? 'yes' : 'no'])));
  });

  it.each(queries)('$name', async (query, roles) => {
    for (const [role, person] of Object.entries(people)) {
      const { status } = await person.get(query.path.replace('{meetingId}', meetingId));
      expect([role, status]).toEqual([role, roles.includes(role) ? 200 : 404]);
    }
  });

  it('goes by the meeting, not by the office: the chair of one is nobody in the draft of another', async () => {
    for (const who of [of.chair, of.secretary, people['D'], people['O']]) {
      expect(codeOf(await (who as Someone).send('council.meeting.convene', { meetingId: foreign }))).toBe('not_found');
    }
    expect(codeOf(await of.stranger.send('council.meeting.convene', { meetingId: foreign }))).toBeNull();
  });

  it('lets only officers of a body draft its meetings', async () => {
    const draft = { bodyId: of.bodyId, title: 'T', zone: 'UTC', start: '2027-01-01T10:00' };
    const codes = await Promise.all(Object.values(people).map(async (person) => codeOf(await person.send('council.meeting.draft', draft))));
    expect(codes).toEqual([null, null, 'not_found', 'forbidden', 'not_found', 'not_found', 'not_found']);
  });

  it('covers every command of the council', () => {
    const tested = new Set<string>([...commands.map(([command]) => command.name), council.draftMeeting.name, council.postMessage.name]);
    const declared = Object.values(council).flatMap((value) => (typeof value === 'object' && 'kind' in value && value.kind === 'command' ? [String(value.name)] : []));
    expect(declared.filter((name) => !tested.has(name))).toEqual([]);
  });
});
