import { resolve } from 'node:path';
import { restoreBackup } from '#db';
import { migrations } from '../../../hub/src/features.js';
import { hubVersion } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { ownerOf, say, settle, withDatabase } from '../settle.js';

/** Readers hold positions of the history that was lost: new epochs send every one of them to a snapshot. */
const NEW_EPOCHS = 'SELECT log_restored()';

export const addRestore: AddCommand = (program) => {
  program.command('restore').argument('<file>', 'a backup').description('brings a backup into an empty database, with new epochs, so that every client reads its state anew')
    .action(async (name: string) => {
      settle();
      await withDatabase('leave', async (database) => {
        const rows = await restoreBackup(ownerOf(database), resolve(name), { migrations, hubVersion, afterwards: NEW_EPOCHS, report: say });
        say(`Restored: ${Object.values(rows).reduce((a, b) => a + b, 0)} rows of ${Object.keys(rows).length} tables. Every stream has a new epoch.`);
      });
    });
};
