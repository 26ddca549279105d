export { StartFault } from './start-fault.js';
export { sqlMigration, inOrder, type Migration } from './migration/sql-migration.js';
export { dbMigrations } from './migrations/index.js';
export { refuseOn, brokenConstraint, sqlState } from './breach/refuse-on.js';
export { isUnavailable } from './breach/is-unavailable.js';
export { withActor, actorSql, type Queryable } from './actor/with-actor.js';
export { connect, type DatabaseAddress } from './address/connect.js';
export { Database, type TransactionKind } from './database.js';
export { DbModule, dataSourceOptions, type DbOptions, type Entities } from './db.module.js';
