import { council, identity } from '#contracts';
import type { Stage } from './stage.js';

/** Everybody leaves: lines close, sessions end, and the draft that nobody knew of is called off. */
export async function leaveStage(stage: Stage): Promise<void> {
  stage.journal.resumes = stage.players.reduce((sum, { witness }) => sum + witness.resumed, 0);
  await Promise.all(stage.sideReaders.map((reader) => reader.stop()));
  for (const player of stage.players) player.line.close();
  const { door } = stage.secretary.person;
  await quietly(door.send(council.cancelMeeting, { meetingId: stage.hiddenMeetingId, reason: 'The rehearsal is over' }));
  const doors = new Set([...stage.cast.seats.flatMap(({ delegate, alternates }) => [delegate, ...alternates]), ...stage.cast.others, ...[...stage.cast.officers.values()].flat()].map((person) => person.door));
  await Promise.all([...doors].map((one) => quietly(one.enter(identity.signOut, {}))));
}

/** A hub that is gone by now needs no farewell; the findings tell of it. */
async function quietly(farewell: Promise<unknown>): Promise<void> {
  await farewell.catch(() => undefined);
}
