import { council } from '#contracts';
import { newId } from '#kernel';
import { pick } from '../demo/generate-names.js';
import { difference } from './compare-rooms.js';
import { keys } from './keys.js';
import type { SeatOnStage } from './player.js';
import { forEach } from './retry.js';
import { refused, until, type Stage } from './stage.js';

/** The agenda is taken up; the list of speakers, with points of order; the chat, with a moderation. */
export async function playDebate(stage: Stage): Promise<void> {
  const items = stage.chair.witness.room?.agenda.filter((item) => item.parentId === null) ?? [];
  const [opening, motions] = items;
  if (opening === undefined || motions === undefined) throw new Error('the agenda did not arrive');
  await stage.chair.line.send(council.takeUp, { meetingId: stage.meetingId, itemId: opening.id });
  await Promise.all([playSpeakers(stage), playChat(stage)]);
  await stage.secretary.line.send(council.addItem, { meetingId: stage.meetingId, title: 'Any other business' });
  await stage.chair.line.send(council.takeUp, { meetingId: stage.meetingId, itemId: motions.id, previous: 'noted' });
}

async function playSpeakers(stage: Stage): Promise<void> {
  const { meetingId, chair, seats, findings } = stage;
  await chair.line.send(council.closeList, { meetingId });
  await refused(stage, 'a speech while the list is closed', 'list_closed', ask(stage, seats[0], 'speech'));
  await chair.line.send(council.openList, { meetingId });
  const speakers = seats.slice(0, 12);
  const places = await forEach(speakers, 12, (seat) => ask(stage, seat, 'speech'));
  findings.check('state', new Set(places.map(({ place }) => place)).size === speakers.length, () => 'two speakers were given one place on the list');
  await forEach(seats.slice(2, 4), 2, (seat) => ask(stage, seat, 'point_of_order'));
  await refused(stage, 'a second request while the first is open', 'floor_already_requested', ask(stage, seats[0], 'speech'));
  const last = places.at(-1);
  if (last !== undefined) await speakers.at(-1)?.acting.line.send(council.withdrawRequest, { meetingId, requestId: last.requestId });
  await chair.line.send(council.closeList, { meetingId });
  await giveTheFloor(stage);
}

/** The chair goes by the list as the chair's own copy of the room shows it; it must be the list that the hub reads out. */
async function giveTheFloor(stage: Stage): Promise<void> {
  const { meetingId, chair, findings } = stage;
  for (let turn = 0; turn < 5; turn += 1) {
    await until('that the list of speakers is settled', () => (chair.witness.room?.floor.speaker ?? null) === null && chair.witness.room?.floor.listOpen === false);
    const read = await chair.line.ask(council.speakers, { meetingId });
    const own = chair.witness.room?.floor;
    findings.check('state', difference(own, read) === null, () => `the list of speakers differs at ${difference(own, read) ?? ''}`);
    const next = own?.waiting[0];
    if (next === undefined) return;
    stage.progress.step(`${turn + 1} of 5 speakers have the floor`);
    await chair.line.send(council.giveFloor, { meetingId, requestId: next.requestId, seconds: 60 });
    await until('that the speaker is seen', () => chair.witness.room?.floor.speaker?.requestId === next.requestId);
    const speaker = stage.seats.find((seat) => seat.acting.person.personId === next.personId);
    // Some end by themselves, some are ended by the chair.
    await (turn % 2 === 0 && speaker !== undefined ? speaker.acting : chair).line.send(council.endSpeech, { meetingId });
  }
}

async function ask(stage: Stage, on: SeatOnStage | undefined, kind: 'speech' | 'point_of_order'): Promise<{ requestId: string; place: number }> {
  if (on === undefined) throw new Error('a rehearsal needs seats');
  const request = await on.acting.line.send(council.requestFloor, { meetingId: stage.meetingId, seatId: on.seat.seatId, kind, language: 'en', topic: kind === 'speech' ? 'The reports' : 'I cannot hear' });
  stage.promised.add(keys.requested(request.requestId));
  return request;
}

const sayings = ['Good morning from our hospital.', '各位好。', 'Доброе утро!', 'صبح بخیر', 'صباح الخير', 'नमस्ते', 'The line is clear here.'];

async function playChat(stage: Stage): Promise<void> {
  const { meetingId, seats, observers, secretary, findings, chance } = stage;
  const writers = [...seats.slice(0, 20).map((seat) => seat.acting), ...observers];
  const messages = await forEach(writers, 10, async (player) => {
    const id = newId();
    const input = { meetingId, text: pick(chance, sayings) };
    const first = await player.line.send(council.postMessage, input, { id });
    const again = await player.person.door.send(council.postMessage, input, { id });
    findings.check('receipts', first.messageId === again.messageId, () => `${player.name} sent one message twice under one id, and there are two`);
    stage.promised.add(keys.posted(first.messageId));
    return first;
  });
  const [off] = messages;
  if (off === undefined) return;
  await refused(stage, 'a delegate hiding a message', 'forbidden', seats[0]?.acting.line.send(council.hideMessage, { meetingId, messageId: off.messageId, reason: 'Not mine to hide' }) ?? Promise.resolve());
  await secretary.line.send(council.hideMessage, { meetingId, messageId: off.messageId, reason: 'Off topic' });
  const hidden = (player: (typeof writers)[number]): boolean => player.witness.room?.chat.some((message) => message.id === off.messageId && message.text === null && message.hiddenFor !== null) ?? false;
  await until('that every reader hides the message', () => stage.players.every(hidden));
  const page = await secretary.person.door.pull(stage.stream, { after: 'earliest' });
  const kept = page.data.find((event) => event.type === council.messagePosted.name && event.data['messageId'] === off.messageId);
  findings.check('state', kept !== undefined && kept.data['text'] === undefined, () => 'the words of a hidden message are still in the log');
}
