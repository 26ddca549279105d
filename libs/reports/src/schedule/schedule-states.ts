import type { z } from 'zod';
import { reports } from '#contracts';
import type { Machine } from '#realtime';

export type ScheduleState = z.output<typeof reports.scheduleState>;

/** The life of a schedule. Administrators may stop what does harm; what is made is the owner's to settle. */
export const scheduleMachine: Machine<ScheduleState> = {
  thing: 'schedule', code: 'schedule_state', start: 'active', ends: ['ended'],
  transitions: [
    { command: reports.pauseSchedule, from: ['active'], to: 'paused', who: ['owner', 'administrator'], guards: [], event: reports.scheduleMoved },
    { command: reports.resumeSchedule, from: ['paused'], to: 'active', who: ['owner'], guards: [], event: reports.scheduleMoved },
    { command: reports.endSchedule, from: ['active', 'paused'], to: 'ended', who: ['owner', 'administrator'], guards: [], event: reports.scheduleMoved },
  ],
};

/** Every state that a schedule which was ended is not in. */
export const liveStates: readonly ScheduleState[] = ['active', 'paused'];
