import type { z } from 'zod';
import { corridor } from '#contracts';
import type { Machine } from '#realtime';

export type AlertState = z.output<typeof corridor.alertState>;

/** States in which something is wrong and not yet put right. The index `one_open_alert` says the same. */
export const OPEN = ['raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned'] as const satisfies readonly AlertState[];
const unanswered = ['notified', 'escalated', 'suppressed'] as const satisfies readonly AlertState[];
const answered = ['acknowledged', 'assigned'] as const satisfies readonly AlertState[];

const by = (from: readonly AlertState[], to: AlertState, ...guards: string[]): Machine<AlertState>['transitions'][number] => ({ command: null, from, to, who: [], guards, event: corridor.alertChanged });

/** The life of an alert. `raised` lasts as long as the transaction that raises it. */
export const alertMachine: Machine<AlertState> = {
  thing: 'alert', code: 'alert_state', start: 'raised', ends: ['closed', 'expired', 'superseded'],
  transitions: [
    by(['raised'], 'notified', 'it is not too old to wake anybody'),
    by(['raised'], 'expired', 'it was observed too long ago to wake anybody'),
    by(['notified', 'escalated'], 'escalated', 'nobody has acknowledged it in time'),
    by([...unanswered, ...answered], 'notified', 'it was raised again more severely, or its silence is over'),
    by(['resolved'], 'suppressed', 'it was raised again so soon that it flaps'),
    by(['resolved'], 'notified', 'it was raised again more severely'),
    by([...unanswered, ...answered], 'resolved', 'what raised it says that it is over'),
    by([...unanswered, ...answered], 'expired', 'its own time is over'),
    by(['resolved'], 'closed', 'nothing has happened for a day'),
  ],
};
