import { createInterface } from 'node:readline/promises';
import { Option } from 'commander';
import { z } from 'zod';
import { events } from '#contracts';
import { StartFault } from '#db';
import type { Hub } from '#sdk';
import type { AddCommand } from '../command.js';
import { say, settle } from '../settle.js';
import { toldPlainly, visit, type VisitOptions } from '../visit.js';

interface Options extends VisitOptions {
  readonly since?: string;
  readonly only: string;
  readonly sequence?: string;
  readonly yes?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export const addReplay: AddCommand = (program) => {
  program.command('replay').argument('<subscription>', 'the id of a subscription').description('sends deliveries of a subscription again: counts them first, and asks before it does')
    .option('--since <time>', 'those that were made since an instant (2026-11-22T09:00:00Z), or so long ago (90m, 6h, 2d); without it: all that are kept')
    .option('--only <which>', 'dead: those that were given up; waiting: those that wait for their next try; all: those that were taken too', 'dead')
    .addOption(new Option('--sequence <number>', 'one delivery, by its number').conflicts(['since', 'only'])).option('--yes', 'does not ask')
    .option('--url <address>', 'the hub (HUB_URL)').option('--key <key>', 'an API key with events:write (HUB_KEY)').option('--email <address>').option('--password <password>')
    .action(async (subscriptionId: string, options: Options) => {
      settle();
      if (!z.uuid().safeParse(subscriptionId).success) throw new StartFault(`${subscriptionId} is no id of a subscription.`);
      const sequence = sequenceFrom(options.sequence);
      const since = sinceFrom(options.since);
      const states = z.enum(['dead', 'waiting', 'all']).safeParse(options.only).data;
      if (states === undefined) throw new StartFault('--only takes dead, waiting or all.');
      const range = { subscriptionId, since, states };
      await toldPlainly(async () => {
        const hub = await visit(options);
        await (sequence === null ? replayRange(hub, range, options.yes === true) : replayOne(hub, subscriptionId, sequence));
      });
    });
};

async function replayOne(hub: Hub, subscriptionId: string, sequence: number): Promise<void> {
  const { replayed } = await hub.send(events.replayDelivery, { subscriptionId, sequence });
  say(replayed === 1 ? `Delivery ${sequence} is sent again.` : `Delivery ${sequence} is due already; it stays as it is.`);
}

async function replayRange(hub: Hub, range: { subscriptionId: string; since: string; states: 'dead' | 'waiting' | 'all' }, isAgreed: boolean): Promise<void> {
  const { matching } = await hub.send(events.replayRange, { ...range, count: true });
  say(`${matching} ${range.states === 'all' ? '' : `${range.states} `}deliveries fit.`);
  if (matching === 0 || !(isAgreed || (await isWanted()))) return;
  let replayed = 0;
  // The hub takes so many at once; what is due by now is not counted again.
  for (let taken = events.replayLimit; taken === events.replayLimit && replayed < matching; replayed += taken) {
    ({ replayed: taken } = await hub.send(events.replayRange, range));
  }
  say(`${replayed} are sent again.`);
}

async function isWanted(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new StartFault('Nobody is there to ask: say --yes to send them again.');
  const line = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await line.question('Send them again? [y/N] ')).trim());
  } finally {
    line.close();
  }
}

function sinceFrom(text: string | undefined): string {
  if (text === undefined) return new Date(0).toISOString();
  const [, count, unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  // What Date would make of `5` or of 30 February is nobody's wish.
  const isInstant = z.iso.datetime({ offset: true }).safeParse(text).success;
  if (count === undefined && !isInstant) throw new StartFault('--since takes an instant, as 2026-11-22T09:00:00Z, or so long ago, as 90m, 6h or 2d.');
  const at = count === undefined ? Date.parse(text) : Date.now() - Number(count) * (UNITS[unit] ?? 0);
  return new Date(Math.max(at, 0)).toISOString();
}

function sequenceFrom(text: string | undefined): number | null {
  if (text !== undefined && !/^[1-9]\d{0,14}$/.test(text)) throw new StartFault('--sequence takes the number of a delivery, as 42.');
  return text === undefined ? null : Number(text);
}
