import { runHub } from '../../../hub/src/run-hub.js';
import type { AddCommand } from '../command.js';

export const addServe: AddCommand = (program) => {
  program.command('serve', { isDefault: true }).description('starts the hub, and stops it in order on Ctrl-C or SIGTERM').action(() => runHub());
};
