import type { Principal } from '#kernel';
import type { Standing } from '#realtime';

/** What is known of a report and of whoever asks. */
export interface Related {
  readonly owner_id: string;
  /** Something was made for them. */
  readonly reads: boolean;
}

/**
 * A scheduled report is its owner's; administrators may look at it and stop it; `reader` is whom something was made for. Nobody else learns
 * that it is there.
 */
export function rolesOf(found: Related | undefined, { personId, roles }: Principal): Standing {
  if (found === undefined || personId === null) return new Set();
  return new Set([
    ...(found.owner_id === personId ? ['owner'] : []),
    ...(found.reads ? ['reader'] : []),
    ...(roles.includes('administrator') ? ['administrator'] : []),
  ]);
}
