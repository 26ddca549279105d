import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notifications } from '#contracts';
import { DomainError, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { bytesOf, Limits, openRawDoors, sendProblem, validate } from '#realtime';
import { NotificationClock } from '../clock.js';
import { moveMessages } from '../message/move-messages.js';
import { isSigned } from './standard-webhooks.js';
import { gatewaySecret } from './webhook-gateway.js';

const system = systemActor('gateway reports');
/** Bytes of a report. */
const MOST = 4_096;

/** Where gateways say what became of a message: one signed report for each request; the same one again changes nothing. */
@Injectable()
export class GatewayDoor implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: NotificationClock,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    // What is signed are the bytes that came.
    openRawDoors(this.host, (scope) => {
      for (const kind of notifications.gatewayKind.options) scope.post(`/api/v1/gateways/${kind}/reports`, (request, reply) => this.take(kind, request, reply));
    }, MOST);
  }

  private async take(kind: notifications.GatewayKind, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const body = bytesOf(request).toString('utf8');
      const secret = gatewaySecret(kind);
      if (secret === null || !isSigned(secret, request.headers, body, this.clock.now())) throw new DomainError('report_unsigned', 'The report carries no valid signature of the gateway.');
      this.limits.spendFor(reply, `gateway:${kind}`);
      const { id, state } = validate(notifications.gatewayReport, parse(body));
      const noted = await this.unitOfWork.run(system, [], async (work) => {
        const rows = await work.db.query<{ id: string }[]>('SELECT id FROM notification_message WHERE channel = $1 AND reference = $2 ORDER BY id', [kind, id]);
        return (await moveMessages(work, rows.map((row) => ({ messageId: row.id, to: state })))).length;
      });
      void reply.send({ noted });
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new DomainError('invalid_input', 'The body is no JSON.');
  }
}
