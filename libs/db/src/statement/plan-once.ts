import type { Statement } from './exchange.js';

/**
 * Travels with the BEGIN of a transaction that looks a few rows up by their keys, many times a second: its statements are planned
 * once for a connection, by indexes, whatever they are asked for. To plan one of them anew takes up to ten times as long as to
 * answer it, and the server, which weighs only what answering costs, would do so again and again. And of a table that has grown since
 * it last counted, the planner believes that reading it whole is cheaper. Not for questions whose best plan depends on what is asked.
 */
export const planOnce: Statement = {
  text: `SELECT set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
};
