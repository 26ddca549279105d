import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerAddress } from 'smtp-server';
import type { Certificate } from './certificate.js';
import { until } from './until.js';

/** A mail as a mail server got it. */
export interface GotMail {
  readonly source: string;
  readonly mail: Email;
  readonly from: string;
  readonly to: string;
  /** Whether it came encrypted, and who sent it. */
  readonly isSecure: boolean;
  readonly user: string | null;
}

/** How a mail server encrypts: from the first byte, when it is asked to, or not at all. */
export type Encryption = { readonly wrapped: Certificate } | { readonly started: Certificate } | null;

/** What a mail server says to a recipient, or to a mail: null takes it. */
type Answer = { readonly code: number; readonly text: string } | null;

/** A mail server that takes what it is sent, and reads it with another program than the one that wrote it. */
export class MailSink {
  readonly got: GotMail[] = [];
  /** Asked for each recipient. */
  recipient: (address: string) => Answer = () => null;
  /** Asked for each mail, when all of it has come, with its first recipient. */
  whole: (address: string) => Answer = () => null;
  /** What was said to it that nobody else may read, without encryption: it takes passwords and mail from whoever gives them. */
  readonly overheard: string[] = [];
  private server: SMTPServer | undefined;

  private constructor(public port: number, private readonly encryption: Encryption) {}

  static async open(encryption: Encryption = null): Promise<MailSink> {
    const sink = new MailSink(0, encryption);
    await sink.listen();
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Waits for the first mail of which `is` holds. */
  async find(is: (got: GotMail) => boolean): Promise<GotMail> {
    await until(() => this.got.some(is));
    return this.got.find(is) as GotMail;
  }

  /** Opens it, at the port that it had before. */
  async listen(): Promise<void> {
    const server = new SMTPServer({
      ...settingsOf(this.encryption), logger: false, closeTimeout: 100, authOptional: true, allowInsecureAuth: true,
      onAuth: ({ username }, session, done) => {
        if (!session.secure) this.overheard.push('a password');
        done(null, { user: username ?? '' });
      },
      onMailFrom: (_, session, done) => {
        if (!session.secure) this.overheard.push('a mail');
        done();
      },
      onRcptTo: ({ address }, _session, done) => done(fault(this.recipient(address))),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const answer = this.whole(session.envelope.rcptTo[0]?.address ?? '');
          if (answer !== null) return done(fault(answer));
          const source = Buffer.concat(chunks).toString('latin1');
          const { envelope: { mailFrom, rcptTo }, secure: isSecure, user } = session;
          void PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
            this.got.push({ source, mail, from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }: SMTPServerAddress) => address).join(','), isSecure, user: user === undefined ? null : String(user) });
            done();
          });
        });
      },
    });
    // Lines that break off are what some tests are about.
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.server === undefined ? resolve() : this.server.close(() => resolve())));
  }
}

function settingsOf(encryption: Encryption): object {
  if (encryption === null) return { disabledCommands: ['STARTTLS'] };
  return 'wrapped' in encryption ? { secure: true, ...encryption.wrapped } : { ...encryption.started };
}

function fault(answer: Answer): Error | null {
  return answer === null ? null : Object.assign(new Error(answer.text), { responseCode: answer.code });
}
