import type { z } from 'zod';
import { DomainError } from '#kernel';

export interface Issue {
  /** JSON pointer (RFC 6901) to the field. */
  readonly pointer: string;
  readonly rule: string;
}

/** The input as its schema has it. @throws DomainError invalid_input, whose details name each field and its rule */
export function validate<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap(toIssues).slice(0, 20);
  throw new DomainError('invalid_input', issues.map(({ pointer, rule }) => `${pointer || 'The body'}: ${rule}`).join('; '), { issues });
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), rule: 'this field is not known here' }));
  }
  return [{ pointer: pointer(issue.path), rule: issue.message }];
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
