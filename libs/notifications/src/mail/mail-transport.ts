import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { Outbox } from '../outbox/outbox.js';
import { explainFault } from './explain-fault.js';
import { signature } from './signature.js';
import { smtpAddress, type SmtpAddress } from './smtp-address.js';

/** Connections to the mail server that are open at the same time. */
const CONNECTIONS = 5;
/** Mails that go over one of them before it is opened anew. */
const MAILS_EACH = 100;
/** Milliseconds to wait for a connection, for the greeting, and for any further answer. */
const PATIENCE = { connectionTimeout: 10_000, dnsTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

type Carrier = { send(mail: SendMailOptions, id: string, signal: AbortSignal): Promise<void>; close(): void };

/** Hands mail to the mail server that SMTP_URL names, or writes it to the outbox. */
@Injectable()
export class MailTransport implements OnModuleInit, OnApplicationShutdown {
  private carrier: Carrier | undefined;

  constructor(private readonly outbox: Outbox) {}

  /** Settings that do not go together are told at the start, not at the first mail. */
  onModuleInit(): void {
    const address = smtpAddress();
    const dkim = signature() ?? undefined;
    this.carrier = address === null ? intoOutbox(this.outbox, dkim) : overSmtp(address, dkim);
  }

  onApplicationShutdown(): void {
    this.carrier?.close();
  }

  /** @param id names the mail for good; sent again it is the same mail. @throws ChannelFault */
  async send(mail: SendMailOptions, id: string, signal: AbortSignal): Promise<void> {
    try {
      await this.carrier?.send(mail, id, signal);
    } catch (fault) {
      throw explainFault(fault);
    }
  }
}

function overSmtp({ host, port, user, password, tls }: SmtpAddress, dkim: ReturnType<typeof signature> | undefined): Carrier {
  const transport = createTransport({
    pool: true, host, port, secure: tls === 'wrapped', requireTLS: tls === 'started', ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' }, ...PATIENCE, maxConnections: CONNECTIONS, maxMessages: MAILS_EACH,
    // Whether a mail is sent once more is settled by the hub, which remembers it.
    maxRequeues: 0,
    // What the hub sends is text of its own: nothing in it names a file or an address to be fetched.
    disableFileAccess: true, disableUrlAccess: true,
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }), ...(dkim == null ? {} : { dkim }),
  });
  return {
    send: async (mail, _id, signal) => void (await transport.sendMail({ ...mail, signal } as SendMailOptions)),
    close: () => transport.close(),
  };
}

function intoOutbox(outbox: Outbox, dkim: ReturnType<typeof signature> | undefined): Carrier {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', disableFileAccess: true, disableUrlAccess: true, ...(dkim == null ? {} : { dkim }) });
  return {
    send: async (mail, id) => {
      const { message } = await transport.sendMail(mail);
      await outbox.write(id, message as Buffer);
    },
    close: () => transport.close(),
  };
}
