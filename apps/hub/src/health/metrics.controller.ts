import { Controller, Get, Header } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import { Database } from '#db';

/** Answered requests by route and status. The route is its pattern (`/meetings/{id}`), never an address with ids in it. */
export const requests = new Histogram({
  name: 'hub_http_request_seconds', help: 'Time from a request to its answer.', labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
});

const connections = new Gauge({ name: 'hub_database_connections', help: 'Connections of this process to the database, by state (open, idle, waited_for).', labelNames: ['state'] });

collectDefaultMetrics();

/** Prometheus text. Libs register their own metrics with prom-client; all of them appear here, and in docker/metrics.md. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly database: Database) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    const { pool } = this.database;
    connections.set({ state: 'open' }, pool.totalCount);
    connections.set({ state: 'idle' }, pool.idleCount);
    connections.set({ state: 'waited_for' }, pool.waitingCount);
    return register.metrics();
  }
}
