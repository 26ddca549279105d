import { Counter, Histogram } from 'prom-client';

export const taken = new Counter({ name: 'hub_positions_total', help: 'Fixes that came through any door, by what became of them and, where not stored, by rule.', labelNames: ['outcome', 'rule'] });
export const flushed = new Histogram({ name: 'hub_positions_flush_fixes', help: 'Fixes that were written in one transaction.', buckets: [1, 10, 50, 100, 500, 1_000, 2_000] });
