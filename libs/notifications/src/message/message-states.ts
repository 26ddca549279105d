import type { z } from 'zod';
import { notifications } from '#contracts';
import type { Machine } from '#realtime';

export type MessageState = z.output<typeof notifications.messageState>;
export type DropReason = z.output<typeof notifications.dropReason>;

const self = ['person'];

/** The life of a message on an outer channel. What a step needs besides is said as its guard. */
export const messageMachine: Machine<MessageState> = {
  thing: 'message', code: 'message_state', start: 'queued', ends: ['bounced', 'acknowledged', 'dropped'],
  transitions: [
    { command: null, from: ['queued'], to: 'held', who: [], guards: ['quiet hours, a digest or a throttle holds it until an instant'], event: notifications.messagesMoved },
    { command: null, from: ['held'], to: 'held', who: [], guards: ['the instant has come, and there is a reason to hold it longer'], event: notifications.messagesMoved },
    { command: null, from: ['held', 'queued'], to: 'queued', who: [], guards: ['the instant has come, or a try failed and another follows'], event: notifications.messagesMoved },
    { command: null, from: ['queued', 'held'], to: 'dropped', who: [], guards: ['it may not be sent, for a stated reason'], event: notifications.messagesMoved },
    { command: null, from: ['queued', 'held'], to: 'sent', who: [], guards: ['the channel took it'], event: notifications.messagesMoved },
    { command: null, from: ['queued', 'held'], to: 'bounced', who: [], guards: ['the channel refused it for good'], event: notifications.messagesMoved },
    { command: null, from: ['queued', 'held', 'sent'], to: 'delivered', who: [], guards: ['the other end said so'], event: notifications.messagesMoved },
    { command: null, from: ['sent', 'delivered'], to: 'bounced', who: [], guards: ['the other end reported it back'], event: notifications.messagesMoved },
    { command: notifications.readEntries, from: ['sent', 'delivered'], to: 'seen', who: self, guards: ['the person has read the notice'], event: notifications.messagesMoved },
    { command: notifications.acknowledgeEntry, from: ['sent', 'delivered', 'seen'], to: 'acknowledged', who: self, guards: ['the person stands by having got it'], event: notifications.noticeAcknowledged },
  ],
};

/** The states from which a message may come to this one. */
export function statesBefore(to: MessageState): readonly MessageState[] {
  return messageMachine.transitions.filter((transition) => transition.to === to).flatMap(({ from }) => from);
}
