import { once } from 'node:events';
import { DomainError, StartFault } from '#kernel';
import { parsePosition, type Position } from '#log';
import type { AddCommand } from '../command.js';
import { settle, tell } from '../settle.js';
import { withExport } from '../with-export.js';

interface Options {
  readonly withoutWords?: boolean;
  readonly from?: string;
}

export const addExport: AddCommand = (program) => {
  program.command('export').argument('<stream>', 'a stream, as meeting:<id>').description('writes a stream with its hash chain to the output, for hub verify; needs the database of the hub')
    .option('--without-words', 'leaves out the words of people; the chain still verifies')
    .option('--from <position>', 'begins after this position, as <epoch>.<offset>, in place of the beginning')
    .action(async (stream: string, { withoutWords, from }: Options) => {
      settle();
      const after = from === undefined ? undefined : placeOf(from);
      await withExport(async (log) => {
        if (!(await log.has(stream))) throw new StartFault(`There is no stream ${stream} in this hub.`);
        await write(log.lines(stream, { words: withoutWords !== true, from: after }));
      });
      tell(`Exported: ${stream}. It may hold words of people: keep it as safe as the hub itself.`);
    });
};

function placeOf(text: string): Position {
  const position = parsePosition(text);
  if (position === null) throw new StartFault('A position has the form <epoch>.<offset>, as every door shows it.');
  return position;
}

async function write(lines: AsyncIterable<string>): Promise<void> {
  try {
    for await (const line of lines) if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  } catch (fault) {
    throw fault instanceof DomainError ? new StartFault(fault.message, { cause: fault }) : fault;
  }
}
