import { council } from '#contracts';
import { keys } from './keys.js';
import type { SeatOnStage } from './player.js';
import { forEach } from './retry.js';
import { refused, until, type Stage } from './stage.js';

/** Check-in up to one seat short of a quorum, then beyond it, and the call to order. */
export async function playOpening(stage: Stage): Promise<void> {
  const { meetingId, chair, seats } = stage;
  await refused(stage, 'checking in before the check-in is open', 'meeting_state', checkIn(stage, seats[0]));
  await chair.line.send(council.openCheckIn, { meetingId });
  await refuseStrangers(stage);

  const short = Math.floor(seats.length / 2);
  await checkInAll(stage, seats.slice(0, short), 0);
  await refused(stage, 'calling to order below quorum', 'inquorate', chair.line.send(council.callToOrder, { meetingId }));
  await checkInAll(stage, seats.slice(short), short);
  await until('that the chair hears of the quorum', () => chair.witness.room?.quorum.quorate === true);
  await refused(stage, 'a delegate calling to order', 'forbidden', seats[0]?.delegate.line.send(council.callToOrder, { meetingId }) ?? Promise.resolve());
  await chair.line.send(council.callToOrder, { meetingId });
  stage.promised.add(keys.moved('check_in')).add(keys.moved('in_session'));
}

async function checkInAll(stage: Stage, seats: readonly SeatOnStage[], done: number): Promise<void> {
  let count = done;
  await forEach(seats, 16, async (seat) => {
    const presence = await checkIn(stage, seat);
    stage.promised.add(keys.checkedIn(presence.seatId, presence.personId, presence.since));
    stage.progress.step(`${(count += 1)} of ${stage.seats.length} seats are checked in`);
  });
  // Checking in again changes nothing, from whatever device.
  for (const seat of seats.slice(0, 3)) {
    const [first, again] = [await checkIn(stage, seat), await checkIn(stage, seat)];
    stage.findings.check('receipts', first.since === again.since, () => `${seat.acting.name} checked in again and was present since another instant`);
  }
}

/** Every third delegate sits in the hall, half of these at the hand of the secretary; the others come over a line. */
function checkIn(stage: Stage, on: SeatOnStage | undefined): Promise<{ seatId: string; personId: string; since: string }> {
  if (on === undefined) throw new Error('a rehearsal needs seats');
  const { meetingId, secretary } = stage;
  const { seatId } = on.seat;
  const index = stage.seats.indexOf(on);
  if (index % 6 === 3) return secretary.line.send(council.checkIn, { meetingId, seatId, mode: 'hall', personId: on.delegate.person.personId });
  return on.delegate.line.send(council.checkIn, { meetingId, seatId, mode: index % 3 === 0 ? 'hall' : 'online' });
}

async function refuseStrangers(stage: Stage): Promise<void> {
  const { meetingId, seats, observers } = stage;
  const [one, other] = seats;
  const [observer] = observers;
  if (one === undefined || other === undefined) return;
  await refused(stage, 'a delegate checking in for another seat', 'not_of_seat', one.delegate.line.send(council.checkIn, { meetingId, seatId: other.seat.seatId, mode: 'online' }));
  if (observer !== undefined) await refused(stage, 'an observer checking in', 'forbidden', observer.line.send(council.checkIn, { meetingId, seatId: one.seat.seatId, mode: 'online' }));
}
