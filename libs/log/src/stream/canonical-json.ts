/** What cannot be written to the log, and where it stands. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue';
  constructor(readonly path: string, readonly reason: string) {
    super(`${path === '' ? 'the value' : path} ${reason}`);
  }
}

/**
 * The one text of a JSON value (RFC 8785): members in the order of their UTF-16 code units, numbers as ECMAScript
 * writes them, no spaces. Whoever hashes the same value hashes the same bytes. Members that are undefined are left out.
 * @throws UnfitValue for what JSON does not know, and for text that PostgreSQL cannot keep (NUL, half a surrogate pair)
 */
export function canonicalJson(value: unknown): string {
  try {
    const text = write(value);
    // Both are written as escapes; looked for in the whole text first, since they hardly ever occur.
    if (text.includes('\\u0000') || text.includes('\\ud')) findUnfit(value, '');
    return text;
  } catch (fault) {
    // Where it stands is worked out only now: on the usual way that would take half of the time.
    if (fault instanceof UnfitValue) findUnfit(value, '');
    throw fault;
  }
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) {
    if (reasonAgainst(value) !== null) throw new UnfitValue('', '');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (reasonAgainst(value) !== null) throw new UnfitValue('', '');
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(member)}`;
  }
  return `{${text}}`;
}

const HALF_PAIR = /\p{Surrogate}/u;

/** Why a value, apart from what is in it, cannot be kept; null when it can. */
function reasonAgainst(value: unknown): string | null {
  switch (typeof value) {
    case 'boolean': return null;
    case 'number': return Number.isFinite(value) ? null : 'is not a finite number';
    case 'string':
      if (value.includes('\0')) return 'holds a NUL character';
      return HALF_PAIR.test(value) ? 'holds half of a surrogate pair' : null;
    case 'object': {
      if (value === null || Array.isArray(value)) return null;
      const prototype: unknown = Object.getPrototypeOf(value);
      return prototype === Object.prototype || prototype === null ? null : 'is not plain data';
    }
    default: return `is of type ${typeof value}, which JSON does not know`;
  }
}

function findUnfit(value: unknown, path: string): void {
  const reason = reasonAgainst(value);
  if (reason !== null) throw new UnfitValue(path, reason);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined && !Array.isArray(value)) continue;
    const at = path === '' ? key : `${path}.${key}`;
    if (reasonAgainst(key) !== null) throw new UnfitValue(at, `has a name that ${reasonAgainst(key)}`);
    findUnfit(member, at);
  }
}
