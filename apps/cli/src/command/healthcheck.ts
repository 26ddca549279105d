import { StartFault } from '#kernel';
import { askHealth, ownAddress } from '../ask-health.js';
import type { AddCommand } from '../command.js';
import { say } from '../say.js';

export const addHealthcheck: AddCommand = (program) => {
  program.command('healthcheck').argument('[url]', 'the hub', ownAddress()).description('asks a running hub whether it is ready; for container engines and supervisors')
    .action(async (url: string) => {
      const answer = await askHealth('ready', url, 'the hub does not run there, or is just starting');
      const { checks } = (await answer.json()) as { checks: Record<string, string> };
      say(Object.entries(checks).map(([name, state]) => `${name}: ${state}`).join(', '));
      if (!answer.ok) throw new StartFault(`The hub on ${url} is not ready.`);
    });
};
