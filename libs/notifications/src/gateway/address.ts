import { createHash } from 'node:crypto';
import type { notifications } from '#contracts';
import { sealedColumn } from '#db';

export const addressColumn = sealedColumn('notification_address', 'sealed');
export const codeColumn = sealedColumn('notification_address', 'code_sealed');

/** The row of an address, which what is sealed in it is bound to. */
export function rowOf(personId: string, kind: notifications.GatewayKind): string {
  return `${personId} ${kind}`;
}

/** What of an address is shown: enough to know it again. */
export function mask(kind: notifications.GatewayKind, address: string): string {
  return kind === 'sms' ? `${address.slice(0, 3)}•••••${address.slice(-2)}` : `${address.slice(0, 2)}•••••`;
}

/** Bound to its row, so that equal codes of two people look different. */
export function hashOf(personId: string, kind: notifications.GatewayKind, code: string): Buffer {
  return createHash('sha256').update(`${rowOf(personId, kind)} ${code}`).digest();
}
