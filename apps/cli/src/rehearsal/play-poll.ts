import type { z } from 'zod';
import { council, type alliance } from '#contracts';
import { DomainError, newId } from '#kernel';
import { checkPoll } from './check-poll.js';
import { keys } from './keys.js';
import type { Player, SeatOnStage } from './player.js';
import { forEach, wait } from './retry.js';
import { refused, until, type Stage } from './stage.js';
import type { Receipt, Vote } from './vote.js';

type Choice = z.output<typeof council.choice>;

const share = (numerator: number, denominator: number): { numerator: number; denominator: number } => ({ numerator, denominator });

/** The rules by which polls are held, in turn; null: that of the body. */
const rules: readonly (alliance.MajorityRule | null)[] = [
  null,
  { threshold: share(2, 3), strict: false, base: 'cast', unit: 'heads', tie: 'fails' },
  { threshold: share(1, 2), strict: true, base: 'entitled', unit: 'weights', tie: 'fails' },
];

/** A motion, an open named vote with all that can go wrong in one, and its declaration. */
export async function playPoll(stage: Stage, number: number): Promise<void> {
  const { meetingId, chair, seats } = stage;
  const secondBallot = number % 2 === 0 ? 'first_stands' : 'last_counts';
  const motionId = await table(stage, number);
  const rule = rules[number % rules.length] ?? null;
  const { pollId } = await chair.line.send(council.openPoll, { meetingId, motionId, secondBallot, ...(rule === null ? {} : { majority: rule }) });
  const vote: Vote = { pollId, secondBallot, told: new Map() };
  await refused(stage, 'a recess while a poll is open', 'poll_running', chair.line.send(council.recess, { meetingId }));
  await refuseStrangers(stage, vote);

  const away = seats.filter((_, index) => index % 8 === 4);
  for (const seat of away) seat.acting.line.cut({ away: true });
  stage.sideReaders.forEach((reader) => reader.cut());
  const last = seats.slice(-2);
  const present = seats.filter((seat) => !away.includes(seat) && !last.includes(seat));
  await forEach(present, 24, (seat) => voteOnce(stage, vote, seat));
  stage.progress.step(`poll ${number + 1}: ${vote.told.size} seats have voted, ${away.length} lines are cut and come back`);
  await forEach(away, 8, async (seat) => {
    await wait(200 * stage.chance());
    await seat.acting.line.comeBack();
    await voteOnce(stage, vote, seat);
  });
  await closeOver(stage, vote, last);
  await refused(stage, 'a ballot after the close', 'poll_closed', cast(stage, vote, seats[0], 'abstain'));
  const declared = await chair.line.send(council.declarePoll, { meetingId, pollId });
  stage.promised.add(keys.declared(pollId));
  stage.progress.step(`poll ${number + 1}: ${declared.verdict.outcome}, ${declared.tally.heads.cast} of ${declared.tally.heads.entitled} seats voted`);
  await checkPoll(stage, vote, declared);
}

async function table(stage: Stage, number: number): Promise<string> {
  const proposer = stage.seats[number % stage.seats.length];
  const item = stage.chair.witness.room?.agenda.find((one) => one.state === 'current');
  if (proposer === undefined) throw new Error('a rehearsal needs seats');
  const motion = await proposer.acting.line.send(council.tableMotion, {
    meetingId: stage.meetingId, title: `Motion ${number + 1}`, text: `The council decides, for the ${number + 1}. time, to go on. 理事会决定继续。`, ...(item === undefined ? {} : { agendaItemId: item.id }),
  });
  stage.promised.add(keys.tabled(motion.motionId));
  return motion.motionId;
}

/** Yes, no and abstentions as chance has it, the same for the same seed. */
function choose(stage: Stage): Choice {
  const roll = stage.chance();
  return roll < 0.6 ? 'yes' : roll < 0.85 ? 'no' : 'abstain';
}

function cast(stage: Stage, vote: Vote, on: SeatOnStage | undefined, choice: Choice, { by = on?.acting, id = newId() }: { by?: Player | undefined; id?: string } = {}): Promise<Receipt> {
  if (on === undefined || by === undefined) throw new Error('a rehearsal needs seats');
  return by.line.send(council.castBallot, { meetingId: stage.meetingId, pollId: vote.pollId, seatId: on.seat.seatId, choice }, { id });
}

/** One seat votes, in one of the ways in which seats vote. Every way leaves one ballot. */
async function voteOnce(stage: Stage, vote: Vote, on: SeatOnStage): Promise<void> {
  const index = stage.seats.indexOf(on);
  const choice = choose(stage);
  const id = newId();
  const ballots = [cast(stage, vote, on, choice, { id })];
  // Two devices of one person press at once; a client that heard nothing sends the same again.
  if (on.second !== null && on.acting === on.delegate) ballots.push(cast(stage, vote, on, choice, { by: on.second }));
  if (index % 7 === 2) ballots.push(cast(stage, vote, on, choice, { id }));
  // The line breaks with the ballot in flight; the client comes back and sends it again under its id.
  if (index % 8 === 0) on.acting.line.cut();
  const receipts = await Promise.all(ballots);
  const [first] = receipts;
  if (first === undefined) return;
  for (const other of receipts) stage.findings.check('receipts', JSON.stringify(other) === JSON.stringify(first), () => `${on.acting.name} was given two receipts for one ballot: ${first.receipt} and ${other.receipt}`);
  note(stage, vote, first);
  if (index % 9 === 3) await thinkAgain(stage, vote, on, choice);
  if (index % 10 === 5) await reuse(stage, vote, on, { choice, id, first });
}

/** Another choice for the same seat: the first stands, or the last counts. */
async function thinkAgain(stage: Stage, vote: Vote, on: SeatOnStage, before: Choice): Promise<void> {
  const choice = before === 'yes' ? 'no' : 'yes';
  if (vote.secondBallot === 'first_stands') await refused(stage, 'another ballot where the first stands', 'ballot_already_cast', cast(stage, vote, on, choice), 'ballots');
  else note(stage, vote, await cast(stage, vote, on, choice));
}

/** An id that was used serves nothing else, at no door; and the same again is answered the same, at every door. */
async function reuse(stage: Stage, vote: Vote, on: SeatOnStage, { choice, id, first }: { choice: Choice; id: string; first: Receipt }): Promise<void> {
  const other = choice === 'yes' ? 'no' : 'yes';
  const { door } = on.acting.person;
  const body = { meetingId: stage.meetingId, pollId: vote.pollId, seatId: on.seat.seatId };
  await refused(stage, 'an id with another body, by socket', 'command_id_reused', cast(stage, vote, on, other, { id }), 'receipts');
  await refused(stage, 'an id with another body, by HTTP', 'command_id_reused', door.send(council.castBallot, { ...body, choice: other }, { id }), 'receipts');
  const again = await door.send(council.castBallot, { ...body, choice }, { id });
  stage.findings.check('receipts', again.receipt === first.receipt, () => `${on.acting.name} was given another receipt by HTTP than by socket`);
}

function note(stage: Stage, vote: Vote, receipt: Receipt): void {
  vote.told.set(receipt.seatId, receipt);
  stage.promised.add(keys.cast(vote.pollId, receipt.seatId, receipt.choice));
}

/** The last ballots race with the close: each is counted, or told that it is not. */
async function closeOver(stage: Stage, vote: Vote, last: readonly SeatOnStage[]): Promise<void> {
  const racing = last.map(async (seat) => {
    try {
      note(stage, vote, await cast(stage, vote, seat, choose(stage)));
    } catch (refusal) {
      stage.findings.check('ballots', refusal instanceof DomainError && refusal.code === 'poll_closed', () => `a ballot at the close was refused otherwise: ${String(refusal)}`);
    }
  });
  await Promise.all([...racing, stage.chair.line.send(council.closePoll, { meetingId: stage.meetingId, pollId: vote.pollId })]);
}

async function refuseStrangers(stage: Stage, vote: Vote): Promise<void> {
  const [one, other] = stage.seats;
  const [observer] = stage.observers;
  await refused(stage, 'a delegate voting for another seat', 'not_acting', cast(stage, vote, other, 'yes', { by: one?.acting }));
  if (observer !== undefined) await refused(stage, 'an observer voting', 'forbidden', cast(stage, vote, one, 'yes', { by: observer }));
}

/** The delegate of a seat gives it to the alternate: from then on the alternate alone votes. */
export async function playHandOver(stage: Stage): Promise<void> {
  const on = stage.seats.find((seat) => seat.alternate !== null);
  if (on === undefined || on.alternate === null) return;
  const { meetingId } = stage;
  const presence = await on.delegate.line.send(council.handOver, { meetingId, seatId: on.seat.seatId, personId: on.alternate.person.personId, mode: 'online' });
  stage.promised.add(keys.checkedIn(presence.seatId, presence.personId, presence.since));
  on.acting = on.alternate;
  const isActing = (player: Player): boolean => player.witness.room?.roll.some((seat) => seat.seatId === on.seat.seatId && seat.acting?.personId === on.alternate?.person.personId) ?? false;
  await until('that everybody sees the hand-over', () => stage.players.every(isActing));
  await refused(stage, 'a delegate handing over what was handed over', 'not_acting', on.delegate.line.send(council.handOver, { meetingId, seatId: on.seat.seatId, personId: on.delegate.person.personId, mode: 'online' }));
}
