import { z } from 'zod';
import './sharing-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { dataClass, id, instant, listing, ofCorridor, sample } from './words.js';
import { readable } from '../readable.js';

/** Positions are rounded to so many metres (null: exact) and shown so much later; what is older than so many days is not read any more (null: all of it is). */
const bounds = {
  precisionMetres: z.int().min(10).max(1_000_000).nullable(), delaySeconds: z.int().min(0).max(604_800), retentionDays: z.int().min(1).max(36_500).nullable(),
};
const given = { precisionMetres: bounds.precisionMetres.default(null), delaySeconds: bounds.delaySeconds.default(0), retentionDays: bounds.retentionDays.default(null) };
/** The owner, and who reads: one organisation, or (null) all members of the owner's corridors. */
const between = { institutionId: id, readerInstitutionId: id.nullable(), dataClass };

interface Line {
  readonly institutionId: string;
  readonly readerInstitutionId: string | null;
  readonly dataClass: string;
  readonly precisionMetres: number | null;
  readonly delaySeconds: number;
}

function forOthers(line: Line, context: z.RefinementCtx): void {
  if (line.institutionId === line.readerInstitutionId) context.addIssue({ code: 'custom', path: ['readerInstitutionId'], message: 'an organisation sees its own without a grant' });
  if (line.dataClass === 'position') return;
  if (line.precisionMetres !== null) context.addIssue({ code: 'custom', path: ['precisionMetres'], message: 'only positions are rounded' });
  if (line.delaySeconds !== 0) context.addIssue({ code: 'custom', path: ['delaySeconds'], message: 'only positions are delayed' });
}

export const giveGrant = command('corridor.grant.give', {
  summary: 'A coordinator shares a class of their organisation’s data with another member, or with all. It replaces an open grant of the same two and class.',
  input: z.strictObject({ ...ofCorridor, ...between, purpose: readable(300), ...given }).superRefine(forOthers),
  output: z.object({ grantId: id }), errors: ['corridor_closed', 'not_a_member', 'too_many_grants', 'conflict'],
});
export const endGrant = command('corridor.grant.end', {
  summary: 'Ends a grant. Sockets that read by it are told to drop what came by it, within a second.',
  input: z.strictObject({ ...ofCorridor, grantId: id }), output: z.object({}), errors: ['grant_ended'],
});

export const grantChanged = event('corridor.grant.changed.v1', {
  summary: 'A grant of the compact was given or has ended. Its purpose is read by the parties alone.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ grantId: id, ...between, ...bounds, state: z.enum(['given', 'ended']) }),
  example: {
    grantId: sample.other, institutionId: sample.operator, readerInstitutionId: sample.host, dataClass: 'position', precisionMetres: 1_000, delaySeconds: 3_600, retentionDays: 30, state: 'given',
  },
});

export const grantView = z.object({ id, ...between, purpose: z.string(), ...bounds, givenBy: id, givenAt: instant, endedAt: instant.nullable() });
export const listGrants = query('corridor.grant.list', {
  summary: 'The grants between members of a corridor, newest first: the lead sees all, others those of which they are a party.', path: '/corridors/{corridorId}/grants', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, ended: z.enum(['left_out', 'shown']).default('left_out') }), output: grantView,
});

/** Why somebody sees: it is theirs, they host a deployment of the owner under way, or a grant. */
const ground = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('host'), deploymentId: id }),
  z.object({ kind: z.literal('grant'), grant: grantView }),
]);
const sight = z.enum(['own', 'host', 'grant', 'nothing']);

export const explainSharing = query('corridor.sharing.explain', {
  summary: 'Why an organisation can see another’s data of a class, or that it cannot. For the two and the lead.', path: '/corridors/{corridorId}/sharing/explanation',
  params: z.strictObject({ ...ofCorridor, institutionId: id, readerInstitutionId: id, dataClass }),
  output: z.object({
    institutionId: id, readerInstitutionId: id, dataClass,
    /** The ground that counts; of several the one that shows most, and of two grants the one made out to the reader alone. */
    sees: sight, ...bounds, grounds: z.array(ground),
  }),
});
export const explainEvent = query('corridor.sharing.explain_event', {
  summary: 'Why an organisation can see one event of the corridor’s stream, or that it cannot. For the two and the lead.', path: '/corridors/{corridorId}/sharing/events/{eventId}',
  params: z.strictObject({ ...ofCorridor, eventId: id, readerInstitutionId: id }),
  output: z.object({
    eventId: id, type: z.string(), time: instant,
    /** The owner, where the event names one. */
    institutionId: id.nullable(), readerInstitutionId: id,
    /** `members`: everybody who belongs to the corridor. `ended`: it came by a grant that is over, so it is hidden now. `restricted`: for the owner’s or host’s named role alone. */
    sees: z.enum(['members', 'own', 'host', 'grant', 'ended', 'restricted', 'nothing']),
    /** The grants that it was addressed to and by which this reader came or comes to see it. */
    grants: z.array(grantView),
  }),
  errors: ['event_unknown'],
});

/** One line of a proposed compact: as it would be given, or `end: true` for an open grant that would end. */
export const proposedGrant = z.strictObject({ ...between, ...given, end: z.boolean().default(false) }).superRefine(forOthers);
export type ProposedGrant = z.output<typeof proposedGrant>;

const proposal = z.string().max(8_000).transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'a list of grants as JSON' });
    return z.NEVER;
  }
}).pipe(z.array(proposedGrant).min(1).max(40));

const seen = z.object({ sees: sight, ...bounds }).nullable();
export const tryGrants = query('corridor.sharing.try', {
  summary: 'What a proposed set of grants would change: who would gain and who would lose what. Nothing is changed by asking.', path: '/corridors/{corridorId}/sharing/trial',
  params: z.strictObject({ ...ofCorridor, grants: proposal.describe('a list of proposed grants, as JSON') }),
  output: z.object({
    changes: z.array(z.object({ institutionId: id, readerInstitutionId: id, dataClass, effect: z.enum(['gains', 'loses', 'changes']), before: seen, after: seen })),
  }),
});
