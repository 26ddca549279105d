import { passes } from '#db';
import { pause } from '../duty/duties.js';

/** While the database is away it is tried again after so long (ms). */
const AGAIN = 250;

/**
 * Writes down what has happened outside already and must not be forgotten: a database that is away or overloaded is waited for. What is written must do no
 * harm when it is written twice.
 * @param left aborts when it is not to be waited for any longer
 * @param told hears of each fault that is waited out
 * @throws the fault, when it does not pass or nobody waits any more
 */
export async function untilWritten<T>(write: () => Promise<T>, left: AbortSignal, told: (fault: unknown) => void): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (fault) {
      if (left.aborted || !passes(fault)) throw fault;
      told(fault);
      await pause(AGAIN, left);
    }
  }
}
