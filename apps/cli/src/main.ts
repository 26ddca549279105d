import 'reflect-metadata';
import { Command } from 'commander';
import { StartFault } from '#kernel';
import { tellFault } from '../../hub/src/tell-fault.js';
import { commands } from './commands.js';
// Who has set them for one command may call every other: they are no mistake there.
import './visit-settings.js';

const program = new Command('hub').description('Corridor Hub: councils and health corridors of an alliance of medical institutions.').showHelpAfterError('(hub help shows all commands)');

/** The command that is called is loaded alone; help and mistakes need all of them. */
const [called = 'serve'] = process.argv.slice(2);
if (!Object.hasOwn(commands, called) && !called.startsWith('-') && called !== 'help') {
  tellFault(new StartFault(`There is no command ${called}: hub --help lists all of them.`));
  process.exit(1);
}
for (const [name, load] of Object.entries(commands)) if (name === called || !Object.hasOwn(commands, called)) (await load())(program);

try {
  await program.parseAsync(process.argv);
} catch (fault) {
  tellFault(fault);
  process.exitCode = 1;
}
