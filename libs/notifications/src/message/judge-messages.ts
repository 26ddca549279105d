import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ReaderOf } from '#identity';
import { systemActor } from '#kernel';
import { Tellers, UnitOfWork } from '#log';
import type { Address, Channel } from '../channel/channel.js';
import { noticesOf, type NoticeRow } from '../plan/notice-row.js';
import { listenersOf } from '../recipient/listeners-of.js';
import { RecipientRights } from '../recipient/recipient-rights.js';
import type { DropReason } from './message-states.js';

const system = systemActor('messages');

/** One message, as far as it matters whether it may be sent. */
export interface Pending {
  readonly id: string;
  readonly noticeId: string;
  readonly personId: string;
}

/** What is known of a message that may be sent. */
export interface Sendable<M extends Pending> {
  readonly message: M;
  readonly notice: NoticeRow;
  readonly reader: ReaderOf;
  readonly addresses: readonly Address[];
}

export interface Judged<M extends Pending> {
  readonly sendable: readonly Sendable<M>[];
  readonly dropped: readonly { readonly messageId: string; readonly reason: DropReason }[];
}

/** Whether what was to be sent may be, right before it is: a message is about what is so now, to those who may know of it now. */
@Injectable()
export class JudgeMessages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tellers: Tellers,
    private readonly rights: RecipientRights,
  ) {}

  async judge<M extends Pending>(channel: Channel | null, messages: readonly M[], now: Date): Promise<Judged<M>> {
    if (channel === null) return { sendable: [], dropped: messages.map(({ id }) => ({ messageId: id, reason: 'channel_off' as const })) };
    const known = await this.unitOfWork.read(system, [], (db) => this.gather(db, channel, messages, now));
    const seeing = await this.seeing(messages, known.notices);
    const sendable: Sendable<M>[] = [];
    const dropped: { messageId: string; reason: DropReason }[] = [];
    for (const message of messages) {
      const notice = known.notices.get(message.noticeId);
      const reader = known.readers.get(message.personId);
      const addresses = known.addresses.get(message.personId) ?? [];
      const objection = objectionTo({ notice, reader, now, holds: !known.over.has(message.id), seen: notice !== undefined && seeing.has(`${notice.about} ${message.personId}`) });
      if (objection !== null || notice === undefined || reader === undefined) dropped.push({ messageId: message.id, reason: objection ?? 'no_longer_true' });
      else if (addresses.length === 0) dropped.push({ messageId: message.id, reason: known.addressless.get(message.personId) ?? 'no_address' });
      else sendable.push({ message, notice, reader, addresses });
    }
    return { sendable, dropped };
  }

  private async gather(db: EntityManager, channel: Channel, messages: readonly Pending[], now: Date): Promise<Gathered> {
    const people = [...new Set(messages.map(({ personId }) => personId))];
    const notices = await noticesOf(db, messages.map(({ noticeId }) => noticeId));
    const addresses = await channel.addressesOf(db, people);
    const addressless = new Map<string, DropReason>();
    for (const personId of people) {
      if (!addresses.has(personId) && channel.whyNoAddress !== undefined) addressless.set(personId, await channel.whyNoAddress(db, personId));
    }
    return { notices, readers: await listenersOf(db, people, now), addresses, addressless, over: await this.over(db, messages, notices) };
  }

  /** The messages whose notice does not hold any more for whom they are for. */
  private async over(db: EntityManager, messages: readonly Pending[], notices: ReadonlyMap<string, NoticeRow>): Promise<ReadonlySet<string>> {
    const over = new Set<string>();
    for (const { id, noticeId, personId } of messages) {
      const notice = notices.get(noticeId);
      const holds = notice === undefined ? undefined : this.tellers.holder(notice.name);
      if (notice !== undefined && holds !== undefined && !(await holds({ about: notice.about, key: notice.key, personId, facts: notice.facts }, db))) over.add(id);
    }
    return over;
  }

  /** `<about> <person>` of those who may know of a thing. Each thing is asked about once, whatever is told of it. */
  private async seeing(messages: readonly Pending[], notices: ReadonlyMap<string, NoticeRow>): Promise<ReadonlySet<string>> {
    const told = new Map<string, Set<string>>();
    for (const { noticeId, personId } of messages) {
      const about = notices.get(noticeId)?.about;
      if (about !== undefined) told.set(about, (told.get(about) ?? new Set()).add(personId));
    }
    const seeing = new Set<string>();
    for (const [about, people] of told) {
      for (const personId of await this.rights.seeing([...people], about)) seeing.add(`${about} ${personId}`);
    }
    return seeing;
  }
}

interface Gathered {
  readonly notices: ReadonlyMap<string, NoticeRow>;
  readonly readers: ReadonlyMap<string, ReaderOf>;
  readonly addresses: ReadonlyMap<string, readonly Address[]>;
  readonly addressless: ReadonlyMap<string, DropReason>;
  readonly over: ReadonlySet<string>;
}

/** Why a message may not be sent, the plainest reason first; null when it may. */
function objectionTo(known: { notice: NoticeRow | undefined; reader: ReaderOf | undefined; now: Date; holds: boolean; seen: boolean }): DropReason | null {
  const { notice, reader, now } = known;
  if (notice === undefined || notice.state === 'withdrawn') return 'no_longer_true';
  if (notice.until !== null && notice.until <= now) return 'too_late';
  if (reader?.active !== true) return 'not_active';
  if (!known.seen) return 'no_right';
  return known.holds ? null : 'no_longer_true';
}
