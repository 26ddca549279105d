import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { notifications } from '#contracts';
import { Sealer } from '#db';
import { Channel, type Address, type Outgoing, type Sent } from '../channel/channel.js';
import { addressColumn, rowOf } from './address.js';
import { Gateway } from './gateway.js';

/** Characters of one message: what is longer stands in the hub. */
const LONGEST: Readonly<Record<notifications.GatewayKind, number>> = { sms: 480, chat: 2_000 };

/** What goes out by the gateway of one kind, which is the channel's name. */
@Injectable()
abstract class GatewayChannel extends Channel {
  abstract override readonly name: notifications.GatewayKind;

  constructor(private readonly gateway: Gateway, private readonly sealer: Sealer) {
    super();
  }

  get isOn(): boolean {
    return this.gateway.isOn(this.name);
  }

  /** Nothing but a code goes to an address that nobody has shown to be theirs. */
  async addressesOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Address[]>> {
    const rows = await db.query<{ personId: string; sealed: Buffer }[]>(
      'SELECT person_id AS "personId", sealed FROM notification_address WHERE kind = $1 AND person_id = ANY ($2::uuid[]) AND verified_at IS NOT NULL', [this.name, personIds]);
    return new Map(rows.map(({ personId, sealed }) => [personId, [{ id: this.name, target: this.sealer.open(addressColumn, rowOf(personId, this.name), sealed).toString() }]]));
  }

  /** The message is named by its own id to the gateway, which reports by it what became of it. */
  async send({ messageId, address, language, title, text, action }: Outgoing, signal: AbortSignal): Promise<Sent> {
    const words = [title, text].filter((part) => part !== '').join('\n');
    const link = action === null ? '' : `\n${action.url}`;
    const room = LONGEST[this.name] - link.length;
    await this.gateway.send({ id: messageId, to: address.target, text: (words.length > room ? `${words.slice(0, room - 1)}…` : words) + link, language, kind: this.name }, signal);
    return { state: 'sent', reference: messageId };
  }
}

@Injectable()
export class SmsChannel extends GatewayChannel {
  readonly name = 'sms';
}

@Injectable()
export class ChatChannel extends GatewayChannel {
  readonly name = 'chat';
}
