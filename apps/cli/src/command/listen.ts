import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { dataFolder } from '#config';
import { events } from '#contracts';
import { holdFile, StartFault } from '#db';
import type { AddCommand } from '../command.js';
import { say, settle, tell } from '../settle.js';
import { untilSignal } from '../until-signal.js';
import { toldPlainly, visit, type VisitOptions } from '../visit.js';
import { filterOf } from './tail.js';

interface Options extends VisitOptions {
  readonly to: string;
  readonly types?: string;
  readonly filter?: string;
  readonly secret?: string;
  readonly name: string;
  readonly anew?: boolean;
}

export const addListen: AddCommand = (program) => {
  program.command('listen').description('posts events to a program on this machine as webhooks: no address of yours has to be reachable; what happens while it is down comes later')
    .requiredOption('--to <address>', 'where your program listens, as http://localhost:8080/hooks')
    .option('--types <types>', 'only these types, with commas').option('--filter <json>', 'only what this filter lets through, as of a subscription')
    .option('--secret <secret>', 'whsec_… to sign with; without it one is made for this run')
    .option('--name <name>', 'the durable consumer that remembers how far you have come, and what you asked for last', 'listen')
    .option('--anew', 'begins with what happens from now on, as after the hub was restored from a backup')
    .option('--url <address>', 'the hub (HUB_URL)').option('--key <key>', 'an API key with streams:read, events:read and events:write (HUB_KEY)').option('--email <address>').option('--password <password>')
    .action(async (options: Options) => {
      settle();
      const [to, filter, secret] = [addressFrom(options.to), filterOf(options), secretFrom(options.secret)];
      if (!events.consumerName.safeParse(options.name).success) throw new StartFault('--name takes 1 to 64 letters, digits, _ and -.');
      const { signal } = untilSignal();
      const { openTunnel } = await import('../listen/tunnel.js');
      await toldPlainly(async () => {
        const hub = await visit(options);
        const file = dataFolder('listen', `${new URL(hub.url).host.replaceAll(/[^a-z0-9.-]/gi, '-')}-${options.name}.json`);
        mkdirSync(dirname(file), { recursive: true });
        // Two would share what comes, and number it twice.
        const release = holdFile(`${file}.pid`, (other) => `Another hub listen (process ${other ?? 'unknown'}) has the name ${options.name}: end it, or take another --name.`);
        try {
          if (options.secret === undefined) say(`The secret of this run, which your program verifies with: whsec_${secret.toString('base64')}`);
          tell(`# what the hub tells goes to ${to}; Ctrl-C ends it`);
          await openTunnel({ hub, name: options.name, to, secret, filter, file, signal, anew: options.anew === true }, say);
        } finally {
          release();
        }
      });
    });
};

function addressFrom(text: string): string {
  const address = /^\d+$/.test(text) ? `http://127.0.0.1:${text}` : text;
  if (!/^https?:/.test(address) || !URL.canParse(address)) throw new StartFault('--to takes an address as http://localhost:8080/hooks, or a port.');
  return address;
}

function secretFrom(text: string | undefined): Buffer {
  if (text === undefined) return randomBytes(24);
  const secret = Buffer.from(text.replace(/^whsec_/, ''), 'base64');
  if (!text.startsWith('whsec_') || secret.length < 24 || secret.length > 64) throw new StartFault('--secret takes whsec_ and 24 to 64 bytes in base64.');
  return secret;
}
