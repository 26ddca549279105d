import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { corridor } from '#contracts';
import { DomainError, hashSecret, systemClock } from '#kernel';
import { UnitOfWork } from '#log';
import { Authenticator, bearerToken, bytesOf, identify, insist, Limits, openRawDoors, sendProblem } from '#realtime';
import { UnitGovernor } from '../standing/unit.governor.js';
import { findTracker } from '../tracker/find-tracker.js';
import { readGeoJson } from './format/read-geojson.js';
import { readNmea } from './format/read-nmea.js';
import { deviceIdIn, readOsmAnd, readOsmAndJson } from './format/read-osmand.js';
import type { Report } from './measured.js';
import type { Sender } from './parcel.js';
import { TakePositions } from './take-positions.js';

type Fields = Readonly<Record<string, unknown>>;

/** What was asked of a door: who speaks, and what they say. */
interface Asked {
  readonly fields: Fields;
  readonly report: Report;
  /** What a stranger hears: devices of the query form expect 400. */
  readonly unknown: () => DomainError;
}

/** The positions of people with a key come in through this right. */
const RIGHT = corridor.reportPositions.name;

/** Who may speak for a device that is named by its public label. */
@Injectable()
export class Speakers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly unitOfWork: UnitOfWork,
    private readonly governor: UnitGovernor,
  ) {}

  /** The tracker behind a device's label, for somebody who may report for its unit. @throws DomainError unauthenticated, forbidden, device_unknown */
  async senderOf(request: FastifyRequest, deviceId: string): Promise<Sender & { readonly actor: string }> {
    const actor = await identify(request.raw, this.authenticator);
    return this.unitOfWork.read(actor, [], async (db) => {
      const tracker = await findTracker(db, { deviceId, institutionIds: actor.institutionIds });
      if (tracker === null) throw stranger();
      insist(actor, RIGHT, { kind: 'unit', id: tracker.unitId }, await this.governor.standing(db, actor, tracker.unitId));
      return { trackerId: tracker.id, actor: actor.actor };
    });
  }
}

/**
 * The doors that devices report by. A device is known by its secret in `id`, or a person's key speaks for it by its label in
 * `deviceId`. Only a whole that cannot be read is refused: devices repeat what is refused for ever, so a fix that breaks a rule
 * is answered as such, with 200.
 */
@Injectable()
export class DeviceDoors implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly positions: TakePositions,
    private readonly speakers: Speakers,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    openRawDoors(this.host, (scope) => {
      scope.get('/api/v1/positions/osmand', (request, reply) => this.answer(request, reply, (now) => osmAnd(request, now)));
      scope.post('/api/v1/positions/osmand', (request, reply) => this.answer(request, reply, (now) => osmAnd(request, now)));
      scope.post('/api/v1/positions/nmea', (request, reply) => this.answer(request, reply, () => asked(query(request), readNmea(textOf(request)))));
      scope.post('/api/v1/positions/geojson', (request, reply) => this.answer(request, reply, () => asked(query(request), readGeoJson(jsonOf(request)))));
    });
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, read: (now: Date) => Asked): Promise<void> {
    try {
      const now = systemClock.now();
      const { fields, report, unknown } = read(now);
      const sender = await this.senderOf(request, reply, fields);
      const items = await this.positions.take({ sender, report, serverTime: now });
      if (items === null) {
        // Whoever tries ids is slowed down by where they come from.
        this.limits.spend(`address:${request.ip}`);
        throw unknown();
      }
      void reply.type('application/json; charset=utf-8').send(JSON.stringify({ items }));
    } catch (error) {
      sendProblem(reply, error);
    }
  }

  private async senderOf(request: FastifyRequest, reply: FastifyReply, fields: Fields): Promise<Sender> {
    if (bearerToken(request.headers.authorization) !== null) {
      const label = corridor.deviceId.safeParse(fields['deviceId'] ?? fields['deviceid'] ?? fields['id'] ?? fields['device_id']);
      if (!label.success) throw missing('/deviceId', 'the label of the device that the key speaks for');
      const { actor, ...sender } = await this.speakers.senderOf(request, label.data);
      this.limits.spendFor(reply, actor);
      return sender;
    }
    const id = deviceIdIn(fields);
    if (id === null) throw missing('/id', 'the secret id that the device was given');
    const hash = hashSecret(id);
    this.limits.spendFor(reply, `device:${hash.toString('base64url', 0, 12)}`);
    return { hash };
  }
}

/** By query, by form, or as JSON. */
function osmAnd(request: FastifyRequest, now: Date): Asked {
  const text = textOf(request);
  if (text.trimStart().startsWith('{')) {
    const body = jsonOf(request) as Fields;
    return { fields: { ...query(request), ...body }, report: readOsmAndJson(body, now), unknown: stranger };
  }
  const fields = { ...query(request), ...Object.fromEntries(new URLSearchParams(text)) };
  return { fields, report: readOsmAnd(fields, now), unknown: () => missing('/id', 'no bound device reports under this id') };
}

function asked(fields: Fields, report: Report): Asked {
  return { fields, report, unknown: stranger };
}

const query = (request: FastifyRequest): Fields => request.query as Fields;

function textOf(request: FastifyRequest): string {
  return bytesOf(request).toString('utf8');
}

function jsonOf(request: FastifyRequest): unknown {
  try {
    return JSON.parse(textOf(request)) as unknown;
  } catch {
    throw missing('', 'JSON');
  }
}

function missing(pointer: string, rule: string): DomainError {
  return new DomainError('invalid_input', `${pointer || 'The body'}: ${rule}`, { issues: [{ pointer, rule }] });
}

function stranger(): DomainError {
  return new DomainError('device_unknown', 'No bound device reports under this id.');
}
