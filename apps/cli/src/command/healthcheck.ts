import { StartFault } from '#kernel';
import type { AddCommand } from '../command.js';
import { say } from '../say.js';

/** A hub that is well answers within this time (ms). */
const PATIENCE = 5_000;

export const addHealthcheck: AddCommand = (program) => {
  program.command('healthcheck').argument('[url]', 'the hub', `http://127.0.0.1:${process.env['HUB_PORT'] ?? '3000'}`).description('asks a running hub whether it is ready; for container engines and supervisors')
    .action(async (url: string) => {
      const answer = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(PATIENCE) }).catch((cause: unknown) => {
        throw new StartFault(`Nothing answers on ${url}: the hub does not run there, or is just starting.`, { cause });
      });
      const { checks } = (await answer.json()) as { checks: Record<string, string> };
      say(Object.entries(checks).map(([name, state]) => `${name}: ${state}`).join(', '));
      if (!answer.ok) throw new StartFault(`The hub on ${url} is not ready.`);
    });
};
