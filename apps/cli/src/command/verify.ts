import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { StartFault } from '#kernel';
import { verifyExport } from '#log/offline';
import type { AddCommand } from '../command.js';
import { say } from '../say.js';

interface Options {
  readonly head?: string;
  readonly deliveries?: string;
  readonly keys?: string;
  readonly pack?: boolean;
}

export const addVerify: AddCommand = (program) => {
  program.command('verify').argument('<file>', 'an export of hub export, the receipts of a subscription, or a pack for the field; - reads the input')
    .description('checks the hash chain of an export, received webhooks against receipts, or the signature of a pack, offline, and names the first bad event')
    .option('--head <offset:hash>', 'an offset and its hash that were noted elsewhere, as in the minutes; they must be in the chain')
    .option('--deliveries <file>', 'webhooks or FHIR notifications as they were received, a line {"headers":{…},"body":"…"} for each: <file> then holds receipts')
    .option('--pack', 'the file is a pack for the field')
    .option('--keys <file>', 'the keys of the hub, as /api/v1/proof-keys (of packs: /api/v1/pack-keys) answers them: signatures are checked with them')
    .action(async (file: string, options: Options) => {
      if (options.pack === true) return verifyCarried(file, options.keys);
      if (options.deliveries !== undefined) return verifyWebhooks(file, options.deliveries, options.keys);
      if (options.keys !== undefined) throw new StartFault('--keys goes with --deliveries or --pack: an export is not signed.');
      return verifyStream(file, options.head);
    });
};

async function verifyStream(file: string, head: string | undefined): Promise<void> {
  const verdict = await overLines(file, (lines) => verifyExport(lines, head === undefined ? undefined : knownHead(head)));
  if (verdict.ok) return say(`The chain of ${verdict.stream} holds: ${verdict.events} events up to ${verdict.head.offset}, whose hash is ${verdict.head.hash}. Compare it with one that was noted elsewhere: a chain that was forged as a whole agrees with itself.`);
  if (verdict.stream === null && verdict.fault === 'unreadable') throw new StartFault(`${file} is no export of hub export. Receipts of a subscription are checked with --deliveries, a pack for the field with --pack.`);
  say(`The chain${verdict.stream === null ? '' : ` of ${verdict.stream}`} does not hold (line ${verdict.line}, ${verdict.fault}): ${verdict.message}`);
  process.exitCode = 1;
}

async function verifyWebhooks(receiptsFile: string, deliveriesFile: string, keysFile: string | undefined): Promise<void> {
  const { events } = await import('#contracts');
  const receipts = readItems(receiptsFile, events.receipt.loose(), 'receipts');
  if (receipts.length === 0) throw new StartFault(`There is no receipt in ${receiptsFile}: a day is signed a quarter of an hour after its end (UTC); of today one is made by GET /api/v1/subscriptions/<id>/receipts/<today>.`);
  const keys = keysFile === undefined ? null : new Map(readItems(keysFile, events.proofKey, 'keys').map((key) => [key.id, key.publicKey]));
  const { verifyDeliveries } = await import('#events/offline');
  const verdict = await overLines(deliveriesFile, (lines) => verifyDeliveries(receipts, lines, keys));
  if (!verdict.ok) {
    say(`The deliveries do not hold (${[...(verdict.line === null ? [] : [`line ${verdict.line}`]), verdict.fault].join(', ')}): ${verdict.message}`);
    process.exitCode = 1;
    return;
  }
  const { subscription, from, to, digest, repeated, uncovered, signed } = verdict;
  say(`The deliveries of subscription ${subscription} hold: ${from} to ${to}, none missing, and of each the number, id, type, subject, time, place and data as they were sent, up to the digest ${digest}.`);
  if (repeated > 0) say(`${repeated} of them came more than once.`);
  if (uncovered > 0) say(`${uncovered} have numbers that these receipts do not cover: nothing is said of them.`);
  say(signed ? 'The receipts are signed by the hub.' : 'The signatures of the receipts were not checked: give the keys of the hub by --keys.');
}

async function verifyCarried(file: string, keysFile: string | undefined): Promise<void> {
  if (keysFile === undefined) throw new StartFault('A pack is checked with the keys of the hub: give them by --keys.');
  const { corridor } = await import('#contracts');
  const keys = new Map(readItems(keysFile, corridor.packKey, 'keys').map((key) => [key.id, key.publicKey]));
  // As it was written, with whatever else it holds: the signature covers every field.
  const [pack] = readItems(file, z.record(z.string(), z.unknown()), 'a pack');
  const { verifyPack } = await import('#corridor/offline');
  const verdict = verifyPack(pack, keys);
  if (verdict.ok) {
    const { deployment, madeAt } = corridor.signedPack.parse(pack);
    return say(`The hub signed this pack of deployment ${deployment.id} at ${madeAt}, as it stands.`);
  }
  const why = { unreadable: 'It is no pack of a hub.', unknown_key: 'The pack is signed with a key that is not among those given.', forged: 'The hub did not sign this pack as it stands: it was altered, or never made there.' };
  say(why[verdict.fault]);
  process.exitCode = 1;
}

/** A list, the page of a query (`data`), or one single item. */
function readItems<S extends z.ZodType>(file: string, item: S, what: string): z.output<S>[] {
  const list = z.union([z.array(item), z.object({ data: z.array(item) }).transform(({ data }) => data), item.transform((one) => [one])]);
  try {
    return list.parse(JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'))) as z.output<S>[];
  } catch (cause) {
    throw new StartFault(cause instanceof Error && 'code' in cause ? `${file} cannot be read: ${cause.message}` : `${file} does not hold ${what} of a hub.`, { cause });
  }
}

/** Reads a file line by line; - is the input. */
function overLines<T>(file: string, work: (lines: AsyncIterable<string>) => Promise<T>): Promise<T> {
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) => input.once('error', (fault: Error) => reject(new StartFault(`${file} cannot be read: ${fault.message}`, { cause: fault }))));
  return Promise.race([work(createInterface({ input, crlfDelay: Infinity })), failed]);
}

function knownHead(text: string): { offset: number; hash: string } {
  const [, offset, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (offset === undefined || hash === undefined) throw new StartFault('A noted head has the form <offset>:<hash>, the hash in 64 hexadecimal digits.');
  return { offset: Number(offset), hash };
}
