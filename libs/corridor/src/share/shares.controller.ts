import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { corridor } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Limits, validate } from '#realtime';
import { lowered } from '../position/tell-moved.js';

const DOOR = systemActor('shares');

type View = z.input<typeof corridor.sharedPosition>;

interface Row {
  readonly unit_id: string;
  readonly name: string;
  readonly names: View['names'];
  readonly retired: boolean;
  readonly ends_at: Date;
  readonly ended_at: Date | null;
  readonly precision_metres: number;
  readonly shows_arrival: boolean;
  readonly fix_time: Date | null;
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The door of those who hold a link: a rounded position, its age, the name of the unit and, where the link says so, when it is
 * expected; nothing else. Whoever held a link that is over is told so; a secret that never was one is not there. It comes in the
 * body, so that it stands in no address.
 */
@Controller('api/v1/shares')
export class SharesController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limits: Limits,
  ) {}

  @Post('look')
  @HttpCode(200)
  async look(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<View> {
    this.limits.spendFor(reply, `address:${request.ip}`);
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
    const { token } = validate(corridor.shareLook, body);
    return this.unitOfWork.run(DOOR, [], async ({ db, now }) => {
      const row = await find(db, token, now);
      return view(row, row.shows_arrival ? await arrivalOf(db, row.unit_id) : null, now);
    });
  }
}

/** The link of a secret, counted as looked at. @throws DomainError not_found, share_revoked, share_over */
async function find(db: EntityManager, token: string, now: Date): Promise<Row> {
  const [[row]] = await db.query<[Row[], number]>(
    `UPDATE corridor_share s SET looks = looks + CASE WHEN s.ended_at IS NULL AND s.ends_at > $2 THEN 1 ELSE 0 END FROM corridor_unit u, corridor_track t WHERE s.token_hash = $1 AND u.id = s.unit_id AND t.unit_id = s.unit_id
     RETURNING u.id AS unit_id, u.name, u.names, u.state = 'retired' AS retired, s.ends_at, s.ended_at, s.precision_metres, s.shows_arrival, t.fix_time, t.latitude, t.longitude`,
    [hashSecret(token), now],
  );
  if (row === undefined) throw new DomainError('not_found', 'There is no such link.');
  if (row.ended_at !== null || row.retired) throw new DomainError('share_revoked', 'The link was withdrawn by those who gave it.');
  if (row.ends_at <= now) throw new DomainError('share_over', 'The time of the link is over.');
  return row;
}

/** When the unit is expected at its next stop, as it was reckoned last. */
async function arrivalOf(db: EntityManager, unitId: string): Promise<View['expected']> {
  const [next] = await db.query<{ earliest: Date; latest: Date; zone: string }[]>(
    `SELECT a.earliest_at AS earliest, a.latest_at AS latest, a.zone FROM corridor_arrival a JOIN corridor_deployment d ON d.id = a.deployment_id WHERE d.unit_id = $1 AND d.state = 'in_transit' ORDER BY a.place LIMIT 1`, [unitId]);
  return next === undefined ? null : { earliest: next.earliest.toISOString(), latest: next.latest.toISOString(), zone: next.zone };
}

function view({ name, names, ends_at: endsAt, precision_metres: precisionMetres, fix_time: fixTime, latitude, longitude }: Row, expected: View['expected'], now: Date): View {
  const place = lowered({ latitude, longitude, speed: null, course: null, accuracy: null }, precisionMetres);
  const position = fixTime === null ? null : { latitude: place.latitude, longitude: place.longitude, ageSeconds: Math.max(0, Math.floor((now.getTime() - fixTime.getTime()) / 1_000)) };
  return { unit: name, names, endsAt: endsAt.toISOString(), precisionMetres, position, expected };
}
