import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { NoticeCategory } from '#contracts';
import { contactsOf } from '#identity';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Channel, type Address, type Outgoing, type Sent } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { suppress, suppressedOf } from '../suppression/suppress.js';
import { UnsubscribeUrls } from '../unsubscribe/unsubscribe-urls.js';
import { say } from '../words/say.js';
import { composeMail, type Letter } from './compose-mail.js';
import { AddressFault } from './explain-fault.js';
import { MailTransport } from './mail-transport.js';
import { numberInvitation } from './number-invitation.js';
import { sender, type Sender } from './sender.js';
import { writeInvitation } from './write-invitation.js';

const system = systemActor('mail');
/** Everybody has one address for mail. */
const ADDRESS = 'mail';

/** Mail to people: by the mail server of SMTP_URL, else into the outbox. */
@Injectable()
export class MailChannel extends Channel {
  readonly name = 'mail' as const;
  readonly isOn = true;

  constructor(
    private readonly transport: MailTransport,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: NotificationClock,
    private readonly unsubscribeUrls: UnsubscribeUrls,
  ) {
    super();
  }

  async addressesOf(db: EntityManager, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Address[]>> {
    const contacts = await contactsOf(db, personIds);
    const suppressed = await suppressedOf(db, [...contacts.values()].map(({ email }) => email));
    return new Map([...contacts].flatMap(([id, { email, name }]) => (suppressed.has(email) ? [] : [[id, [{ id: ADDRESS, target: targetOf({ address: email, name }) }]] as const])));
  }

  override async whyNoAddress(db: EntityManager, personId: string): Promise<'no_address' | 'suppressed'> {
    return (await contactsOf(db, [personId])).has(personId) ? 'suppressed' : 'no_address';
  }

  async send(outgoing: Outgoing, signal: AbortSignal): Promise<Sent> {
    const to = readTarget(outgoing.address.target);
    const letter: Letter = {
      ...outgoing, id: outgoing.messageId, name: to.name, to, hub: sender().name,
      about: outgoing.count > 1 ? null : outgoing.about, invitation: await this.invitationFor(outgoing, to),
      unsubscribeUrl: outgoing.critical ? null : await this.unsubscribeUrls.urlFor({ personId: outgoing.personId, category: outgoing.category as NoticeCategory }),
    };
    try {
      await this.transport.send(composeMail(letter, this.clock.now()), letter.id, signal);
    } catch (fault) {
      if (fault instanceof AddressFault) await this.unitOfWork.run(system, [], ({ db, now }) => suppress(db, { address: to.address, reason: 'bounced', status: fault.status, since: now }));
      throw fault;
    }
    return { state: 'sent', reference: outgoing.messageId };
  }

  private async invitationFor(outgoing: Outgoing, to: Sender): Promise<Letter['invitation']> {
    const { appointment, messageId, personId, language, text, action } = outgoing;
    if (appointment === null) return null;
    const numbered = await this.unitOfWork.run(system, [], ({ db, now }) => numberInvitation(db, { id: messageId, personId }, appointment, now));
    if (numbered === null) return null;
    const reminder = say(language, 'calendar.reminder', { title: appointment.title });
    const content = writeInvitation({ ...numbered, appointment, organizer: sender(), attendee: to, text, url: action?.url ?? null, reminder });
    return { method: appointment.method, content };
  }
}

/** An address holds no space, so what is behind the first one is the name. */
function targetOf({ address, name }: Sender): string {
  return `${address} ${name}`;
}

function readTarget(target: string): Sender {
  const at = target.indexOf(' ');
  return at === -1 ? { address: target, name: '' } : { address: target.slice(0, at), name: target.slice(at + 1) };
}
