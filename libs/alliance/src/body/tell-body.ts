import { alliance } from '#contracts';
import type { Work } from '#log';
import type { Body } from './body.entity.js';

/** Tells how the body stands now. */
export function tellBody(work: Work, { id, name, kind, rules, rulesVersion }: Body): void {
  work.record(alliance.bodyChanged, `body:${id}`, { bodyId: id, name, kind, rulesVersion, ...rules });
}
