import { readFileSync } from 'node:fs';
import { identity } from '#contracts';
import { StartFault } from '#db';
import { Hub, HubError } from '#sdk';
import { askHealth, ownAddress } from './ask-health.js';
import { credentialsFile, readCredentials } from './demo/keep-credentials.js';
import { email, key, password, url } from './visit-settings.js';

/** Options by which a command is told which hub to visit, and as whom. What is left out is taken from the settings. */
export interface VisitOptions {
  readonly url?: string;
  readonly key?: string;
  readonly token?: string;
  readonly email?: string;
  readonly password?: string;
  readonly demo?: boolean;
}

export function addressOf(options: VisitOptions): string {
  const address = options.url ?? url.value ?? ownAddress();
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) throw new StartFault(`${address} is no address of a hub: --url (or HUB_URL) has the form http://127.0.0.1:8080.`);
  return address.replace(/\/+$/, '');
}

/** The key or token of whoever the options and settings name. @throws StartFault that says what is missing, or that nothing answers */
export async function credentialOf(options: VisitOptions): Promise<string> {
  // At once: the tries that a hub which restarts needs would keep whoever mistyped waiting without a word.
  await askHealth('live', addressOf(options), 'start the hub there, or name another by --url or HUB_URL');
  const token = options.key ?? options.token ?? key.value;
  if (token !== undefined) return token;
  const who = options.demo === true ? demoAdministrator() : { email: options.email ?? email.value, password: options.password ?? password.value };
  if (who.email === undefined || who.password === undefined) throw new StartFault('Say who you are: --key (or HUB_KEY), or --email and --password (or HUB_EMAIL and HUB_PASSWORD).');
  return toldPlainly(async () => {
    const session = await new Hub({ url: addressOf(options) }).enter(identity.signIn, { email: who.email ?? '', password: who.password ?? '', as: 'token' });
    return session.token ?? '';
  });
}

/** The hub, as whoever the options and settings name. @throws StartFault */
export async function visit(options: VisitOptions): Promise<Hub> {
  return new Hub({ url: addressOf(options), token: await credentialOf(options) });
}

/** Does something with a hub; what it refuses is told as one plain sentence. */
export async function toldPlainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    throw fault instanceof HubError ? new StartFault(fault.message, { cause: fault }) : fault;
  }
}

function demoAdministrator(): { email: string; password: string } {
  const file = credentialsFile();
  try {
    const administrator = readCredentials(readFileSync(file, 'utf8')).people.find((person) => person.role === 'administrator');
    if (administrator !== undefined) return administrator;
  } catch (cause) {
    throw new StartFault(`There is no demo here (${file}): start it with npm run demo.`, { cause });
  }
  throw new StartFault(`The demo has no administrator yet (${file}): wait until it says that it is ready.`);
}
