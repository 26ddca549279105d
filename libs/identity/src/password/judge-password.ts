import { dictionary } from '@zxcvbn-ts/language-common';
import { DomainError } from '#kernel';

/** The shortest password, in characters as people count them. */
export const SHORTEST = 15;
/** Shorter pieces stand in every sentence and say nothing. */
const SHORTEST_PIECE = 4;
/** Long ones that are on every list, or in every article about passwords. */
const FAMOUS = ['correcthorsebatterystaple', 'thequickbrownfox', 'thequickbrownfoxjumpsoverthelazydog', 'tobeornottobethatisthequestion', 'iloveyousomuchbaby', 'qwertyuiopasdfghjklzxcvbnm', 'abcdefghijklmnopqrstuvwxyz', 'passwordpassword', 'changemechangeme', 'letmeinletmeinletmein'];
const NO_LETTERS = /[^\p{L}\p{N}]+/gu;
const LEET: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

let common: ReadonlySet<string> | undefined;

/** The 49,233 most common passwords, read at the first use. */
function commonPasswords(): ReadonlySet<string> {
  return (common ??= new Set([...dictionary['passwords-common'], ...FAMOUS].filter((word) => word.length >= SHORTEST_PIECE)));
}

/**
 * Refuses passwords that are guessed first. No rules of composition: a long sentence is a good password.
 * @param own words that an attacker knows of the person: name, e-mail address
 * @param field as the request calls it
 * @throws DomainError password_too_weak
 */
export function judgePassword(password: string, own: readonly string[], field = 'password'): void {
  const rule = weakness(password.normalize('NFKC'), own);
  if (rule !== null) throw tooWeak(rule, field);
}

export function tooWeak(rule: string, field: string): DomainError {
  return new DomainError('password_too_weak', rule, { issues: [{ pointer: `/${field}`, rule }] });
}

/** Why a password is weak, in one sentence; null when it is not. */
export function weakness(password: string, own: readonly string[] = []): string | null {
  const characters = [...password];
  if (characters.length < SHORTEST) return `A password has at least ${SHORTEST} characters: a sentence is easy to keep in mind.`;
  if (new Set(characters).size < 6) return 'This password repeats very few characters.';
  if (isRun(password)) return 'This password is a row of neighbouring characters.';
  // Each part of them, and the whole written in one.
  const known = new Set(own.flatMap((word) => [...word.toLowerCase().split(NO_LETTERS), ...[word, word.split('@')[0] ?? ''].map((whole) => whole.toLowerCase().replaceAll(NO_LETTERS, ''))]).filter((word) => word.length >= SHORTEST_PIECE));
  for (const form of forms(password)) {
    if (commonPasswords().has(form) || isMadeOf(form, known)) return 'This password is one of the common ones, or is made of them.';
  }
  return null;
}

/** The password as it is typed, and without what people add to a word to make it look hard. */
function forms(password: string): string[] {
  const low = password.toLowerCase();
  const bare = low.replaceAll(NO_LETTERS, '');
  const word = low.replace(/^[^\p{L}]+|[\d\s.!?*#_-]+$/gu, '');
  const read = [...word].map((character) => LEET[character] ?? character).join('').replaceAll(NO_LETTERS, '');
  return [...new Set([low, bare, read])];
}

/** Whether nothing is left of it but numbers and at most two different common passwords or words of the person. */
function isMadeOf(form: string, own: ReadonlySet<string>): boolean {
  const common = commonPasswords();
  const fewest: (ReadonlySet<string> | undefined)[] = [new Set()];
  for (let end = 1; end <= form.length; end++) {
    // A digit adds nothing: years and counters are tried first.
    if (/\d/.test(form[end - 1] ?? '')) fewest[end] = fewest[end - 1];
    for (let start = Math.max(0, end - 40); start <= end - SHORTEST_PIECE; start++) {
      const before = fewest[start];
      const piece = form.slice(start, end);
      if (before === undefined || !(common.has(piece) || own.has(piece))) continue;
      const pieces = new Set([...before, piece]);
      if (pieces.size < (fewest[end]?.size ?? 3)) fewest[end] = pieces;
    }
  }
  return fewest[form.length] !== undefined;
}

/** `abcdefgh…`, `98765…`: each character is the neighbour of the one before. */
function isRun(password: string): boolean {
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
  return steps.filter((step) => Math.abs(step) === 1 || step === 0).length > steps.length * 0.8;
}
