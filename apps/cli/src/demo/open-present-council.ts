import { council } from '#contracts';
import type { Cast } from '../rehearsal/found-council.js';
import { forEach } from '../rehearsal/retry.js';
import type { Progress } from '../rehearsal/stage.js';
import { chat, conveneDemo, declare, gather, itemsOf, officer, vote } from './convene-demo.js';

const agenda = {
  title: 'Second ordinary meeting', day: 0, hour: 9,
  items: ['Opening and quorum', 'Motion on a common referral form', 'Motion on the southern corridor', 'Report on teleconsultations', 'Date of the next meeting'],
};

/** A council in session: seats present, an item current, speakers waiting, one vote declared and one open. */
export async function openPresentCouncil(cast: Cast, progress: Progress): Promise<void> {
  const meeting = await conveneDemo(cast, agenda, 'in_session');
  if (meeting === null) return;
  const { meetingId, chair, secretary } = meeting;
  const seats = cast.seats.slice(0, 42);
  await gather(meeting, seats, progress);
  const [first = '', second = '', third = ''] = await itemsOf(meeting);
  await chair.send(council.takeUp, { meetingId, itemId: first });
  await chair.send(council.takeUp, { meetingId, itemId: second, previous: 'noted' });
  progress.step('one motion is voted on, another is put to the vote');
  await declare(meeting, await vote(meeting, seats, { title: 'A common referral form', text: 'All members use the referral form of the annex from January on.' }, (index) => (index % 6 === 0 ? 'no' : index % 13 === 0 ? 'abstain' : 'yes')));

  await chair.send(council.takeUp, { meetingId, itemId: third, previous: 'decided' });
  await chat(meeting, [
    [officer(cast, 'secretary'), 'The text of the motion is on the list of motions.'], [seats[1]?.delegate, 'Хорошо слышно, спасибо.'],
    [seats[5]?.delegate, 'Is the annex final?'], [officer(cast, 'secretary'), 'It is: version 3.'], [seats[0]?.delegate, '同意。'],
  ]);
  await secretary.send(council.openList, { meetingId });
  const [speaking] = await forEach(seats.slice(1, 7), 1, ({ seatId, delegate }, index) =>
    delegate.door.send(council.requestFloor, { meetingId, seatId, kind: index === 4 ? 'point_of_order' : 'speech', language: ['ru', 'kk', 'ur', 'uz', 'fa', 'hi'][index] ?? 'en', topic: index === 4 ? 'The sound of channel 2' : 'The southern corridor' }));
  // Half of the present seats have voted; the others, and whoever signs in, still may. The first seat is left to the delegate of the demo.
  await vote(meeting, seats.slice(7, 28), { title: 'The southern corridor', text: 'The southern corridor opens on the first of March with two centres.' }, (index) => (index % 4 === 0 ? 'no' : 'yes'));
  if (speaking !== undefined) await chair.send(council.giveFloor, { meetingId, requestId: speaking.requestId, seconds: 7_200 });
}
