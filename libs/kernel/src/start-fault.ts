/**
 * Why the hub cannot start, or had to stop: one plain sentence for the person who runs it, saying what to do.
 * It is printed without a stack; the process ends with code 1.
 */
export class StartFault extends Error {
  override readonly name = 'StartFault';
}
