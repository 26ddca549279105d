import { IsNull } from 'typeorm';
import { hashSecret, newId, newSecret } from '#kernel';
import type { Work } from '#log';
import { Invitation } from './invitation.entity.js';

/** Days for which an invitation to the hub may be used. */
const LASTS_DAYS = 14;

/** Makes the one open invitation of a person; an older one is worth nothing from now on. The token is told this once. */
export async function openInvitation(work: Work, personId: string, days = LASTS_DAYS): Promise<{ invitationId: string; token: string; expiresAt: string }> {
  await closeInvitations(work, personId);
  const token = newSecret();
  const expiresAt = new Date(work.now.getTime() + days * 86_400_000);
  const invitationId = newId();
  await work.db.insert(Invitation, { id: invitationId, personId, tokenHash: hashSecret(token), createdAt: work.now, expiresAt, closedAt: null });
  return { invitationId, token, expiresAt: expiresAt.toISOString() };
}

export async function closeInvitations(work: Work, personId: string): Promise<void> {
  await work.db.update(Invitation, { personId, closedAt: IsNull() }, { closedAt: work.now });
}
