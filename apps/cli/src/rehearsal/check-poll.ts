import { createHash } from 'node:crypto';
import { council, type Output } from '#contracts';
import { difference } from './compare-rooms.js';
import { countAgain, hashAgain, judgeAgain, presentAt, quorumAgain, receiptAgain } from './judge-again.js';
import type { Stage } from './stage.js';
import type { Vote } from './vote.js';

type Poll = Output<typeof council.pollById>;
type Attendance = Output<typeof council.attendance>;

/** Holds a declared poll against its ballots, its voters' receipts, and the attendance. */
export async function checkPoll(stage: Stage, vote: Vote, declared: Output<typeof council.declarePoll>): Promise<void> {
  const { meetingId, secretary, observers } = stage;
  const { door } = secretary.person;
  const poll = await door.ask(council.pollById, { meetingId, pollId: vote.pollId });
  const attendance = await door.ask(council.attendance, { meetingId });
  checkBallots(stage, vote, poll, attendance);
  checkTally(stage, poll, attendance, declared);
  checkQuorum(stage, poll, attendance);
  await checkText(stage, poll);
  const [observer] = observers;
  if (observer === undefined) return;
  const seen = await observer.line.ask(council.pollById, { meetingId, pollId: vote.pollId });
  stage.findings.check('audience', seen.countries.length === 0 && seen.electorate.every((seat) => seat.ballot === null), () => 'an observer reads who voted how');
}

function checkBallots({ findings }: Stage, vote: Vote, poll: Poll, { roll }: Attendance): void {
  const people = new Map(roll.map((seat) => [seat.seatId, [seat.delegateId, ...seat.alternateIds]]));
  findings.check('ballots', new Set(poll.electorate.map((seat) => seat.seatId)).size === poll.electorate.length, () => 'a seat stands twice in the electorate');
  for (const { seatId, weight, ballot } of poll.electorate) {
    const told = vote.told.get(seatId);
    findings.check('ballots', ballot?.choice === told?.choice && ballot?.receipt === told?.receipt && ballot?.castAt === told?.castAt, () => `the seat ${seatId} was told ${told?.choice} (${told?.receipt}), and the poll holds ${ballot?.choice} (${ballot?.receipt})`);
    if (ballot === null) continue;
    findings.check('ballots', people.get(seatId)?.includes(ballot.personId) ?? false, () => `the ballot of ${seatId} is of ${ballot.personId}, who is not of the seat`);
    const receipt = receiptAgain(poll.id, poll.electorateHash, seatId, ballot.choice, weight, ballot.castAt);
    findings.check('ballots', receipt === ballot.receipt, () => `the receipt of ${seatId} should be ${receipt}`);
  }
}

function checkTally({ findings }: Stage, poll: Poll, { ledger }: Attendance, declared: Output<typeof council.declarePoll>): void {
  const ballots = new Map(poll.electorate.flatMap((seat) => (seat.ballot === null ? [] : [[seat.seatId, seat.ballot.choice] as const])));
  const present = new Set([...presentAt(ledger, poll.openingProof.at), ...ballots.keys()]);
  const again = countAgain(poll.electorate, ballots, present);
  findings.check('tally', difference(again, declared.tally) === null, () => `the count differs at ${difference(again, declared.tally) ?? ''}`);
  const outcome = judgeAgain(again, poll.majority);
  findings.check('tally', outcome === declared.verdict.outcome, () => `by the rule the motion is ${outcome}, and it was declared ${declared.verdict.outcome}`);
  for (const country of poll.countries) {
    const of = countAgain(poll.electorate.filter((seat) => seat.countryCode === country.countryCode), ballots, present);
    const brief = ({ yes, no, abstain }: council.Tally['heads']): object => ({ yes, no, abstain });
    const same = difference({ heads: brief(of.heads), weights: brief(of.weights) }, { heads: country.heads, weights: country.weights });
    findings.check('tally', same === null, () => `the count of ${country.countryCode} differs at ${same ?? ''}`);
  }
  findings.check('tally', again.weights.entitled === poll.entitledWeight && poll.electorate.length === poll.entitledSeats, () => 'the frozen electorate is not the one that was announced');
  const hash = hashAgain(poll.electorate, (seat) => [...seat.personIds].sort());
  findings.check('tally', hash === poll.electorateHash, () => `the hash of the electorate should be ${hash}`);
}

/** Both proofs, of the opening and of the declaration, follow from roll and ledger at their instants. */
function checkQuorum({ findings }: Stage, poll: Poll, { ledger, roll }: Attendance): void {
  for (const proof of [poll.openingProof, poll.declaringProof]) {
    if (!findings.check('quorum', proof !== null, () => `the declared poll ${poll.id} has no proof of its quorum`) || proof === null) continue;
    const present = presentAt(ledger, proof.at);
    const again = quorumAgain(roll, present, proof.rule);
    const stated = { of: proof.of, present: proof.present, entitled: proof.entitled, quorate: proof.quorate };
    findings.check('quorum', difference(again, stated) === null && again.quorate, () => `the quorum at ${proof.at} differs at ${difference(again, stated) ?? 'quorate'}`);
    findings.check('quorum', [...present].sort().join() === [...proof.seatIds].sort().join(), () => `the proof of ${proof.at} names other seats than the ledger`);
    findings.check('quorum', hashAgain(roll) === proof.rollHash, () => `the hash of the roll at ${proof.at} should be ${hashAgain(roll)}`);
  }
}

async function checkText({ meetingId, secretary, findings }: Stage, poll: Poll): Promise<void> {
  const motion = (await secretary.person.door.all(council.motions, { meetingId })).find((one) => one.id === poll.motionId);
  const hash = createHash('sha256').update(motion?.text ?? '').digest('hex');
  findings.check('tally', hash === poll.textHash && motion?.state === poll.verdict?.outcome, () => `the motion ${poll.motionId} is not the one that was voted on`);
}
