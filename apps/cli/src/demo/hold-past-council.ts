import { council } from '#contracts';
import type { Cast } from '../rehearsal/found-council.js';
import type { Progress } from '../rehearsal/stage.js';
import { chat, conveneDemo, declare, gather, itemsOf, officer, vote } from './convene-demo.js';

const agenda = {
  title: 'First ordinary meeting', day: -7, hour: 9,
  items: ['Opening and quorum', 'Report on the northern corridor', 'Motion on the exchange of experts', 'Motion on a second mobile hospital', 'Any other business'],
};

/** A council that is over: held, voted and closed, so that there is a past to look at. */
export async function holdPastCouncil(cast: Cast, progress: Progress): Promise<void> {
  const meeting = await conveneDemo(cast, agenda, 'closed');
  if (meeting === null) return;
  const { meetingId, chair } = meeting;
  const seats = cast.seats.slice(0, 48);
  await gather(meeting, seats, progress);
  const items = await itemsOf(meeting);
  const takeUp = async (at: number, previous?: 'noted' | 'decided'): Promise<void> => void (await chair.send(council.takeUp, { meetingId, itemId: items[at] ?? '', ...(previous === undefined ? {} : { previous }) }));
  await takeUp(0);
  await chat(meeting, [[officer(cast, 'chair'), 'Welcome, all of you.'], [seats[3]?.delegate, 'Добрый день!'], [seats[0]?.delegate, '各位好，线路清晰。'], [cast.others[0], 'Following as an observer, thank you.']]);

  await takeUp(1, 'noted');
  for (const seat of seats.slice(2, 4)) {
    const { requestId } = await seat.delegate.door.send(council.requestFloor, { meetingId, seatId: seat.seatId, kind: 'speech', topic: 'Patients moved in October' });
    await chair.send(council.giveFloor, { meetingId, requestId, seconds: 180 });
    await chair.send(council.endSpeech, { meetingId });
  }
  progress.step('two motions are voted on');
  await takeUp(2, 'noted');
  await declare(meeting, await vote(meeting, seats, { title: 'Exchange of experts', text: 'Each member institution receives two experts of another member in the coming year.' }, (index) => (index % 7 === 0 ? 'no' : index % 11 === 0 ? 'abstain' : 'yes')));
  await takeUp(3, 'decided');
  await declare(meeting, await vote(meeting, seats.slice(0, 44), { title: 'A second mobile hospital', text: 'The alliance buys a second mobile hospital before the rules for its use are agreed.' }, (index) => (index % 3 === 0 ? 'yes' : index % 10 === 1 ? 'abstain' : 'no')));
  await takeUp(4, 'decided');
  await chair.send(council.conclude, { meetingId, itemId: items[4] ?? '', outcome: 'noted' });
  await chair.send(council.adjourn, { meetingId });
  await chair.send(council.closeMeeting, { meetingId });
}
