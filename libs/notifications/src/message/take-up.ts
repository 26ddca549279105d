import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import type { Channel, OuterChannel } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { closeDigest } from '../digest/close-digest.js';
import { noticesOf } from '../plan/notice-row.js';
import { rulesOf } from '../plan/queue-messages.js';
import { settleAgain, type AskedAgain, type Settled } from '../preference/settle.js';
import type { Claimed } from './claim-messages.js';
import { JudgeMessages, type Pending, type Sendable } from './judge-messages.js';
import { moveMessages, type Move } from './move-messages.js';
import type { Parcel } from './send-messages.js';

const system = systemActor('messages');

/** A message that goes out, with those that are gathered in its digest. */
interface Carrier {
  readonly claimed: Claimed;
  readonly members: readonly Pending[];
}

/** Decides of messages that were claimed which go out now, as things are now; the others are held or dropped, and that is written down. */
@Injectable()
export class TakeUp {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly judge: JudgeMessages,
    private readonly clock: NotificationClock,
  ) {}

  async takeUp(name: OuterChannel, channel: Channel | null, claimed: readonly Claimed[]): Promise<readonly Parcel[]> {
    const now = this.clock.now();
    const carriers = await this.unitOfWork.run(system, [], (work) => this.settle(work, name, claimed, now));
    const { sendable, dropped } = await this.judge.judge(channel, carriers.flatMap(({ claimed: own, members }) => [own, ...members]), now);
    if (dropped.length > 0) {
      await this.unitOfWork.run(system, [], (work) => moveMessages(work, dropped.map(({ messageId, reason }): Move => ({ messageId, to: 'dropped', reason }))));
    }
    const byId = new Map(sendable.map((one) => [one.message.id, one]));
    return carriers.flatMap((carrier) => parcelOf(carrier, byId));
  }

  /** Asks again what their people want by now. A digest that goes out is closed first, so that nothing joins it unseen. */
  private async settle(work: Work, channel: OuterChannel, claimed: readonly Claimed[], now: Date): Promise<readonly Carrier[]> {
    const settled = await settleAgain(work.db, now, await askedOf(work.db, channel, claimed));
    await moveMessages(work, claimed.flatMap((one) => stepOf(one, settled.get(one.id))));
    const going = claimed.filter(({ id }) => settled.get(id)?.go === 'now');
    const carriers: Carrier[] = [];
    for (const one of going) {
      const members = one.digestId === null ? [] : await membersOf(work.db, one, one.digestId, now);
      carriers.push({ claimed: one, members: await wantedOf(work, channel, members, now) });
    }
    return carriers;
  }
}

/** What somebody does not want to be told of any more is not told in a digest either. */
async function wantedOf(work: Work, channel: OuterChannel, members: readonly Pending[], now: Date): Promise<readonly Pending[]> {
  if (members.length === 0) return members;
  const settled = await settleAgain(work.db, now, await askedOf(work.db, channel, members.map((one) => ({ ...one, digestId: null }))));
  const dropped = members.flatMap(({ id }): Move[] => {
    const one = settled.get(id);
    return one?.go === 'drop' ? [{ messageId: id, to: 'dropped', reason: one.why }] : [];
  });
  await moveMessages(work, dropped);
  const unwanted = new Set(dropped.map(({ messageId }) => messageId));
  return members.filter(({ id }) => !unwanted.has(id));
}

/** What is asked of preferences about messages whose notice is there. */
async function askedOf(db: EntityManager, channel: OuterChannel, messages: readonly (Pending & { readonly digestId: string | null })[]): Promise<readonly AskedAgain[]> {
  const notices = await noticesOf(db, messages.map(({ noticeId }) => noticeId));
  return messages.flatMap(({ id, noticeId, personId, digestId }) => {
    const notice = notices.get(noticeId);
    return notice === undefined ? [] : [{ messageId: id, noticeId, personId, channel, notice: rulesOf(notice), about: notice.about, digestId }];
  });
}

function stepOf({ id, lease }: Claimed, settled: Settled | undefined): readonly Move[] {
  if (settled?.go === 'hold') return [{ messageId: id, lease, to: 'held', reason: settled.why, dueAt: settled.until }];
  return settled?.go === 'drop' ? [{ messageId: id, lease, to: 'dropped', reason: settled.why }] : [];
}

/** The others that are gathered in a digest, oldest first. */
async function membersOf(db: EntityManager, { id }: Claimed, digestId: string, now: Date): Promise<readonly Pending[]> {
  await closeDigest(db, digestId, now);
  return db.query<Pending[]>(
    `SELECT id, notice_id AS "noticeId", person_id AS "personId" FROM notification_message WHERE digest_id = $1 AND id <> $2 AND state IN ('held', 'queued') ORDER BY id`, [digestId, id]);
}

/** Goes out under the id of its carrier, even if what that one told is not so any more. Of what is left of nothing there is no parcel. */
function parcelOf({ claimed, members }: Carrier, sendable: ReadonlyMap<string, Sendable<Pending>>): readonly Parcel[] {
  const [first, ...others] = [claimed, ...members].flatMap(({ id }) => sendable.get(id) ?? []);
  if (first === undefined) return [];
  const { id, lease, state, attempts, dueAt } = claimed;
  return [{ id, lease, state, attempts, dueAt, content: [first, ...others] }];
}
