import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ReportFormat } from '#contracts';
import { DomainError } from '#kernel';

/** Bytes of one file at the most, and of one piece of it. */
export const FILE_BYTES = 20 * 1_024 * 1_024;
const PIECE_BYTES = 256 * 1_024;

/** A form of a document; `document` is what the others are made of. */
export interface ReportFile {
  readonly format: ReportFormat | 'document';
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Kept {
  readonly documentId: string;
  readonly readerId: string;
}

/** @throws DomainError report_too_large */
export function insistOnSize({ format, bytes }: ReportFile): void {
  if (bytes.byteLength > FILE_BYTES) throw new DomainError('report_too_large', `As ${format} the report has more than ${FILE_BYTES} bytes: choose a shorter span or another form.`, { most: FILE_BYTES });
}

/** Keeps a file in pieces, so that no row is large. */
export async function keepFile(db: EntityManager, { documentId, readerId }: Kept, file: ReportFile): Promise<void> {
  insistOnSize(file);
  const bytes = Buffer.from(file.bytes);
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE_BYTES) }, (_, n) => bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
  await db.query('INSERT INTO report_file (document_id, reader_id, format, name, bytes, sha256) VALUES ($1, $2, $3, $4, $5, $6)',
    [documentId, readerId, file.format, file.name, bytes.length, createHash('sha256').update(bytes).digest()]);
  for (const [number, piece] of pieces.entries()) {
    await db.query('INSERT INTO report_piece (document_id, reader_id, format, number, bytes) VALUES ($1, $2, $3, $4, $5)', [documentId, readerId, file.format, number, piece]);
  }
}

/** The bytes of a file; null when it is not kept, or not for who asks. */
export async function readBytes(db: EntityManager, documentId: string, format: ReportFile['format']): Promise<Buffer | null> {
  const pieces = await db.query<{ bytes: Buffer }[]>('SELECT bytes FROM report_piece WHERE document_id = $1 AND format = $2 ORDER BY number', [documentId, format]);
  return pieces.length === 0 ? null : Buffer.concat(pieces.map(({ bytes }) => bytes));
}

/** A name for a file that every system takes: the subject, without what is special in paths. */
export function nameOfFile(subject: string, extension: string): string {
  return `${subject.replaceAll(/[\p{C}\\/:*?"<>|]+/gu, ' ').replaceAll(/\s+/g, ' ').trim().slice(0, 120) || 'report'}.${extension}`;
}
