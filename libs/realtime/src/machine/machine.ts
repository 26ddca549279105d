import type { Command, HubEvent } from '#contracts';
import { DomainError } from '#kernel';

/** One way from a state to another. */
export interface Transition<S extends string> {
  /** The command that asks for it; null where the hub itself goes on, within the same transaction. */
  readonly command: Command | null;
  readonly from: readonly S[];
  readonly to: S;
  /** Roles on the thing that may ask for it; the permission table is read off this. */
  readonly who: readonly string[];
  /** What must hold besides, in plain English; the handler of the command enforces it. */
  readonly guards: readonly string[];
  readonly event: HubEvent | null;
}

/** The life of a thing as data: tests walk it, the permission table and the handlers read it. */
export interface Machine<S extends string> {
  /** What it is called in a refusal: `meeting`. */
  readonly thing: string;
  /** The code of a refusal out of state. */
  readonly code: string;
  readonly start: S;
  readonly ends: readonly S[];
  readonly transitions: readonly Transition<S>[];
}

/** Where `command` leads from `state`; refuses where no transition stands for it. */
export function next<S extends string>(machine: Machine<S>, state: S, command: Command): S {
  const ways = machine.transitions.filter((t) => t.command === command);
  const way = ways.find((t) => t.from.includes(state));
  if (way !== undefined) return way.to;
  throw outOfState(machine, state, ways.flatMap((t) => t.from));
}

/** Refuses an act that needs the thing in one of the states `needs`. */
export function insistOn<S extends string>(machine: Machine<S>, state: S, needs: readonly S[]): void {
  if (!needs.includes(state)) throw outOfState(machine, state, needs);
}

function outOfState<S extends string>(machine: Machine<S>, state: S, needs: readonly S[]): DomainError {
  const wanted = needs.map((need) => words(need)).join(' or ');
  return new DomainError(machine.code, `The ${machine.thing} is ${words(state)}; for this it must be ${wanted}.`, { state, needs });
}

const words = (state: string): string => state.replaceAll('_', ' ');

/** The rows of the permission table that a machine states. */
export function permissionsOf(machine: Machine<string>): Record<string, readonly string[]> {
  return Object.fromEntries(machine.transitions.flatMap((t) => (t.command === null ? [] : [[t.command.name, t.who] as const])));
}

/** Every state that can be reached from the start; for tests and pictures. */
export function reachable<S extends string>(machine: Machine<S>): ReadonlySet<S> {
  const seen = new Set<S>([machine.start]);
  for (let before = 0; before !== seen.size;) {
    before = seen.size;
    for (const t of machine.transitions) if (t.from.some((state) => seen.has(state))) seen.add(t.to);
  }
  return seen;
}
