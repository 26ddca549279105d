import { hubVersion } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { say } from '../say.js';

export const addVersion: AddCommand = (program) => {
  program.command('version').description('says which hub this is').action(() => say(`Corridor Hub ${hubVersion}, Node ${process.versions.node}`));
};
