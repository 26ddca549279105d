import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartFault } from '#db';
import { documents } from '#contracts';
import { findNoticeFaults } from '#notifications';
// Declares every setting and every metric of the hub.
import '../../../hub/src/run-hub.js';
import { hubVersion, root } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { say } from '../settle.js';
import { metricsTable } from './metrics-table.js';
import { noticesTable } from './notices-table.js';
import { settingsTable } from './settings-table.js';

/** What is generated from the code, and committed beside it. */
const FILES: readonly (readonly [path: string, write: () => string])[] = [
  ['libs/contracts/generated/openapi.json', () => json(documents.openApi(hubVersion))],
  ['libs/contracts/generated/asyncapi.json', () => json(documents.asyncApi(hubVersion))],
  ['docker/environment.md', settingsTable],
  ['docker/metrics.md', metricsTable],
  ['libs/notifications/notices.md', noticesTable],
];

/** What was promised of each event type. It grows with a release and is never taken back. */
const RELEASED = 'libs/contracts/released/events.json';

export const addContracts: AddCommand = (program) => {
  program.command('contracts').option('--write', 'writes the OpenAPI and AsyncAPI documents and the tables of settings, metrics and notices').option('--check', 'fails when what is committed says something else than the code, or when a released event type was changed otherwise than by adding to it')
    .option('--release', 'adds new event types and new fields to the released catalogue')
    .description('the documents that are generated from the code')
    .action(({ write, release }: { write?: boolean; release?: boolean }) => {
      keepPromises(release === true);
      insistOnWords();
      if (write === true) for (const [path, make] of FILES) put(join(root, path), make());
      const stale = FILES.filter(([path, make]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== make()).map(([path]) => path);
      if (stale.length > 0) throw new StartFault(`${stale.join(', ')} say something else than the code: run npm run contracts, look at the difference, and commit it.`);
      say(`${FILES.map(([path]) => path).join(', ')} say what the code says.`);
    });
};

/** Refuses a notice that cannot be told in every language of the hub. */
function insistOnWords(): void {
  const faults = findNoticeFaults();
  if (faults.length > 0) throw new StartFault(`Words of notices are not alike in all languages:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  say('every notice has its words in every language.');
}

/** Refuses a catalogue that takes back what was released; a release writes down what was added. */
function keepPromises(release: boolean): void {
  const path = join(root, RELEASED);
  const released = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as documents.Released) : {};
  const present = documents.releaseOf(documents.eventTypes());
  const broken = documents.breaches(released, present);
  if (broken.length > 0) throw new StartFault(`Released events may only be added to:\n${broken.map((sentence) => `- ${sentence}`).join('\n')}`);
  if (release) put(path, json(present));
  say(`${Object.keys(release ? present : released).length} event types are released as ${RELEASED} says; all of them are as they were, or have more.`);
}

function json(document: unknown): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
