import { z } from 'zod';
import { report } from '../catalogue/reports.js';
import { id } from '../council/words.js';

/** What can be reported. A kind is made of the events of a range alone, as its reader may see them; what else it reads is said where it is made. */

const sample = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const ofBody = { params: z.strictObject({ bodyId: id }), example: { bodyId: sample } };
const ofCorridor = { params: z.strictObject({ corridorId: id }), example: { corridorId: sample } };

export const meetingPack = report('council.meeting_pack', {
  summary: 'One meeting: its agenda, the motions with their texts, who was there and for how long, and how was voted.',
  params: z.strictObject({ meetingId: id }), window: null, example: { meetingId: sample },
});
export const attendanceRecord = report('council.attendance_record', {
  summary: 'The sittings of a body: how often each institution and country was there, and how it voted.', ...ofBody, window: 'P3M',
});
export const resolutions = report('council.resolutions', {
  summary: 'The motions that a body decided, how, and what has become of them; and those that still wait for a decision.', ...ofBody, window: 'P3M',
});
export const activityQuarter = report('council.activity_quarter', {
  summary: 'What a body did, month by month: meetings, sittings, hours, motions, polls, ballots and attendance.', ...ofBody, window: 'P3M',
});
export const dailySituation = report('corridor.daily_situation', {
  summary: 'A corridor at the end of a day: deployments, units that are silent, beds, stock, alerts and crossings.', ...ofCorridor, window: 'P1D',
});
export const deploymentMds = report('corridor.deployment_mds', {
  summary: 'The daily reports (WHO EMT Minimum Data Set) of a deployment, and which came late or are missing.',
  params: z.strictObject({ deploymentId: id }), window: 'P1D', example: { deploymentId: sample },
});
export const capacityStock = report('corridor.capacity_stock', {
  summary: 'What centres and units of a corridor have: boards, stock, and requests for capacity.', ...ofCorridor, window: 'P1D',
});
export const alertTimes = report('corridor.alert_times', {
  summary: 'The alerts of a corridor, and how long it took until somebody was told, acknowledged and resolved.', ...ofCorridor, window: 'P30D',
});
export const deliveryRecord = report('events.delivery_record', {
  summary: 'What the reader’s own subscriptions were sent: deliveries, failures, and how long they took.', params: z.strictObject({}), window: 'P1D', example: {},
});
