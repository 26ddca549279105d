import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { corridor } from '#contracts';
import { Authenticator, identify, Limits, QueryBus, sendProblem, validate } from '#realtime';
import { tables, writeTable, type Table } from './csv/tables.js';
import { featuresOf } from './geojson/features.js';
import { composeHave } from './have/compose-have.js';
import { facilitiesOf } from './have/facilities.js';
import { Reader } from './reader.js';
import { baseOf, sendTagged } from './send-tagged.js';
import { walk, type Source } from './walk.js';

/** Facilities and features of one file at the most; it says in a Link header where it goes on. */
const MOST = 5_000;

const asked = z.strictObject({
  corridorId: corridor.id, limit: z.coerce.number().int().min(1).max(MOST).default(MOST), iterator: z.string().max(2_000).optional(),
  /** Of CSV: whether it begins with a byte order mark, by which spreadsheets know UTF-8. */
  bom: z.enum(['true', 'false']).default('false'),
});

/** A corridor as files that other programs read. What is in them is what the lists of the same show the caller. */
@Controller('api/v1/corridors/:corridorId')
export class FilesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Get('have.xml')
  have(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(corridorId, request, reply, { type: 'application/xml; charset=utf-8', most: MOST, of: facilitiesOf, write: composeHave });
  }

  @Get('features.geojson')
  features(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(corridorId, request, reply, { type: 'application/geo+json', most: MOST, of: featuresOf, write: (features) => JSON.stringify({ type: 'FeatureCollection', features }) });
  }

  @Get('centres.csv')
  centres(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.table(tables.centres, corridorId, request, reply);
  }

  @Get('units.csv')
  units(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.table(tables.units, corridorId, request, reply);
  }

  @Get('deployments.csv')
  deployments(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.table(tables.deployments, corridorId, request, reply);
  }

  @Get('boards.csv')
  boards(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.table(tables.boards, corridorId, request, reply);
  }

  @Get('stock.csv')
  stock(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.table(tables.stock, corridorId, request, reply);
  }

  private table(table: Table, corridorId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.answer(corridorId, request, reply, {
      type: 'text/csv; charset=utf-8; header=present', most: table.most, of: (reader, id) => [table.of(reader, id)], write: (things, bom) => writeTable(table, things, bom),
    });
  }

  private async answer<T>(corridorId: string, request: FastifyRequest, reply: FastifyReply, file: File<T>): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const { limit, iterator, bom } = validate(asked, { ...(request.query as object), corridorId });
      const { things, next } = await walk(file.of(new Reader(this.queries, actor), corridorId), iterator, Math.min(limit, file.most));
      if (next !== null) void reply.header('link', `<${baseOf(request)}${request.url.split('?')[0] ?? ''}?${new URLSearchParams({ limit: String(limit), iterator: next, bom }).toString()}>; rel="next"`);
      sendTagged(request, reply, file.type, file.write(things, bom === 'true'));
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

interface File<T> {
  readonly type: string;
  readonly most: number;
  of(reader: Reader, corridorId: string): Source<T>[];
  write(things: readonly T[], bom: boolean): string;
}
