import { once } from 'node:events';
import { StartFault } from '#db';
import type { AddCommand } from '../command.js';
import { settle, tell } from '../settle.js';
import { withExport } from '../with-export.js';

export const addExport: AddCommand = (program) => {
  program.command('export').argument('<stream>', 'a stream, as meeting:<id>').description('writes a stream with its hash chain to the output, for hub verify; needs the database of the hub')
    .option('--without-words', 'leaves out the words of people; the chain still verifies')
    .action(async (stream: string, { withoutWords }: { withoutWords?: boolean }) => {
      settle();
      await withExport(async (log) => {
        if (!(await log.has(stream))) throw new StartFault(`There is no stream ${stream} in this hub.`);
        for await (const line of log.lines(stream, { words: withoutWords !== true })) {
          if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
        }
      });
      tell(`Exported: ${stream}. It may hold words of people: keep it as safe as the hub itself.`);
    });
};
