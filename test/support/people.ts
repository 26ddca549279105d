import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Doors, Visitor } from './hub.js';

/** A password that nobody refuses. */
export const PASSWORD = 'seven quiet rivers at dawn';

/** Somebody who is signed in. */
export interface Someone extends Visitor {
  readonly personId: string;
  readonly email: string;
  readonly token: string;
  readonly sessionId: string;
}

type SignedIn = { personId: string; sessionId: string; token: string; expiresAt: string };

/** The token of the setup link that the hub wrote. */
export function setupToken(hub: Doors): string {
  return readFileSync(join(hub.folder, 'setup-link'), 'utf8').trim().split('#')[1] ?? '';
}

/** Takes a fresh hub over. */
export async function claim(hub: Doors): Promise<Someone> {
  const email = 'admin@example.org';
  const { status, body } = await hub.anybody.post<SignedIn>('/setup', { token: setupToken(hub), name: 'Administrator', email, password: PASSWORD, as: 'token' });
  if (status !== 201) throw new Error(`the hub was not taken over: ${JSON.stringify(body)}`);
  return someone(hub, email, body);
}

/** Enters somebody new and signs them in. */
export async function enter(hub: Doors, administrator: Visitor, input: Readonly<Record<string, unknown>> = {}): Promise<Someone> {
  const email = `${randomUUID().slice(0, 8)}@example.org`;
  const invited = await administrator.send<{ token: string }>('identity.person.invite', { name: 'Guldasta Amanova', email, ...input });
  if (invited.status !== 200) throw new Error(`nobody was invited: ${JSON.stringify(invited.body)}`);
  const { status, body } = await hub.anybody.post<SignedIn>('/invitations/accept', { token: invited.body.token, password: PASSWORD, as: 'token' });
  if (status !== 201) throw new Error(`the invitation was not accepted: ${JSON.stringify(body)}`);
  return someone(hub, email, body);
}

/** Signs somebody in once more, in a session of its own. */
export async function signIn(hub: Doors, email: string): Promise<Someone> {
  const { status, body } = await hub.anybody.post<SignedIn>('/sessions', { email, password: PASSWORD, as: 'token' });
  if (status !== 201) throw new Error(`the sign-in was refused: ${JSON.stringify(body)}`);
  return someone(hub, email, body);
}

function someone(hub: Doors, email: string, { personId, token, sessionId }: SignedIn): Someone {
  return Object.assign(hub.as(token), { personId, email, token, sessionId });
}
