import { migrate } from '#db';
import { migrations } from '../../../hub/src/features.js';
import { hubVersion } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { ownerOf, say, settle, withDatabase } from '../settle.js';

export const addMigrate: AddCommand = (program) => {
  program.command('migrate').description('brings the schema of the database up to this hub, as its owner').action(async () => {
    settle();
    await withDatabase('leave', async (database) => {
      const ran = await migrate(ownerOf(database), { migrations, hubVersion });
      ran.forEach((migration) => say(`done: ${migration.name}`));
      say(ran.length === 0 ? 'The schema is current; nothing was to do.' : `The schema is current after ${ran.length} migrations.`);
    });
  });
};
