import type { z } from 'zod';
import { corridor, type Command } from '#contracts';
import type { Machine, Transition } from '#realtime';

export type AlertState = z.output<typeof corridor.alertState>;

/** States in which something is wrong and not yet put right. The index `one_open_alert` says the same. */
export const OPEN = ['raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned'] as const satisfies readonly AlertState[];
const unanswered = ['notified', 'escalated', 'suppressed'] as const satisfies readonly AlertState[];
const standing = [...unanswered, 'acknowledged', 'assigned'] as const satisfies readonly AlertState[];

/** Who answers: whoever was woken or has it in hand, who coordinates or is on site for its owner, the host of its deployment. */
const answering = ['on_call', 'assignee', 'owner', 'crew', 'host', 'administrator'];
const deciding = ['on_call', 'assignee', 'owner', 'host', 'administrator'];

type Way = Transition<AlertState>;
const asked = (command: Command, from: readonly AlertState[], to: AlertState, who: readonly string[], ...guards: string[]): Way => ({ command, from, to, who, guards, event: corridor.alertChanged });
const itself = (from: readonly AlertState[], to: AlertState, ...guards: string[]): Way => ({ command: null, from, to, who: [], guards, event: corridor.alertChanged });

/** The life of an alert. `raised` lasts as long as the transaction that raises it. */
export const alertMachine: Machine<AlertState> = {
  thing: 'alert', code: 'alert_state', start: 'raised', ends: ['closed', 'expired', 'superseded'],
  transitions: [
    asked(corridor.acknowledgeAlert, unanswered, 'acknowledged', answering),
    asked(corridor.assignAlert, standing, 'assigned', deciding, 'the person acts for an organisation of the corridor'),
    asked(corridor.resolveAlert, standing, 'resolved', answering),
    asked(corridor.silenceAlert, unanswered, 'suppressed', deciding, 'the silence ends within a day'),
    asked(corridor.closeAlert, ['resolved'], 'closed', deciding),
    asked(corridor.supersedeAlert, standing, 'superseded', ['owner', 'administrator']),
    itself(['raised'], 'notified', 'it is not too old to wake anybody'),
    itself(['raised'], 'expired', 'it was observed too long ago to wake anybody'),
    itself(['notified', 'escalated'], 'escalated', 'nobody has acknowledged it in time'),
    itself(standing, 'notified', 'it was raised again more severely, or its silence is over'),
    itself(['resolved'], 'suppressed', 'it was raised again so soon that it flaps, or it is silenced'),
    itself(['resolved'], 'notified', 'it was raised again more severely, or an hour after the last notice'),
    itself(standing, 'resolved', 'what raised it says that it is over'),
    itself(standing, 'expired', 'its own time is over'),
    itself(['resolved'], 'closed', 'nothing has happened for a day'),
  ],
};
