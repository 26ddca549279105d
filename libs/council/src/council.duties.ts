import { Injectable } from '@nestjs/common';
import { Duties } from '#log';
import { AttendanceWatch } from './attendance/attendance-watch.js';
import { CloseDuePolls } from './poll/close-due-polls.js';

/** Seconds between two rounds: a cut line is noticed, and a grace ends, with this grain. */
const ATTENDANCE = 1;
/** A poll closes within a second of its deadline. */
const POLLS = 0.5;

/** What the council does unasked. */
@Injectable()
export class CouncilDuties {
  constructor(duties: Duties, attendance: AttendanceWatch, polls: CloseDuePolls) {
    duties.every(ATTENDANCE, 'council attendance', () => attendance.look());
    duties.every(POLLS, 'council polls', () => polls.look());
  }
}
