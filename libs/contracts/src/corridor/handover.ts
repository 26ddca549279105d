import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, listing, reason, sample } from './words.js';
import { readable } from '../readable.js';

const ofDeployment = { deploymentId: id };
const version = z.int().min(1);
const words = readable(4_000);

export const takeCharge = command('corridor.charge.take', {
  summary: 'Somebody of the crew takes charge of a deployment that nobody is in charge of. A coordinator of the operator takes over from somebody who cannot hand over, and says why; what was open is theirs from then on.',
  input: z.strictObject({ ...ofDeployment, reason: reason.optional() }), output: z.object({}), errors: ['deployment_state', 'in_charge_already'],
});
export const chargeTaken = event('corridor.charge.taken.v1', {
  summary: 'Somebody is in charge of a deployment from now on.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, institutionId: id, personId: id, beforePersonId: id.nullable(), handoverId: id.nullable() }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, personId: sample.person, beforePersonId: null, handoverId: null },
});

export const openTask = command('corridor.task.open', {
  summary: 'Notes something that is left to do. Whoever is in charge has it in hand.', input: z.strictObject({ ...ofDeployment, text: words }), output: z.object({ taskId: id }), errors: ['deployment_state', 'nobody_in_charge'],
});
export const closeTask = command('corridor.task.close', {
  summary: 'It is done.', input: z.strictObject({ ...ofDeployment, taskId: id }), output: z.object({}), errors: ['task_unknown'],
});
export const taskChanged = event('corridor.task.changed.v1', {
  summary: 'Something that is left to do was noted, was done, or went over into other hands.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, institutionId: id, taskId: id, holderId: id, open: z.boolean() }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, taskId: sample.other, holderId: sample.person, open: true },
});

/** What goes over with a handover: alerts that are not put right, legs that are not over, and what was noted as left to do. */
const reference = z.object({ kind: z.enum(['alert', 'leg', 'task']), id });
export type OpenReference = z.output<typeof reference>;
export const readCharge = query('corridor.charge.read', {
  summary: 'Who is in charge of a deployment, and what is open.', path: '/deployments/{deploymentId}/charge', params: z.strictObject(ofDeployment),
  output: z.object({
    personId: id.nullable(), since: instant.nullable(), open: z.array(reference),
    tasks: z.array(z.object({ id, holderId: id, text: z.string(), openedAt: instant })),
  }),
});

export const handoverState = z.enum(['written', 'read_back', 'returned', 'accepted', 'withdrawn']);
export type HandoverState = z.output<typeof handoverState>;
const ofHandover = { ...ofDeployment, handoverId: id, version: version.optional() };
const stepped = z.object({ handoverId: id, state: handoverState, version });

export const writeHandover = command('corridor.handover.write', {
  summary: 'Whoever is in charge writes the note for the next shift. It lists by itself what is open; the sender stays responsible until it is accepted.',
  input: z.strictObject({ ...ofDeployment, toPersonId: id, text: words }), output: stepped, errors: ['deployment_state', 'not_in_charge', 'nobody_in_charge', 'handover_open', 'receiver_unfit'],
});
export const amendHandover = command('corridor.handover.amend', {
  summary: 'The sender writes the note anew, with what is open now; it is read back again.',
  input: z.strictObject({ ...ofHandover, text: words.optional(), toPersonId: id.optional() }), output: stepped, errors: ['handover_unknown', 'handover_state', 'not_of_handover', 'conflict', 'receiver_unfit'],
});
export const readBackHandover = command('corridor.handover.read_back', {
  summary: 'The receiver states in their own words what they have understood.', input: z.strictObject({ ...ofHandover, text: words }), output: stepped,
  errors: ['handover_unknown', 'handover_state', 'not_of_handover', 'conflict'],
});
export const returnHandover = command('corridor.handover.return', {
  summary: 'The receiver cannot take it as it is, or the sender was not understood.', input: z.strictObject({ ...ofHandover, reason }), output: stepped,
  errors: ['handover_unknown', 'handover_state', 'not_of_handover', 'conflict'],
});
export const acceptHandover = command('corridor.handover.accept', {
  summary: 'The receiver is in charge from now on, and has in hand what is open. Refused when something came up that the note does not name.',
  input: z.strictObject(ofHandover), output: stepped, errors: ['handover_unknown', 'handover_state', 'not_of_handover', 'conflict', 'handover_outdated'],
});
export const withdrawHandover = command('corridor.handover.withdraw', {
  summary: 'The sender stays on, or hands over to somebody else.', input: z.strictObject(ofHandover), output: stepped, errors: ['handover_unknown', 'handover_state', 'not_of_handover', 'conflict'],
});
export const handoverMoved = event('corridor.handover.moved.v1', {
  summary: 'A handover was written (`from` null) or took a step. `open` counts what goes over.', stream: 'deployment', audience: ['administrators'],
  data: z.object({ deploymentId: id, institutionId: id, handoverId: id, fromPersonId: id, toPersonId: id, from: handoverState.nullable(), to: handoverState, version, open: z.int().min(0) }),
  example: {
    deploymentId: sample.deployment, institutionId: sample.operator, handoverId: sample.other, fromPersonId: sample.person, toPersonId: '0198a2b4-7c1e-7d3a-9f00-00000000c00a',
    from: 'written', to: 'read_back', version: 2, open: 3,
  },
});
export const listHandovers = query('corridor.handover.list', {
  summary: 'The handovers of a deployment, newest first, with what was written, read back and gone over.', path: '/deployments/{deploymentId}/handovers', list: true,
  params: z.strictObject({ ...ofDeployment, ...listing }),
  output: z.object({
    id, fromPersonId: id, toPersonId: id, state: handoverState, version, text: z.string(), readBack: z.string().nullable(), returnReason: z.string().nullable(), open: z.array(reference),
    writtenAt: instant, movedAt: instant,
  }),
});
