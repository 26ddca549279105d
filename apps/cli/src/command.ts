import type { Command } from 'commander';

/**
 * One command of the `hub` program. To add one: write `command/<verb>.ts` that exports such a function, and name it in
 * the list of `commands.ts`. The function declares name, arguments and description, and sets the action:
 *
 *     export const addVerify: AddCommand = (program) => {
 *       program.command('verify').argument('<file>', 'an export').description('checks the chains of an export, offline')
 *         .action(async (file: string) => { ... });
 *     };
 *
 * An action throws a StartFault for what a person can mend: it is printed as one plain sentence, and the exit code is 1.
 * Call `settle()` first where settings are used, and `withDatabase()` where the database is.
 */
export type AddCommand = (program: Command) => void;
