import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { corridor } from '#contracts';
import { Authenticator, identify, Limits, QueryBus, sendProblem, type Page } from '#realtime';

type Pages = Page<corridor.ReportView>;

/** Reports that are read at a time. */
const PAGE = 50;
/** Appended to, never reordered: programs of others count on their place. */
const COLUMNS = ['corridor', 'deployment', 'institution', 'day', 'form', 'version', 'submitted', 'late', 'item', 'code', 'label', 'column', 'count', 'state'];

/** General reports as a file, a line for each number. Read page by page through the query of the same, so the same is hidden. */
@Controller('api/v1/corridors/:corridorId')
export class ReportsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Get('reports.csv')
  async csv(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const page = (iterator?: string): Promise<Pages> =>
        this.queries.ask(actor, corridor.listReports.name, { limit: PAGE, ...(request.query as object), corridorId, ...(iterator === undefined ? {} : { iterator }) }) as Promise<Pages>;
      // The first page says whether they may be read at all, while there is still a status to be given.
      const first = await page();
      void reply.headers({ 'cache-control': 'private, no-cache', 'content-disposition': `attachment; filename="reports-${corridorId}.csv"` }).type('text/csv; charset=utf-8');
      void reply.send(Readable.from(written(first, page)));
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

async function* written(first: Pages, next: (iterator: string) => Promise<Pages>): AsyncGenerator<string> {
  yield table([COLUMNS]);
  for (let page = first; ; page = await next(page.iterator)) {
    if (page.data.length > 0) yield table(page.data.flatMap(rowsOf));
    if (page.iterator === null) return;
  }
}

/** RFC 4180. What a program would take for a formula begins with an apostrophe: the names of free slots are free. */
function table(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([...rows.map((row) => [...row])], { record_delimiter: 'windows', quote_record_delimiter: true, escape_formulas: true });
}

function rowsOf({ corridorId, deploymentId, institutionId, day, readAs, version, submittedAt, late, slots, cells }: corridor.ReportView): (string | number | null)[][] {
  return cells.map(({ item, column, count, hidden }) => {
    const line = corridor.linesOf[readAs][item];
    const label = line.section === 'free_slots' ? (slots[item] ?? line.label) : line.label;
    return [corridorId, deploymentId, institutionId, day, readAs, version, submittedAt, late ? 'yes' : 'no', item, line.code, label, column, count, hidden ? 'hidden' : count === null ? 'unknown' : 'counted'];
  });
}
