import { corridor } from '#contracts';
import type { Machine } from '#realtime';

const crew = ['operator', 'crew'];
const event = corridor.handoverMoved;

/** A note goes back and forth until its receiver has stated it in their own words and takes over. The sender is responsible until then. */
export const handoverMachine: Machine<corridor.HandoverState> = {
  thing: 'handover', code: 'handover_state', start: 'written', ends: ['accepted', 'withdrawn'],
  transitions: [
    { command: corridor.readBackHandover, from: ['written'], to: 'read_back', who: crew, guards: ['by the receiver'], event },
    { command: corridor.returnHandover, from: ['written', 'read_back'], to: 'returned', who: crew, guards: ['by the receiver or the sender'], event },
    { command: corridor.amendHandover, from: ['written', 'read_back', 'returned'], to: 'written', who: crew, guards: ['by the sender'], event },
    { command: corridor.acceptHandover, from: ['read_back'], to: 'accepted', who: crew, guards: ['by the receiver', 'the note names all that is open'], event },
    { command: corridor.withdrawHandover, from: ['written', 'read_back', 'returned'], to: 'withdrawn', who: crew, guards: ['by the sender'], event },
  ],
};
