import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import webPush from 'web-push';
import { z } from 'zod';
import { setting } from '#config';
import { sealedColumn, Sealer } from '#db';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { publicOrigin } from '#realtime';

const contact = setting(
  'HUB_PUSH_CONTACT', z.union([z.url({ protocol: /^https$/ }), z.string().regex(/^mailto:[^\s@]+@[^\s@]+$/)]).optional(),
  'whom push services of browsers write to about this hub, as mailto:operator@example.org; without it an https HUB_PUBLIC_URL stands for it, and without both nothing is pushed',
);
const column = sealedColumn('notification_vapid_key', 'sealed');
const system = systemActor('push');
const ROW = 'hub';
const READ = 'SELECT public_key AS "publicKey", sealed FROM notification_vapid_key';

interface Row {
  readonly publicKey: string;
  readonly sealed: Buffer;
}

/** How the hub shows itself to push services (VAPID). */
export interface Vapid {
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Who answers for what is pushed; null where nobody is named, and nothing is pushed. */
export function pushContact(): string | null {
  const origin = publicOrigin();
  return contact.value ?? (origin?.startsWith('https:') === true ? origin : null);
}

/** The key pair of the hub, made once: subscriptions are bound to it. The private half leaves the database sealed only. */
@Injectable()
export class VapidKeys {
  private known: Vapid | null = null;

  constructor(
    private readonly sealer: Sealer,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @param subject see `pushContact` */
  async keys(subject: string): Promise<Vapid> {
    this.known ??= await this.unitOfWork.run(system, [], ({ db, now }) => this.readOrMake(db, now, subject));
    return this.known;
  }

  private async readOrMake(db: EntityManager, now: Date, subject: string): Promise<Vapid> {
    const [stands] = await db.query<Row[]>(READ);
    if (stands !== undefined) return this.open(stands, subject);
    const made = webPush.generateVAPIDKeys();
    // Of two hubs that make the first key at the same time, both use that of the first.
    await db.query('INSERT INTO notification_vapid_key (id, public_key, sealed, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [ROW, made.publicKey, this.sealer.seal(column, ROW, Buffer.from(made.privateKey)), now]);
    const [kept] = await db.query<Row[]>(READ);
    if (kept === undefined) throw new Error('a key was made and is not there');
    return this.open(kept, subject);
  }

  private open({ publicKey, sealed }: Row, subject: string): Vapid {
    return { subject, publicKey, privateKey: this.sealer.open(column, ROW, sealed).toString() };
  }
}
