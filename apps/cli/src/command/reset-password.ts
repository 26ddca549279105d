import pg from 'pg';
import { settings } from '#config';
import { StartFault } from '#db';
import { resetAtConsole } from '#identity';
import { publicOrigin } from '#realtime';
import type { AddCommand } from '../command.js';
import { say, settle, withDatabase } from '../settle.js';

export const addResetPassword: AddCommand = (program) => {
  program.command('reset-password').argument('<e-mail address>', 'of somebody in the hub').description('makes a one-time link by which somebody chooses another password: for an administrator who forgot theirs').action(async (email: string) => {
    settle();
    await withDatabase('refuse', async ({ address }) => {
      const client = new pg.Client({ connectionString: address.app });
      await client.connect();
      try {
        await client.query(`BEGIN; SELECT set_config('hub.actor', 'system:console', true)`);
        const token = await resetAtConsole((sql, values) => client.query(sql, [...values]), email);
        await client.query('COMMIT');
        if (token === null) throw new StartFault(`Nobody of the address ${email} is in this hub, or they are suspended: look at how it is written.`);
        const port = String(settings().find(({ name }) => name === 'HUB_PORT')?.value);
        say(`Whoever opens this link within a day chooses a new password for ${email}, and all sessions of that person end: ${publicOrigin() ?? `http://127.0.0.1:${port}`}/invitation#${token}`);
      } finally {
        await client.end();
      }
    });
  });
};
