import { StartFault } from '#kernel';

/** A hub that is well answers within this time (ms). */
const PATIENCE = 5_000;

/** Where the hub of this machine listens, as far as this program can know. */
export const ownAddress = (): string => `http://127.0.0.1:${process.env['HUB_PORT'] ?? '3000'}`;

/** Asks a hub once whether it lives, or is ready. @throws StartFault that ends with `advice`, when nothing answers */
export async function askHealth(which: 'live' | 'ready', address: string, advice: string): Promise<Response> {
  try {
    return await fetch(new URL(`/health/${which}`, address), { signal: AbortSignal.timeout(PATIENCE) });
  } catch (cause) {
    throw new StartFault(`Nothing answers on ${address}: ${advice}.`, { cause });
  }
}
