import type { Principal } from '#kernel';

/** The name of the session cookie; `__Host-` is added where the hub is served over https. */
export const SESSION_COOKIE = 'hub_session';

/** Turns a credential into a principal. The identity lib provides it; the doors know only this port. */
export abstract class Authenticator {
  /** The principal behind a session cookie's value, or null when it is unknown, ended or run out. */
  abstract bySession(token: string): Promise<Principal | null>;
  /** The principal behind a bearer token: an API key (`hub_…`) or a session's token. */
  abstract byToken(token: string): Promise<Principal | null>;
  /** The principal of the same credential as it stands now (read anew, not from a cache); null when it has ended. */
  abstract again(actor: Principal): Promise<Principal | null>;
  /** Forgets what is cached for these subjects (`person:<id>`, `session:<id>`, `key:<id>`). */
  abstract forget(subjects: readonly string[]): void;
}
