import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { corridor } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Limits } from '#realtime';
import { lowered } from '../position/tell-moved.js';

const DOOR = systemActor('shares');
/** Letters of a secret; anything else is none of ours, and is not even looked up. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

type View = z.input<typeof corridor.sharedPosition>;

interface Row {
  readonly name: string;
  readonly ends_at: Date;
  readonly precision_metres: number;
  readonly fix_time: Date | null;
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The door of those who hold a link: a rounded position, its age and the name of the unit, and nothing else. A link that has ended,
 * or never was, is not there. Its secret is in the path alone, which is neither logged nor measured nor sent on.
 */
@Controller('api/v1/shares')
export class SharesController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: Limits,
  ) {}

  @Get(':token')
  async look(@Param('token') token: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<View> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
    if (!TOKEN.test(token)) throw missing();
    return this.unitOfWork.run(DOOR, [], async ({ db, now }) => {
      const [[row]] = await db.query<[Row[], number]>(
        `UPDATE corridor_share s SET looks = looks + 1 FROM corridor_unit u, corridor_track t
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.ends_at > $2 AND u.id = s.unit_id AND u.state <> 'retired' AND t.unit_id = s.unit_id
         RETURNING u.name, s.ends_at, s.precision_metres, t.fix_time, t.latitude, t.longitude`,
        [hashSecret(token), now],
      );
      if (row === undefined) throw missing();
      return view(row, now);
    });
  }
}

function view({ name, ends_at: endsAt, precision_metres: precisionMetres, fix_time: fixTime, latitude, longitude }: Row, now: Date): View {
  const place = lowered({ latitude, longitude, speed: null, course: null, accuracy: null }, precisionMetres);
  const position = fixTime === null ? null : { latitude: place.latitude, longitude: place.longitude, ageSeconds: Math.max(0, Math.floor((now.getTime() - fixTime.getTime()) / 1_000)) };
  return { unit: name, endsAt: endsAt.toISOString(), precisionMetres, position };
}

const missing = (): DomainError => new DomainError('not_found', 'There is no such link, or it has ended.');
