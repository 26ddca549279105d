import { createHash } from 'node:crypto';
import { aMeeting, aPoll, cast, checkIn, codeOf, done, eventsOf, foundCouncil, foundSeat, settled, until, type Council, type Seated } from './a-council.js';
import { judgeMajority, presentAt, proveQuorum, type Interval, type RollSeat } from '#council';
import { enter, signIn } from '../support/people.js';

let of: Council;
const seat = (at: number): Seated => of.seats[at] as Seated;
type Poll = Record<string, never> & { state: string; castSeats: number; tally: { heads: Record<string, string>; weights: Record<string, string> } | null };
const read = async (meetingId: string, pollId: string): Promise<Poll> => done(await of.chair.get<Poll>(`/meetings/${meetingId}/polls/${pollId}`));
const ballots = (pollId: string): Promise<object[]> => of.hub.database.sql('SELECT seat_id, choice FROM council_ballot WHERE poll_id = $1', [pollId]);

beforeAll(async () => {
  of = await foundCouncil(['1.5', '2.25', '1', '0.75', '3']);
}, 240_000);
afterAll(() => of.hub.close());

describe('casting a ballot', () => {
  it('counts one of two hundred at once for one seat, from two devices, and gives all the same receipt', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    const second = await signIn(of.hub, seat(0).delegate.email);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => cast(seat(0), meetingId, pollId, 'yes', at % 2 === 0 ? seat(0).delegate : second)));
    expect(new Set(answers.map((answer) => done(answer)['receipt'])).size).toBe(1);
    expect(await ballots(pollId)).toEqual([{ seat_id: seat(0).seatId, choice: 'yes' }]);
    expect((await eventsOf(of, meetingId)).filter((event) => event.type === 'council.ballot.cast.v1')).toHaveLength(1);
  });

  it('lets one choice stand when devices disagree at once, and tells the others', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => cast(seat(1), meetingId, pollId, at % 2 === 0 ? 'yes' : 'no')));
    const [stands] = await ballots(pollId) as { choice: string }[];
    const accepted = answers.filter((answer) => answer.status === 200);
    expect(new Set(accepted.map((answer) => answer.body['choice']))).toEqual(new Set([stands?.choice]));
    expect(new Set(answers.filter((answer) => answer.status !== 200).map(codeOf))).toEqual(new Set(['ballot_already_cast']));
    expect(accepted).toHaveLength(30);
  });

  it('lets the last one count where the poll says so', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId, { secondBallot: 'last_counts' });
    const first = done(await cast(seat(0), meetingId, pollId, 'yes'));
    const last = done(await cast(seat(0), meetingId, pollId, 'no'));
    expect(last['receipt']).not.toBe(first['receipt']);
    expect(await ballots(pollId)).toEqual([{ seat_id: seat(0).seatId, choice: 'no' }]);
    expect((await eventsOf(of, meetingId)).filter((event) => event.type === 'council.ballot.cast.v1').map((event) => event.data['choice'])).toEqual(['yes', 'no']);
  });

  it('stands only before its person has left the seat, however close the two come', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId, { secondBallot: 'last_counts' });
    for (let round = 0; round < 25; round += 1) {
      const leave = (): Promise<unknown> => seat(0).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(0).seatId });
      await Promise.all([cast(seat(0), meetingId, pollId, 'yes'), cast(seat(0), meetingId, pollId, 'no'), leave(), cast(seat(0), meetingId, pollId, 'yes'), cast(seat(0), meetingId, pollId, 'abstain')]);
      done(await checkIn(seat(0), meetingId));
    }
    let isThere = true;
    const wrong: string[] = [];
    for (const { type, data } of await eventsOf(of, meetingId)) {
      if (data['seatId'] !== seat(0).seatId) continue;
      if (type === 'council.attendance.checked_out.v1') isThere = false;
      if (type === 'council.attendance.checked_in.v1') isThere = true;
      if (type === 'council.ballot.cast.v1' && !isThere) wrong.push(type);
    }
    expect(wrong).toEqual([]);
  });

  it('is for whoever acts for the seat: not its other people, not another seat, not an absent one', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 3 });
    const pollId = await aPoll(of, meetingId);
    expect(codeOf(await cast(seat(0), meetingId, pollId, 'yes', seat(0).alternate))).toBe('not_acting');
    expect(codeOf(await cast(seat(0), meetingId, pollId, 'yes', seat(1).delegate))).toBe('not_acting');
    expect(codeOf(await cast(seat(4), meetingId, pollId, 'yes'))).toBe('not_acting');
    expect(codeOf(await cast(seat(0), meetingId, pollId, 'yes', of.chair))).toBe('forbidden');
    expect(await ballots(pollId)).toEqual([]);
    done(await checkIn(seat(4), meetingId));
    expect(codeOf(await cast(seat(4), meetingId, pollId, 'yes'))).toBeNull();
  });

  it('passes to the alternate with a hand-over in mid-meeting', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    done(await seat(2).delegate.send('council.attendance.hand_over', { meetingId, seatId: seat(2).seatId, personId: seat(2).alternate.personId, mode: 'hall' }));
    expect(codeOf(await cast(seat(2), meetingId, pollId, 'yes'))).toBe('not_acting');
    expect(codeOf(await cast(seat(2), meetingId, pollId, 'yes', seat(2).alternate))).toBeNull();
  });
});

describe('closing a poll', () => {
  it('counts every ballot that was acknowledged and none that was refused, with votes in flight', async () => {
    for (let round = 0; round < 5; round += 1) {
      const meetingId = await aMeeting(of, 'in_session');
      const pollId = await aPoll(of, meetingId);
      const votes = of.seats.flatMap((s) => [0, 1, 2].map(() => cast(s, meetingId, pollId, 'yes')));
      const closing = of.chair.send('council.poll.close', { meetingId, pollId });
      const late = of.seats.map((s) => cast(s, meetingId, pollId, 'yes'));
      const answers = await Promise.all([...votes, ...late]);
      const tally = done(await closing)['tally'] as { heads: { yes: string } };
      const acknowledged = new Set(answers.filter((answer) => answer.status === 200).map((answer) => answer.body['seatId']));
      expect(answers.map(codeOf).filter((code) => code !== null && code !== 'poll_closed')).toEqual([]);
      expect(Number(tally.heads.yes)).toBe(acknowledged.size);
      expect(await ballots(pollId)).toHaveLength(acknowledged.size);
    }
  });

  it('comes by itself at the deadline of the server clock, once', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId, { seconds: 1 });
    done(await cast(seat(0), meetingId, pollId, 'yes'));
    const { deadline } = await read(meetingId, pollId) as unknown as { deadline: string };
    await until(async () => Date.now() >= Date.parse(deadline));
    expect(codeOf(await cast(seat(1), meetingId, pollId, 'yes'))).toBe('poll_closed');
    const closed = await until(async () => (await eventsOf(of, meetingId)).find((event) => event.type === 'council.poll.closed.v1'));
    expect(Date.parse(String(closed.data['closedAt'])) - Date.parse(deadline)).toBeLessThan(1_500);
    expect((await read(meetingId, pollId)).tally?.heads['cast']).toBe('1');
    expect(codeOf(await of.chair.send('council.poll.close', { meetingId, pollId }))).toBe('poll_state');
  });

  it('is declared by the chair alone, in exact weights, with a proof that anybody can work out again', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    await Promise.all([cast(seat(0), meetingId, pollId, 'yes'), cast(seat(1), meetingId, pollId, 'yes'), cast(seat(3), meetingId, pollId, 'no'), cast(seat(4), meetingId, pollId, 'abstain')].map(async (vote) => done(await vote)));
    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    expect(codeOf(await of.secretary.send('council.poll.declare', { meetingId, pollId }))).toBe('forbidden');
    const declared = done(await of.chair.send('council.poll.declare', { meetingId, pollId }));
    expect(declared['verdict']).toEqual({ outcome: 'carried', unit: 'weights', inFavour: '3.75', base: '4.5' });

    const poll = done(await seat(0).delegate.get<Record<string, never>>(`/meetings/${meetingId}/polls/${pollId}`));
    expect(judgeMajority(poll['tally'] as never, poll['majority'] as never)).toEqual(poll['verdict']);
    expect((poll['countries'] as { countryCode: string }[]).map((c) => c.countryCode)).toEqual(['CN', 'EG', 'KZ', 'PK', 'UZ']);
    const proof = poll['declaringProof'] as Record<string, unknown> & { at: string };
    const shown = done(await of.chair.get<Record<string, never>>(`/meetings/${meetingId}/attendance?at=${proof.at}`));
    expect(shown['proof']).toEqual(proof);
    const ledger = (shown['ledger'] as { seatId: string; since: string; until: string | null }[]).map((i): Interval => ({ seatId: i.seatId, since: new Date(i.since), until: i.until === null ? null : new Date(i.until) }));
    expect(proveQuorum(shown['roll'] as unknown as RollSeat[], presentAt(ledger, new Date(proof.at)), proof['rule'] as never, 1, new Date(proof.at))).toEqual(proof);
    const motions = done(await of.chair.get<{ data: { state: string }[] }>(`/meetings/${meetingId}/motions`));
    expect(motions.data.map((motion) => motion.state)).toEqual(['carried']);
  });
});

describe('what a poll needs', () => {
  it('is a quorum, at its opening and at its declaration', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 3 });
    const { motionId } = done(await seat(0).delegate.send('council.motion.table', { meetingId, title: 'M', text: 'M.' }));
    const leave = (s: Seated): Promise<unknown> => s.delegate.send('council.attendance.check_out', { meetingId, seatId: s.seatId }).then(done);
    await leave(seat(2));
    const refused = await of.chair.send('council.poll.open', { meetingId, motionId });
    expect([codeOf(refused), refused.body['details']]).toEqual(['inquorate', { of: 'seats', present: '2', entitled: '5' }]);
    done(await checkIn(seat(2), meetingId));
    const { pollId } = done(await of.chair.send<{ pollId: string }>('council.poll.open', { meetingId, motionId }));
    done(await cast(seat(0), meetingId, pollId, 'yes'));
    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    await leave(seat(2));
    expect(codeOf(await of.chair.send('council.poll.declare', { meetingId, pollId }))).toBe('inquorate');
    done(await checkIn(seat(2), meetingId));
    expect(codeOf(await of.chair.send('council.poll.declare', { meetingId, pollId }))).toBeNull();
  });

  it('is that no other is open; one that is annulled frees its motion', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const motions = await Promise.all([1, 2].map(async (n) => done(await seat(0).delegate.send<{ motionId: string }>('council.motion.table', { meetingId, title: `M${n}`, text: 'M.' })).motionId));
    const opened = await Promise.all(motions.map((motionId) => of.chair.send<{ pollId: string; code?: string }>('council.poll.open', { meetingId, motionId })));
    expect(opened.map((answer) => answer.body.code ?? 'open').sort()).toEqual(['open', 'poll_running']);
    expect(codeOf(await of.chair.send('council.meeting.recess', { meetingId }))).toBe('poll_running');
    const pollId = opened.find((answer) => answer.status === 200)?.body.pollId;
    done(await of.chair.send('council.poll.annul', { meetingId, pollId, reason: 'The wrong text was shown.' }));
    expect(codeOf(await of.chair.send('council.poll.close', { meetingId, pollId }))).toBe('poll_state');
    for (const motionId of motions) {
      const again = done(await of.chair.send<{ pollId: string }>('council.poll.open', { meetingId, motionId }));
      done(await of.chair.send('council.poll.annul', { meetingId, pollId: again.pollId, reason: 'Rehearsal.' }));
    }
  });

  it('is a session at its declaration', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    done(await of.chair.send('council.meeting.recess', { meetingId }));
    expect(codeOf(await of.chair.send('council.poll.declare', { meetingId, pollId }))).toBe('meeting_state');
    done(await of.chair.send('council.meeting.resume', { meetingId }));
    expect(codeOf(await of.chair.send('council.poll.declare', { meetingId, pollId }))).toBeNull();
  });

  it('is a threshold above nothing, of a body and of a single poll', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const { motionId } = done(await seat(0).delegate.send('council.motion.table', { meetingId, title: 'M', text: 'M.' }));
    const majority = { threshold: { numerator: 0, denominator: 1 }, strict: false, base: 'valid', unit: 'heads', tie: 'fails' };
    const quorum = { of: 'seats', atLeast: { numerator: 1, denominator: 2 }, strict: true };
    const refusals = [
      [await of.chair.send('council.poll.open', { meetingId, motionId, majority }), '/majority/threshold/numerator'],
      [await of.administrator.send('alliance.body.establish', { name: 'Committee', kind: 'committee', rules: { quorum, majority } }), '/rules/majority/threshold/numerator'],
    ] as const;
    for (const [answer, pointer] of refusals) expect([codeOf(answer), answer.body['details']]).toMatchObject(['invalid_input', { issues: [{ pointer }] }]);
  });

  it('is its base too: nobody lowers it by leaving, and who comes later and votes is of it', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 4 });
    const pollId = await aPoll(of, meetingId, { majority: { threshold: { numerator: 1, denominator: 2 }, strict: false, base: 'present', unit: 'heads', tie: 'fails' } });
    done(await cast(seat(0), meetingId, pollId, 'yes'));
    done(await seat(3).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(3).seatId }));
    done(await checkIn(seat(4), meetingId));
    done(await cast(seat(4), meetingId, pollId, 'yes'));
    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    expect(done(await of.chair.send('council.poll.declare', { meetingId, pollId }))).toMatchObject({ verdict: { outcome: 'lost', inFavour: '2', base: '5' }, tally: { weights: { present: '8.5' } } });
  });

  it('is frozen at its opening: a seat that is weighed otherwise votes with its old weight, and one that is new from the next poll on', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    done(await of.administrator.send('alliance.seat.weigh', { seatId: seat(0).seatId, weight: '9' }));
    const fresh = await foundSeat(of);
    expect(done(await cast(seat(0), meetingId, pollId, 'yes'))['weight']).toBe('1.5');
    done(await checkIn(fresh, meetingId));
    expect(codeOf(await cast(fresh, meetingId, pollId, 'no'))).toBe('not_entitled');
    done(await of.administrator.send('alliance.seat.vacate', { seatId: fresh.seatId }));
    await settled(of.hub);
    expect((await eventsOf(of, meetingId)).filter((event) => event.type === 'council.quorum.changed.v1').length).toBeGreaterThan(1);
  });

  it('is an electorate that every reader can hold against its hash, whatever has become of the roll since', async () => {
    const meetingId = await aMeeting(of, 'in_session', { access: 'alliance' });
    const pollId = await aPoll(of, meetingId);
    const appoint = (alternateIds: readonly string[]): Promise<unknown> => of.administrator.send('alliance.seat.appoint', { seatId: seat(3).seatId, delegateId: seat(3).delegate.personId, alternateIds }).then(done);
    await appoint([]);
    await settled(of.hub);
    type Shown = { electorateHash: string; electorate: { seatId: string; institutionId: string; countryCode: string; weight: string; personIds: string[] }[] };
    for (const who of [of.chair, seat(0).delegate, of.interpreter, of.stranger]) {
      const { electorateHash, electorate } = done(await who.get<Shown>(`/meetings/${meetingId}/polls/${pollId}`));
      const lines = electorate.map((s) => [s.seatId, s.institutionId, s.countryCode, s.weight, ...[...s.personIds].sort()].join(' ')).sort();
      expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(electorateHash);
    }
    await appoint([seat(3).alternate.personId]);
    await settled(of.hub);
  });

  it('is no more than a seat, whoever its people are: one whose people all change in mid-poll votes once, by whoever acts for it then', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const pollId = await aPoll(of, meetingId);
    const appoint = async ({ seatId }: Seated, delegateId: string): Promise<void> => {
      done(await of.administrator.send('alliance.seat.appoint', { seatId, delegateId, alternateIds: [] }));
      await settled(of.hub);
    };
    const [first, second] = [await enter(of.hub, of.administrator), await enter(of.hub, of.administrator)];
    await appoint(seat(1), first.personId);
    expect(codeOf(await cast(seat(1), meetingId, pollId, 'no'))).toBe('not_found');
    expect(codeOf(await cast(seat(1), meetingId, pollId, 'no', first))).toBe('not_acting');
    done(await checkIn(seat(1), meetingId, 'hall', first));
    const { receipt, weight } = done(await cast(seat(1), meetingId, pollId, 'no', first));
    expect(weight).toBe('2.25');
    await appoint(seat(1), second.personId);
    done(await checkIn(seat(1), meetingId, 'hall', second));
    expect(done(await cast(seat(1), meetingId, pollId, 'no', second))['receipt']).toBe(receipt);
    expect(codeOf(await cast(seat(1), meetingId, pollId, 'yes', second))).toBe('ballot_already_cast');
    expect(await ballots(pollId)).toEqual([{ seat_id: seat(1).seatId, choice: 'no' }]);
    expect((await eventsOf(of, meetingId)).filter((event) => event.data['endedBy'] === 'revoked')).toHaveLength(2);
  });
});
