import type { AddCommand } from './command.js';
import { addBackup } from './command/backup.js';
import { addContracts } from './command/contracts.js';
import { addDoctor } from './command/doctor.js';
import { addHealthcheck } from './command/healthcheck.js';
import { addMigrate } from './command/migrate.js';
import { addRestore } from './command/restore.js';
import { addServe } from './command/serve.js';
import { addVersion } from './command/version.js';

/** Every command of the program, in the order in which the help shows them. */
export const commands: readonly AddCommand[] = [
  addServe,
  addMigrate,
  addDoctor,
  addBackup,
  addRestore,
  addHealthcheck,
  addContracts,
  addVersion,
];
