import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identity, reports, type Output } from '#contracts';
import { Authenticator, identify, Limits, QueryBus, sendProblem, validate } from '#realtime';
import { languageFor } from '#words';
import type { ReportDocument } from '../document/document.js';
import { GatherReport } from '../gathering/gather-report.js';
import { windowOf } from '../schedule/window-of.js';
import { writeSubject } from '../schedule/write-subject.js';
import { PreviewRange } from './preview-range.js';

/** Rows that a preview shows of each table. */
const ROWS = 20;

const wanted = z.strictObject({ scheduleId: z.uuid() });

/** A report as whoever asks would get it now, its first rows only. Nothing is kept, and nobody is told. */
@Controller('api/v1/report-schedules/:scheduleId/preview')
export class PreviewsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
    private readonly gathering: GatherReport,
    private readonly present: PreviewRange,
  ) {}

  @Get()
  async preview(@Param() params: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const { scheduleId } = validate(wanted, params);
      const schedule = (await this.queries.ask(actor, reports.readSchedule.name, { scheduleId })) as Output<typeof reports.readSchedule>;
      const { language: tag } = (await this.queries.ask({ ...actor, scopes: null }, identity.readMe.name, {})) as Output<typeof identity.readMe>;
      const { name, kind, zone } = schedule;
      const { at, range } = await this.present.read();
      const [window, language] = [windowOf(schedule.window, at, zone), schedule.language ?? languageFor(tag)];
      const { document } = await this.gathering.gather({ reader: actor, sight: 'own', kind, params: schedule.params, window, language, zone, range });
      void reply.header('cache-control', 'no-store').send({ subject: writeSubject(schedule.subject, { name, nominalAt: at, window, zone }, language), ...firstRows(document) });
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

function firstRows(document: ReportDocument): ReportDocument & { readonly cut: boolean } {
  let cut = false;
  const sections = document.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => {
      if (block.block !== 'table' || block.rows.length <= ROWS) return block;
      cut = true;
      return { ...block, rows: block.rows.slice(0, ROWS) };
    }),
  }));
  return { ...document, sections, cut };
}
