import { catalogue, type stream as contract } from '#contracts';
import { keyOf } from './keys.js';
import type { Audience } from './player.js';
import { offsetOf } from './position.js';
import { until, untilAllStandTogether, type Stage } from './stage.js';
import type { Seen, Stretch } from './witness.js';

/** Holds what every reader saw, at every door, against the log as it is pulled in the end. */
export async function checkReaders(stage: Stage): Promise<void> {
  await untilAllStandTogether(stage);
  const end = stage.chair.offset;
  await until('that the readers by other doors have come to the end', () => stage.sideReaders.every((reader) => reader.offset >= end));
  await Promise.all(stage.sideReaders.map((reader) => reader.stop()));
  for (const audience of ['members', 'public'] as const) {
    const player = stage.players.find((one) => one.audience === audience);
    if (player === undefined) continue;
    const log = await pullAll(stage, player.person.door);
    checkSockets(stage, audience, log, end);
    checkSideReaders(stage, audience, log, end);
    checkAudience(stage, audience, log);
    if (audience === 'members') checkPromises(stage, log);
    await checkFeed(stage, audience, log);
  }
}

async function pullAll(stage: Stage, door: Stage['admin']): Promise<contract.Envelope[]> {
  const log: contract.Envelope[] = [];
  for (let after = 'earliest'; ;) {
    const page = await door.pull(stage.stream, { after });
    log.push(...page.data);
    if (page.done) return log;
    after = page.iterator;
  }
}

/** The first place where a reader's events are not those of the log between two offsets. */
function breach(seen: readonly Seen[], log: readonly contract.Envelope[], from: number, to: number): string | null {
  const due = log.filter(({ position }) => offsetOf(position) > from && offsetOf(position) <= to);
  for (let at = 0; at < Math.max(due.length, seen.length); at += 1) {
    const [want, got] = [due[at], seen[at]];
    if (want?.id !== got?.id || (want !== undefined && offsetOf(want.position) !== got?.offset)) {
      return `event ${at + 1} should be ${want === undefined ? 'none' : `${want.type} at ${want.position}`}, and is ${got === undefined ? 'missing' : `${got.type} at ${got.offset}`}`;
    }
  }
  return null;
}

function checkSockets(stage: Stage, audience: Audience, log: readonly contract.Envelope[], end: number): void {
  for (const { name, audience: of, witness } of stage.players) {
    if (of !== audience) continue;
    witness.stretches.forEach((stretch: Stretch, index) => {
      const to = index + 1 === witness.stretches.length ? end : (stretch.seen.at(-1)?.offset ?? stretch.from);
      const found = breach(stretch.seen, log, stretch.from, to);
      stage.findings.check('order', found === null, () => `${name}: ${found ?? ''}`);
      // An event of the log that a reader lacks, or has twice, is a gap or a double too, whatever its frames said.
      stage.findings.check('ranges', found === null, () => `${name}: ${found ?? ''}`);
      if (witness.resumed > 0) stage.findings.check('resume', found === null, () => `${name} came back ${witness.resumed} times; ${found ?? ''}`);
    });
  }
}

function checkSideReaders(stage: Stage, audience: Audience, log: readonly contract.Envelope[], end: number): void {
  for (const reader of stage.sideReaders) {
    if (reader.audience !== audience) continue;
    const found = breach(reader.seen.filter(({ offset }) => offset <= end), log, reader.from, end);
    stage.findings.check('doors', found === null, () => `${reader.name}: ${found ?? ''}`);
  }
}

/** Observers may see what is declared public; members all of the meeting. */
function checkAudience(stage: Stage, audience: Audience, log: readonly contract.Envelope[]): void {
  const hidden = (type: string): boolean => {
    const declared = catalogue.get(type);
    return audience === 'public' && (declared?.kind !== 'event' || !declared.audience.includes('public'));
  };
  const leaked = log.find((event) => hidden(event.type));
  stage.findings.check('audience', leaked === undefined, () => `the ${audience} may pull ${leaked?.type}`);
  for (const player of stage.players.filter((one) => one.audience === audience)) {
    const seen = player.witness.seen.find((event) => hidden(event.type));
    stage.findings.check('audience', seen === undefined, () => `${player.name} saw ${seen?.type}`);
  }
}

function checkPromises(stage: Stage, log: readonly contract.Envelope[]): void {
  const kept = new Map<string, number>();
  for (const event of log) {
    const key = keyOf(event);
    if (key !== null) kept.set(key, (kept.get(key) ?? 0) + 1);
  }
  for (const promise of stage.promised) stage.findings.check('kept', kept.has(promise), () => `it was acknowledged and is not in the log: ${promise}`);
}

/** The feed shows the meeting's events in the meeting's order, and nothing of what the reader may not know of. */
async function checkFeed(stage: Stage, audience: Audience, log: readonly contract.Envelope[]): Promise<void> {
  const player = stage.players.find((one) => one.audience === audience && one !== stage.chair && one !== stage.secretary);
  if (player === undefined) return;
  const last = log.at(-1)?.id;
  const found: contract.Envelope[] = [];
  const foreign: string[] = [];
  const people = new Set([`person:${player.person.personId}`]);
  for (let after = stage.feedFrom, idle = 0; idle < 10 && !found.some(({ id }) => id === last);) {
    const page = await player.person.door.pull(null, { after, wait: 1 });
    for (const event of page.data) {
      if (event.stream === stage.stream) found.push(event);
      else if (event.stream === `meeting:${stage.hiddenMeetingId}` || (event.stream.startsWith('person:') && !people.has(event.stream))) foreign.push(event.stream);
    }
    idle = page.iterator === after ? idle + 1 : 0;
    after = page.iterator;
  }
  const differs = breach(found.map(({ position, id, type }) => ({ offset: offsetOf(position), id, type })), log, 0, Infinity);
  stage.findings.check('doors', differs === null, () => `the feed of ${player.name}: ${differs ?? ''}`);
  stage.findings.check('audience', foreign.length === 0, () => `the feed of ${player.name} shows ${foreign[0]}`);
}
