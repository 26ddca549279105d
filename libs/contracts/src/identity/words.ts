import { z } from 'zod';
import { id } from '../id.js';
import { instant } from '../time.js';
import { line } from '../readable.js';

export { id, instant };
export const email = z.email().max(254).transform((text) => text.toLowerCase());
/** A person's name in its own script. */
export const personName = line(120);
export const globalRole = z.enum(['administrator', 'coordinator', 'integrator']);
export const personState = z.enum(['invited', 'active', 'suspended']);
/** As long as one likes up to 256 characters; 15 at least. What else is refused, `password_too_weak` says. */
export const newPassword = z.string().max(256);
/** A password as it is typed at a sign-in: judged by its hash alone. */
export const password = z.string().min(1).max(256);
/** A one-time token, as setup links and invitations carry it. */
export const oneTimeToken = z.string().min(20).max(100).regex(/^[A-Za-z0-9_-]+$/, 'the token has other characters than a link has');
/** A session as a cookie (pages) or as a bearer token (programs). */
export const sessionKind = z.enum(['cookie', 'token']).default('cookie');

/** What a key may be allowed to do, at most; policy still asks for the role of its owner. */
export const keyScopes = ['hub:read', 'identity:read', 'identity:write', 'alliance:read', 'alliance:write', 'council:read', 'council:write', 'corridor:read', 'corridor:write', 'events:read', 'events:write', 'notifications:read', 'notifications:write', 'reports:read', 'reports:write', 'queue:read', 'queue:write', 'streams:read'] as const;
export const keyScope = z.enum(keyScopes);

/** What every way in answers. The token comes only where `as: 'token'` was asked for; else the cookie carries it. */
export const signedIn = z.object({ personId: id, sessionId: id, expiresAt: instant, token: z.string().optional() });
export const none = z.object({});
