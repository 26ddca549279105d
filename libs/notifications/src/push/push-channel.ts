import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import webPush from 'web-push';
import { Sealer } from '#db';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Outbound, type Answer } from '#outbound';
import { Channel, ChannelFault, type Address, type Outgoing, type Sent } from '../channel/channel.js';
import { faultOf } from '../gateway/fault-of.js';
import { deviceColumn, readDevice } from './device.js';
import { pushContact, VapidKeys } from './vapid-keys.js';

const system = systemActor('push');
/** Seconds for which a push service keeps what a device does not fetch: what is critical is of no use after that long. */
const KEPT = { critical: 4 * 3_600, other: 24 * 3_600 } as const;
/** Milliseconds to leave a push service alone that says no more than that it is too much. */
const TOO_MUCH = 60_000;
/** Characters that the title of a pushed notice may have: a push service takes 4 KB. */
const TITLE = 300;

/** Web push (RFC 8030): the payload is sealed for the device (RFC 8291), and no push service reads it. */
@Injectable()
export class PushChannel extends Channel {
  readonly name = 'push' as const;

  constructor(
    private readonly sealer: Sealer,
    private readonly keys: VapidKeys,
    private readonly outbound: Outbound,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  get isOn(): boolean {
    return pushContact() !== null;
  }

  async addressesOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Address[]>> {
    const rows = await db.query<{ id: string; personId: string; sealed: Buffer }[]>('SELECT id, person_id AS "personId", sealed FROM notification_push WHERE person_id = ANY ($1::uuid[]) ORDER BY id', [personIds]);
    const found = new Map<string, Address[]>();
    for (const { id, personId, sealed } of rows) found.set(personId, [...(found.get(personId) ?? []), { id, target: this.sealer.open(deviceColumn, id, sealed).toString() }]);
    return found;
  }

  async send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const { endpoint, method, headers, body } = webPush.generateRequestDetails(readDevice(outgoing.address.target), payloadOf(outgoing), {
      vapidDetails: await this.keys.keys(pushContact() ?? ''), contentEncoding: 'aes128gcm', TTL: outgoing.critical ? KEPT.critical : KEPT.other,
      urgency: outgoing.critical ? 'high' : 'normal', topic: topicOf(outgoing),
    });
    const texts = Object.fromEntries(Object.entries(headers as Record<string, string | number>).map(([name, value]) => [name.toLowerCase(), String(value)]));
    const answer = await this.outbound.send({ method: method as 'POST', url: endpoint, headers: texts, body: body ?? '' }, signal);
    await this.judge(answer, outgoing.address.id);
    return { state: 'sent', reference: null };
  }

  /** A device that is gone is forgotten. @throws ChannelFault */
  private async judge(answer: Answer, id: string): Promise<void> {
    const { status } = answer;
    if (status !== null && status >= 200 && status < 300) return this.used(id);
    if (status === 404 || status === 410) {
      await this.unitOfWork.run(system, [], ({ db }) => db.query('DELETE FROM notification_push WHERE id = $1', [id]));
      throw new ChannelFault('the device is subscribed no more', true);
    }
    if (answer.kind === 'blocked') throw new ChannelFault('the address of the push service may not be called', true);
    throw faultOf(answer, TOO_MUCH);
  }

  private async used(id: string): Promise<void> {
    await this.unitOfWork.run(system, [], ({ db, now }) => db.query('UPDATE notification_push SET used_at = $2 WHERE id = $1', [id, now]));
  }
}

/** Ids and a title. What is critical about people’s health says no more than that there is something to read: it stands on locked screens. */
function payloadOf({ messageId, notice, category, about, title, action, language, direction, critical, count }: Outgoing): string {
  const isOpen = !(critical && category === 'alert');
  return JSON.stringify({ id: messageId, notice, about, url: action?.url ?? null, title: isOpen ? title.slice(0, TITLE) : null, language, direction, critical, count });
}

/** Of what waits for a device about one thing, only the latest is kept: 32 characters of base64url at the most (RFC 8030). */
function topicOf({ about, notice }: Outgoing): string {
  return createHash('sha256').update(`${about} ${notice}`).digest('base64url').slice(0, 32);
}
