import { council } from '#contracts';
import { comparable, difference } from './compare-rooms.js';
import { keys } from './keys.js';
import { Player, type Audience } from './player.js';
import { refused, untilAllStandTogether, type Stage } from './stage.js';

/** Recess and resumption, adjournment and close. */
export async function playClosing(stage: Stage): Promise<void> {
  const { meetingId, chair, seats } = stage;
  await chair.line.send(council.recess, { meetingId });
  await refused(stage, 'giving the floor in a recess', 'meeting_state', chair.line.send(council.openPoll, { meetingId, motionId: chair.witness.room?.motions[0]?.id ?? meetingId }));
  await chair.line.send(council.resume, { meetingId });
  await chair.line.send(council.adjourn, { meetingId });
  await chair.line.send(council.closeMeeting, { meetingId });
  for (const state of ['recess', 'adjourned', 'closed']) stage.promised.add(keys.moved(state));
  const [one] = seats;
  if (one !== undefined) await refused(stage, 'checking in to a closed meeting', 'meeting_state', one.delegate.line.send(council.checkIn, { meetingId, seatId: one.seat.seatId, mode: 'online' }));
}

/** Somebody of each audience joins late, with a snapshot, and must then hold the same room as those who were there all along. */
export async function joinLate(stage: Stage, when: string): Promise<void> {
  const late = (['members', 'public'] as const).flatMap((audience) => {
    const early = stage.players.find((player) => player.audience === audience);
    return early === undefined ? [] : [new Player(`late ${audience === 'members' ? 'member' : 'observer'} ${when}`, early.person, audience, stage)];
  });
  for (const player of late) await player.enter(stage.stream);
  stage.players.push(...late);
  await untilAllStandTogether(stage);
  for (const player of late) compareAll(stage, player, player.audience);
}

function compareAll({ players, findings }: Stage, late: Player, audience: Audience): void {
  if (late.witness.room === null) return;
  const fresh = comparable(late.witness.room);
  for (const player of players) {
    if (player === late || player.audience !== audience || player.witness.room === null) continue;
    const found = difference(comparable(player.witness.room), fresh);
    findings.check('state', found === null, () => `${player.name} and the ${late.name} differ at ${found ?? ''}`);
  }
}
