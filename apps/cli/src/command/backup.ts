import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { StartFault, writeBackup } from '#db';
import { hubVersion } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { ownerOf, say, settle, withDatabase } from '../settle.js';

export const addBackup: AddCommand = (program) => {
  program.command('backup').argument('<file>', 'where to write it').description('writes everything that the hub holds, as of this instant, into one file; the hub may go on working')
    .action(async (name: string) => {
      settle();
      const file = resolve(name);
      if (existsSync(file)) throw new StartFault(`The file ${file} is there already, and a backup overwrites nothing: give another name.`);
      await withDatabase('refuse', async (database) => {
        const rows = await writeBackup(ownerOf(database), file, hubVersion, say);
        say(`Written: ${file} (${Object.values(rows).reduce((a, b) => a + b, 0)} rows of ${Object.keys(rows).length} tables). It holds everything: keep it as safe as the hub itself.`);
      });
    });
};
