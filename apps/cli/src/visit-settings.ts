import { z } from 'zod';
import { setting } from '#config';

/** Which hub this program visits, and as whom. */
export const url = setting('HUB_URL', z.url({ protocol: /^https?$/ }).optional(), 'the hub that commands of this program visit; by default the one of this machine, at HUB_PORT');
export const key = setting('HUB_KEY', z.string().min(20).max(512).optional(), 'the API key or session token with which commands of this program visit a hub', { secret: true });
export const email = setting('HUB_EMAIL', z.email().optional(), 'the e-mail address with which hub rehearse signs in, where there is no key');
export const password = setting('HUB_PASSWORD', z.string().min(1).max(256).optional(), 'the password that goes with HUB_EMAIL', { secret: true });
