import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { StartFault } from '#db';
import { verifyExport } from '#log';
import type { AddCommand } from '../command.js';
import { say } from '../settle.js';

export const addVerify: AddCommand = (program) => {
  program.command('verify').argument('<file>', 'an export of hub export; - reads the input').description('checks the hash chain of an export, offline, and names the first bad event')
    .option('--head <offset:hash>', 'an offset and its hash that were noted elsewhere, as in the minutes; they must be in the chain')
    .action(async (file: string, { head }: { head?: string }) => {
      const input: Readable = file === '-' ? process.stdin : createReadStream(file);
      const failed = new Promise<never>((_, reject) => input.once('error', (fault: Error) => reject(new StartFault(`${file} cannot be read: ${fault.message}`, { cause: fault }))));
      const verdict = await Promise.race([verifyExport(createInterface({ input, crlfDelay: Infinity }), head === undefined ? undefined : knownHead(head)), failed]);
      if (verdict.ok) return say(`The chain of ${verdict.stream} holds: ${verdict.events} events up to ${verdict.head.offset}, whose hash is ${verdict.head.hash}. Compare it with one that was noted elsewhere: a chain that was forged as a whole agrees with itself.`);
      say(`The chain${verdict.stream === null ? '' : ` of ${verdict.stream}`} does not hold (line ${verdict.line}, ${verdict.fault}): ${verdict.message}`);
      process.exitCode = 1;
    });
};

function knownHead(text: string): { offset: number; hash: string } {
  const [, offset, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (offset === undefined || hash === undefined) throw new StartFault('A noted head has the form <offset>:<hash>, the hash in 64 hexadecimal digits.');
  return { offset: Number(offset), hash };
}
