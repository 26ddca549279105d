import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { countryCode, id, instant, listing, localDay, name, ofCorridor, point, reason, sample, zone } from './words.js';
import { readable } from '../readable.js';

export const deploymentState = z.enum([
  'planned', 'requested', 'accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising', 'closed',
  'declined', 'cancelled', 'evacuated',
]);
export type DeploymentState = z.output<typeof deploymentState>;
/** Counts up with every step. Given, the command is refused (`conflict`) when the deployment has moved on since. */
const version = z.int().min(1);
const ofDeployment = { deploymentId: id, version: version.optional() };
const step = z.strictObject({ ...ofDeployment, reason: reason.optional() });
const explained = z.strictObject({ ...ofDeployment, reason });
const stepped = z.object({ deploymentId: id, state: deploymentState, version });

/** Where a unit works: a point with its wall clock, at a centre or on its own. */
const site = z.strictObject({ name, countryCode, zone, point, centreId: id.optional() });
/** Calendar days at the site on which the unit is to be there, the last one included. */
const stay = z.strictObject({ from: localDay, until: localDay }).refine(({ from, until }) => from <= until, 'a stay ends no earlier than it begins');
/** The number that the host's authority gives to a team that registers. */
const registrationNumber = readable(60);

export const planDeployment = command('corridor.deployment.plan', {
  summary: 'The operator plans to send a unit to a site. Nobody else is asked yet.',
  input: z.strictObject({ unitId: id, hostId: id, site, stay: stay.optional() }), output: stepped,
  errors: ['corridor_closed', 'not_a_member', 'host_of_elsewhere', 'unit_retired', 'unit_unfit', 'centre_closed'],
});
export const requestDeployment = command('corridor.deployment.request', {
  summary: 'The operator asks the host authority to accept and task the unit.', input: step, output: stepped, errors: ['deployment_state', 'conflict', 'corridor_closed'],
});
export const acceptDeployment = command('corridor.deployment.accept', {
  summary: 'The host authority accepts and tasks the unit. No unit works anywhere before this. From now on the host sees what it does and has.',
  input: step, output: stepped, errors: ['deployment_state', 'conflict', 'deployment_under_way', 'unit_unfit', 'corridor_closed'],
});
export const declineDeployment = command('corridor.deployment.decline', {
  summary: 'The host authority does not accept the unit.', input: explained, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const mobiliseDeployment = command('corridor.deployment.mobilise', {
  summary: 'The unit gets ready to leave.', input: step, output: stepped, errors: ['deployment_state', 'conflict', 'unit_unfit'],
});
export const departDeployment = command('corridor.deployment.depart', {
  summary: 'The unit is on its way.', input: step, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const divertDeployment = command('corridor.deployment.divert', {
  summary: 'The unit cannot go on as planned; where it goes instead is said by `resume`.', input: explained, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const resumeDeployment = command('corridor.deployment.resume', {
  summary: 'A diverted unit goes on: to the same site, or to another in the country of the host who accepted it.',
  input: z.strictObject({ ...ofDeployment, reason: reason.optional(), site: site.optional() }), output: stepped, errors: ['deployment_state', 'conflict', 'host_of_elsewhere', 'centre_closed'],
});
export const arriveDeployment = command('corridor.deployment.arrive', {
  summary: 'The unit is at its site. It registers with the host there: now, when the number is known, or by `register`.',
  input: z.strictObject({ ...ofDeployment, reason: reason.optional(), registrationNumber: registrationNumber.optional() }), output: stepped, errors: ['deployment_state', 'conflict'],
});
export const registerDeployment = command('corridor.deployment.register', {
  summary: 'Notes, or corrects, the number under which the host registered the unit on arrival.',
  input: z.strictObject({ ...ofDeployment, registrationNumber }), output: stepped, errors: ['deployment_state', 'conflict'],
});
export const setUpDeployment = command('corridor.deployment.set_up', {
  summary: 'The registered unit sets up.', input: step, output: stepped, errors: ['deployment_state', 'conflict', 'not_registered'],
});
export const openDeployment = command('corridor.deployment.open', {
  summary: 'The unit is set up and takes patients. Daily reports are due from this day on.', input: step, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const constrainDeployment = command('corridor.deployment.constrain', {
  summary: 'The unit works with less than it declared.', input: explained, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const relieveDeployment = command('corridor.deployment.relieve', {
  summary: 'What constrained the unit is over.', input: step, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const transitionDeployment = command('corridor.deployment.begin_transition', {
  summary: 'The unit begins to hand its patients and services over.', input: step, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const demobiliseDeployment = command('corridor.deployment.demobilise', {
  summary: 'The unit takes no more patients and packs.', input: step, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const closeDeployment = command('corridor.deployment.close', {
  summary: 'The deployment is over: its exit report is there, and nobody waits for anything of it. What the unit asked for is withdrawn.', input: step, output: stepped,
  errors: ['deployment_state', 'conflict', 'exit_report_missing', 'deployment_unfinished'],
});
export const cancelDeployment = command('corridor.deployment.cancel', {
  summary: 'The operator gives up a deployment that has not arrived.', input: explained, output: stepped, errors: ['deployment_state', 'conflict'],
});
export const evacuateDeployment = command('corridor.deployment.evacuate', {
  summary: 'The unit leaves its site at once, because it is not safe there.', input: explained, output: stepped, errors: ['deployment_state', 'conflict'],
});

const parties = { deploymentId: id, unitId: id, institutionId: id, hostId: id, countryCode };
const way = { from: deploymentState.nullable(), to: deploymentState, version };
const party = { deploymentId: sample.deployment, unitId: sample.unit, institutionId: sample.operator, hostId: sample.host, countryCode: 'CN' } as const;
export const deploymentMoved = event('corridor.deployment.moved.v1', {
  summary: 'A deployment was planned (`from` null) or took a step. `institutionId` is the operator of the unit; `point` is its site.', stream: 'corridor', audience: ['members'],
  data: z.object({ ...parties, ...way, centreId: id.nullable(), zone, point }),
  example: { ...party, from: 'requested', to: 'accepted', version: 3, centreId: sample.centre, zone: 'Asia/Shanghai', point: { latitude: 39.47, longitude: 75.99 } },
});
export const deploymentStepped = event('corridor.deployment.stepped.v1', {
  summary: 'The same step, for those who follow this deployment.', stream: 'deployment', audience: ['members'],
  data: z.object({ ...parties, ...way, registered: z.boolean() }),
  example: { ...party, from: 'in_transit', to: 'arrived', version: 6, registered: false },
});

export const deploymentView = z.object({
  id, corridorId: id, unitId: id, operatorId: id, hostId: id, site: z.object({ name: z.string(), countryCode, zone, point, centreId: id.nullable() }),
  stay: z.object({ from: localDay, until: localDay }).nullable(), state: deploymentState, version, plannedAt: instant, movedAt: instant,
  registeredAt: instant.nullable(), exitReportedAt: instant.nullable(),
});
const wanted = z.enum([...deploymentState.options, 'under_way']);
export const listDeployments = query('corridor.deployment.list', {
  summary: 'The deployments of a corridor, newest first; `state=under_way` are those that are accepted and not over.', path: '/corridors/{corridorId}/deployments', list: true,
  params: z.strictObject({ ...ofCorridor, state: wanted.optional(), ...listing }), output: deploymentView,
});
export const readDeployment = query('corridor.deployment.read', { summary: 'One deployment.', path: '/deployments/{deploymentId}', params: z.strictObject({ deploymentId: id }), output: deploymentView });
export const listSteps = query('corridor.step.list', {
  summary: 'The steps of a deployment in their order, each with who took it, when, and why.', path: '/deployments/{deploymentId}/steps', list: true,
  params: z.strictObject({ deploymentId: id, ...listing }),
  output: z.object({ version, from: deploymentState.nullable(), to: deploymentState, actor: z.string(), reason: z.string().nullable(), guards: z.array(z.string()), at: instant }),
});

const count = z.int().min(0).max(10_000_000);
/** What the unit did in all. Left out: not known, which is not nought. */
const exitFigures = z.strictObject({
  daysOperational: count.optional(), consultations: count.optional(), admissions: count.optional(), operations: count.optional(), births: count.optional(), deaths: count.optional(),
  referrals: count.optional(), patientsHandedOver: count.optional(),
});
export const fileExitReport = command('corridor.exit_report.file', {
  summary: 'Files the exit and handover report, or a corrected one; each stays. Without one a deployment does not close; after an evacuation it is filed when that is possible.',
  input: z.strictObject({ deploymentId: id, text: readable(20_000), figures: exitFigures.default({}), handedOverTo: id.optional() }),
  output: z.object({ deploymentId: id, revision: z.int() }), errors: ['deployment_state', 'institution_unknown'],
});
export const exitReportFiled = event('corridor.exit_report.filed.v1', {
  summary: 'An exit report was filed; its words stand behind a read.', stream: 'deployment', audience: ['members'],
  data: z.object({ deploymentId: id, institutionId: id, revision: z.int().min(1), handedOverTo: id.nullable() }),
  example: { deploymentId: sample.deployment, institutionId: sample.operator, revision: 1, handedOverTo: sample.host },
});
export const readPapers = query('corridor.papers.read', {
  summary: 'What the two parties to a deployment keep of it: the registration with the host, and the newest exit report.', path: '/deployments/{deploymentId}/papers',
  params: z.strictObject({ deploymentId: id }),
  output: z.object({
    registration: z.object({ number: z.string(), at: instant }).nullable(),
    exitReport: z.object({ revision: z.int(), text: z.string(), figures: exitFigures, handedOverTo: id.nullable(), at: instant, actor: z.string() }).nullable(),
  }),
});
