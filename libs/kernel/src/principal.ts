/** Rights that hold in the whole alliance, whatever the meeting or corridor. */
export type GlobalRole = 'administrator' | 'coordinator' | 'integrator';

/**
 * Who is asking. Settled once, from the credential of the handshake or the request;
 * nothing of it is ever read from a payload.
 */
export interface Principal {
  /** What events and the audit trail name: `person:<id>` or `system:<duty>`. */
  readonly actor: string;
  /** The person who acts; null for the hub's own duties. */
  readonly personId: string | null;
  /** Institutions that the person is affiliated with today. */
  readonly institutionIds: readonly string[];
  readonly roles: readonly GlobalRole[];
  /** Scopes of the API key that is used; null for a session, which is not narrowed. */
  readonly scopes: readonly string[] | null;
  /** `session:<id>` or `key:<id>`: what is cut when the session ends or the key is revoked; null for duties. */
  readonly credential: string | null;
}

/** The hub itself, at one of its duties (`sequencer`, `presence`, `backup` ...). */
export function systemActor(duty: string): Principal {
  return { actor: `system:${duty}`, personId: null, institutionIds: [], roles: [], scopes: null, credential: null };
}
