import type { z } from 'zod';
import { DomainError } from '#kernel';

export interface Issue {
  /** JSON pointer (RFC 6901) to the field. */
  readonly pointer: string;
  readonly rule: string;
}

const NO_TEXT = 'text of whole Unicode characters, without the character U+0000';

/** The input as its schema has it. @throws DomainError invalid_input, whose details name each field and its rule */
export function validate<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  const issues = parsed.success ? unreadable(input, []) : parsed.error.issues.flatMap(toIssues).slice(0, 20);
  if (parsed.success && issues.length === 0) return parsed.data;
  throw new DomainError('invalid_input', issues.map(({ pointer, rule }) => `${pointer || 'The body'}: ${rule}`).join('; '), { issues });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), rule: 'this field is not known here' }));
  }
  return [{ pointer: pointer(issue.path), rule: issue.message }];
}

/** The first text that nothing could keep as it was sent (PostgreSQL, "Character Types"; RFC 8259, 8.2): with a NUL, or half a character. */
function unreadable(value: unknown, path: readonly string[]): Issue[] {
  if (typeof value === 'string') return isReadable(value) ? [] : [{ pointer: pointer(path), rule: NO_TEXT }];
  if (typeof value !== 'object' || value === null) return [];
  for (const key in value) {
    const found = isReadable(key) ? unreadable((value as Record<string, unknown>)[key], [...path, key]) : [{ pointer: pointer(path), rule: NO_TEXT }];
    if (found.length > 0) return found;
  }
  return [];
}

function isReadable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
