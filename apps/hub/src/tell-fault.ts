import { SettingsError } from '#config';
import { StartFault } from '#kernel';

/** One plain sentence for what a person can mend; for anything else the whole error. */
export function tellFault(fault: unknown): void {
  process.stderr.write(`${sentence(fault)}\n`);
}

function sentence(fault: unknown): string {
  if (fault instanceof StartFault || fault instanceof SettingsError) return fault.message;
  const { code, path } = fault as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'The disk is full: free some space, then start again; nothing that was committed is lost.';
  if (code === 'EACCES' || code === 'EROFS') return `This user may not write ${path ?? 'there'}: give the folder to the user who starts the hub, or name another in HUB_DATA.`;
  return `The hub met a fault of its own: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`;
}
