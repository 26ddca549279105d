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
  const text = write(value, '');
  // Both are written as escapes; looked for in the whole text first, since they hardly ever occur.
  if (text.includes('\\u0000') || text.includes('\\ud')) insistOnText(value, '');
  return text;
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'boolean': return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new UnfitValue(path, 'is not a finite number');
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item, at) => write(item, below(path, at))).join(',')}]`;
      return writeObject(value, path);
    default: throw new UnfitValue(path, `is of type ${typeof value}, which JSON does not know`);
  }
}

function writeObject(value: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new UnfitValue(path, 'is not plain data');
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(member, below(path, key))}`;
  }
  return `{${text}}`;
}

function below(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

const HALF_PAIR = /\p{Surrogate}/u;

function insistOnText(value: unknown, path: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new UnfitValue(path, 'holds a NUL character');
    if (HALF_PAIR.test(value)) throw new UnfitValue(path, 'holds half of a surrogate pair');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      const at = below(path, key);
      insistOnText(key, at);
      insistOnText(member, at);
    }
  }
}
