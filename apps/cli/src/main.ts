import 'reflect-metadata';
import { Command } from 'commander';
import { tellFault } from '../../hub/src/tell-fault.js';
import { commands } from './commands.js';

const program = new Command('hub').description('Corridor Hub: councils and health corridors of an alliance of medical institutions.').showHelpAfterError('(hub help shows all commands)');
for (const add of commands) add(program);

try {
  await program.parseAsync(process.argv);
} catch (fault) {
  tellFault(fault);
  process.exitCode = 1;
}
