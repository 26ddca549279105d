import type { AddCommand } from '../command.js';
import { useDemoFolder } from '../demo/keep-credentials.js';

export const addDemo: AddCommand = (program) => {
  program.command('demo').description('serves a hub with demo data, in a data folder of its own, and prints how to sign in').action(async () => {
    useDemoFolder();
  });
};
