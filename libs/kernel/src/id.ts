import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes are drawn from the system many ids at a time: one draw costs more than everything else of an id. */
const pool = Buffer.alloc(8_192);
const EACH = 16;
let drawn = pool.length;

/** A new id: UUID version 7 (RFC 9562), so that ids made later sort later, to the millisecond. */
export function newId(): string {
  if (drawn + EACH > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const random = pool.subarray(drawn, drawn + EACH);
  drawn += EACH;
  return v7({ random });
}
