import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Letters, UnitOfWork, type Letter } from '#log';
import { ChannelFault } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { suppress, suppressedOf } from '../suppression/suppress.js';
import { composeMail } from './compose-mail.js';
import { AddressFault } from './explain-fault.js';
import { MailTransport } from './mail-transport.js';
import { sender } from './sender.js';

const system = systemActor('mail');

/** Carries letters to addresses outside of the hub by mail; one that has turned mail away gets none. */
@Injectable()
export class CarryLetters implements OnModuleInit {
  constructor(
    private readonly letters: Letters,
    private readonly transport: MailTransport,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: NotificationClock,
  ) {}

  onModuleInit(): void {
    this.letters.carriedBy((letter, signal) => this.carry(letter, signal));
  }

  private async carry({ id, address, language, title, text, action }: Letter, signal: AbortSignal): Promise<void> {
    const suppressed = await this.unitOfWork.read(system, [], (db) => suppressedOf(db, [address]));
    if (suppressed.has(address)) throw new ChannelFault('This address has turned mail away before.', true);
    const mail = composeMail({
      id, to: { name: '', address }, name: null, hub: sender().name, language, zone: 'UTC', category: 'report', title, text, action, critical: false,
      unsubscribeUrl: null, items: [], count: 1, about: null, invitation: null, outside: true,
    }, this.clock.now());
    try {
      await this.transport.send(mail, id, signal);
    } catch (fault) {
      if (fault instanceof AddressFault) await this.unitOfWork.run(system, [], ({ db, now }) => suppress(db, { address, reason: 'bounced', status: fault.status, since: now }));
      throw fault;
    }
  }
}
