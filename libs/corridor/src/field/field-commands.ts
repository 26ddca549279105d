import { catalogue, type Command } from '#contracts';

/** What answers a submission, or what it is made with, is not itself brought by one. */
const NEVER = new Set(['corridor.field.submit', 'corridor.operation.settle', 'corridor.pack_key.replace']);

/** Commands that are taken from the field: those of the corridor whose answer may be kept. What one may do with them is asked of each actor as online. */
export function isForTheField(command: Command): boolean {
  return command.name.startsWith('corridor.') && command.once !== true && !NEVER.has(command.name);
}

/** Their names. */
export function fieldCommands(): string[] {
  return catalogue.commands().filter(isForTheField).map(({ name }) => name).sort();
}

/** The command of this name, if it is taken from the field. */
export function fieldCommand(name: string): Command | null {
  const found = catalogue.get(name);
  return found?.kind === 'command' && isForTheField(found) ? found : null;
}
