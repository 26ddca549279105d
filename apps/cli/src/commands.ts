import type { AddCommand } from './command.js';

/**
 * Every command of the program by its name, in the order in which the help shows them. Each is loaded when it is called:
 * to say its version or to verify a file, the program need not load the hub.
 */
export const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./command/serve.js')).addServe,
  demo: async () => (await import('./command/demo.js')).addDemo,
  migrate: async () => (await import('./command/migrate.js')).addMigrate,
  doctor: async () => (await import('./command/doctor.js')).addDoctor,
  backup: async () => (await import('./command/backup.js')).addBackup,
  restore: async () => (await import('./command/restore.js')).addRestore,
  'reset-password': async () => (await import('./command/reset-password.js')).addResetPassword,
  tail: async () => (await import('./command/tail.js')).addTail,
  listen: async () => (await import('./command/listen.js')).addListen,
  replay: async () => (await import('./command/replay.js')).addReplay,
  export: async () => (await import('./command/export.js')).addExport,
  verify: async () => (await import('./command/verify.js')).addVerify,
  rehearse: async () => (await import('./command/rehearse.js')).addRehearse,
  convoy: async () => (await import('./command/convoy.js')).addConvoy,
  healthcheck: async () => (await import('./command/healthcheck.js')).addHealthcheck,
  contracts: async () => (await import('./command/contracts.js')).addContracts,
  version: async () => (await import('./command/version.js')).addVersion,
};
