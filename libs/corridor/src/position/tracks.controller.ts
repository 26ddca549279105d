import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { corridor, type Output } from '#contracts';
import { Authenticator, identify, Limits, QueryBus, sendProblem, validate, type Page } from '#realtime';
import { csv, geojson, gpx, kml, type TrackFormat } from './format/write-track.js';

type Pages = Page<Output<typeof corridor.readTrack>>;

/** Fixes of one file at the most: who needs more asks again, `from` after the last of it. */
const MOST = 50_000;

/** Tracks as files. Each is read page by page through the query of the same name, so the same rights and the same compact hold. */
@Controller('api/v1/units/:unitId')
export class TracksController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Get('track.csv')
  csv(@Param('unitId') unitId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(csv, unitId, request, reply);
  }

  @Get('track.gpx')
  gpx(@Param('unitId') unitId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(gpx, unitId, request, reply);
  }

  @Get('track.kml')
  kml(@Param('unitId') unitId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(kml, unitId, request, reply);
  }

  @Get('track.geojson')
  geojson(@Param('unitId') unitId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(geojson, unitId, request, reply);
  }

  private async answer(format: TrackFormat, unitId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const range = validate(corridor.trackRange, { ...(request.query as object), unitId });
      const page = (iterator?: string): Promise<Pages> => this.queries.ask(actor, corridor.readTrack.name, { ...range, limit: corridor.TRACK_PAGE, iterator }) as Promise<Pages>;
      // The first page says whether it may be read at all, while there is still a status to be given.
      const first = await page();
      void reply.headers({ 'cache-control': 'private, no-cache', 'content-disposition': `attachment; filename="track-${unitId}.${format.extension}"` }).type(format.type);
      void reply.send(Readable.from(written(format, unitId, first, page)));
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

/** The file, a page at a time: no more of it is read than the reader takes. */
async function* written(format: TrackFormat, unitId: string, first: Pages, next: (iterator: string) => Promise<Pages>): AsyncGenerator<string> {
  yield format.head(unitId);
  let sent = 0;
  for (let page = first; ; page = await next(page.iterator)) {
    const fixes = page.data.slice(0, MOST - sent);
    if (fixes.length > 0) yield fixes.map((fix, at) => format.fix(fix, sent + at === 0)).join('');
    sent += fixes.length;
    if (page.iterator === null || sent === MOST) break;
  }
  yield format.tail;
}
