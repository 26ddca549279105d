import { sqlMigration } from '#db';

/** What of a shelf or of the oxygen was told last about running out: it is told when it changes. */
export const horizon = sqlMigration(1763781540000, 'corridor stock horizon', '0.1.0', /* sql */ `
  ALTER TABLE corridor_stock ADD COLUMN runs_out text CONSTRAINT stock_runs_out CHECK (runs_out IN ('before_latest', 'before_earliest'));
  ALTER TABLE corridor_board ADD COLUMN runs_out text CONSTRAINT board_runs_out CHECK (runs_out IN ('before_latest', 'before_earliest'));
  CREATE INDEX corridor_stock_runs_out ON corridor_stock (holder_id) WHERE runs_out IS NOT NULL;
  CREATE INDEX corridor_board_runs_out ON corridor_board (holder_id) WHERE runs_out IS NOT NULL;
`);
