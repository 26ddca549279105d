import { catalogue, type filter as contract } from '#contracts';
import { DomainError } from '#kernel';

/** Types that an answer names as what may have been meant. */
const NAMED = 3;

/** Refuses a filter that names types which no event ever has: whoever mistyped would wait for ever. @throws DomainError invalid_input */
export function insistOnTypes({ types = [] }: contract.Filter): void {
  const known = catalogue.events().map(({ name }) => name);
  types.forEach((pattern, at) => {
    if (known.some((type) => matches(type, pattern))) return;
    const near = nearOf(pattern, known);
    const rule = `no event has ${pattern.endsWith('*') ? 'a type that begins so' : 'this type'}${near.length === 0 ? '' : `, but ${near.join(', ')}`}; all are listed at /docs/events`;
    throw new DomainError('invalid_input', `/filter/types/${at}: ${rule}`, { issues: [{ pointer: `/filter/types/${at}`, rule }] });
  });
}

function matches(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Types that share the most leading parts with a pattern. */
function nearOf(pattern: string, known: readonly string[]): readonly string[] {
  const parts = pattern.split('.');
  for (let shared = parts.length - 1; shared > 0; shared -= 1) {
    const near = known.filter((type) => type.startsWith(`${parts.slice(0, shared).join('.')}.`));
    if (near.length > 0) return near.length > NAMED ? [`${parts.slice(0, shared).join('.')}.*`] : near;
  }
  return [];
}
