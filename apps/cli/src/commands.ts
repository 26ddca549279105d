import type { AddCommand } from './command.js';
import { addBackup } from './command/backup.js';
import { addContracts } from './command/contracts.js';
import { addDemo } from './command/demo.js';
import { addDoctor } from './command/doctor.js';
import { addExport } from './command/export.js';
import { addHealthcheck } from './command/healthcheck.js';
import { addListen } from './command/listen.js';
import { addMigrate } from './command/migrate.js';
import { addRehearse } from './command/rehearse.js';
import { addReplay } from './command/replay.js';
import { addRestore } from './command/restore.js';
import { addServe } from './command/serve.js';
import { addTail } from './command/tail.js';
import { addVerify } from './command/verify.js';
import { addVersion } from './command/version.js';

/** Every command of the program, in the order in which the help shows them. */
export const commands: readonly AddCommand[] = [
  addServe,
  addDemo,
  addMigrate,
  addDoctor,
  addBackup,
  addRestore,
  addTail,
  addListen,
  addReplay,
  addExport,
  addVerify,
  addRehearse,
  addHealthcheck,
  addContracts,
  addVersion,
];
