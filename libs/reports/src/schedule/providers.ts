import type { Provider } from '@nestjs/common';
import { ChangeSchedule } from './change-schedule.js';
import { CreateSchedule } from './create-schedule.js';
import { GovernReport } from './govern-report.js';
import { ListSchedules } from './list-schedules.js';
import { EndSchedule, PauseSchedule, ResumeSchedule } from './move-schedule.js';
import './permissions.js';
import { ListKinds, ReadSchedule, ReadTimes } from './read-schedule.js';

export const scheduleProviders: Provider[] = [
  CreateSchedule, ChangeSchedule, PauseSchedule, ResumeSchedule, EndSchedule, ListSchedules, ReadSchedule, ReadTimes, ListKinds, GovernReport,
];
