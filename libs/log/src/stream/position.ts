/** A place in one history of one stream: after `offset` events. Offset 0 is before the first. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

const FORM = /^([a-z0-9]{6,16})\.(0|[1-9]\d{0,15})$/;

/** Reads `<epoch>.<offset>`; null when the text is no position. */
export function parsePosition(text: string): Position | null {
  const [, epoch, digits] = FORM.exec(text) ?? [];
  const offset = Number(digits);
  return epoch === undefined || !Number.isSafeInteger(offset) ? null : { epoch, offset };
}

/** Writes a place as every door shows it: `<epoch>.<offset>`. */
export function formatPosition(epoch: string, offset: number): string {
  return `${epoch}.${offset}`;
}
