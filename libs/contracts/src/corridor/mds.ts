import { z } from 'zod';

/**
 * The daily report of emergency medical teams (WHO EMT Minimum Data Set) as data, in both numberings that are in use. `mds50`
 * is the current one: items 1 to 50, needs and risks 51 to 65. `mds46` is that of 2017, which stops at 46, has other age groups
 * and means other things by the same numbers: a number alone says nothing, so each report keeps its form. What means the same
 * in both has the same code here, and by that code one is read in the other.
 */
export const reportForm = z.enum(['mds50', 'mds46']);
export type ReportForm = z.output<typeof reportForm>;

/** Items 1, 2 and 3 of both forms. */
export const patientSex = z.enum(['male', 'female_not_pregnant', 'female_pregnant']);
export const ageGroup = z.enum(['under_1', 'age_1_4', 'age_5_17', 'age_18_64', 'age_65_over']);
export type AgeGroup = z.output<typeof ageGroup>;

/** Columns of the forms: an age group, one of the two halves (below five years, five and over), or the whole line. */
export const reportColumn = z.enum(['under_1', 'age_1_4', 'age_5_17', 'age_18_64', 'age_5_64', 'age_65_over', 'under_5', 'five_over', 'all']);
export type ReportColumn = z.output<typeof reportColumn>;

/** One number of a report. A count that is null is not known, which is not nought; one that is `hidden` is known and not shown to this reader. */
export const reportCell = z.object({ item: z.int(), column: reportColumn, count: z.int().nullable(), hidden: z.boolean() });
export type ReportCell = z.output<typeof reportCell>;

export const reportSection = z.enum(['patients', 'trauma', 'infectious', 'free_slots', 'emergency', 'other_diagnosis', 'procedure', 'outcome', 'relation', 'protection', 'immediate', 'community', 'operations']);

/** How a line is counted: by age, in halves, for five years and over alone, as one number, or (needs and risks) as a mark. */
type Shape = 'ages' | 'ages_from_five' | 'halves' | 'five_over' | 'all' | 'mark';

export interface ReportLine {
  /** The number in its form; 0 is the line of all patients. */
  readonly item: number;
  /** What it means, in all forms alike. Each free slot means what its deployment says. */
  readonly code: string;
  readonly label: string;
  readonly section: z.output<typeof reportSection>;
  readonly shape: Shape;
  /** Starred items and all of protection: by the confidential route alone, never in the general report. */
  readonly restricted: boolean;
}

/** Ages of a form, youngest first, and in which half they lie. */
export const agesOf: Readonly<Record<ReportForm, readonly ReportColumn[]>> = {
  mds50: ageGroup.options, mds46: ['under_1', 'age_1_4', 'age_5_64', 'age_65_over'],
};
export const halfOf = (age: ReportColumn): 'under_5' | 'five_over' => (age === 'under_1' || age === 'age_1_4' ? 'under_5' : 'five_over');
export const itemOfSex: Readonly<Record<z.output<typeof patientSex>, number>> = { male: 1, female_not_pregnant: 2, female_pregnant: 3 };
/** Items that the host and the teams agree on for one emergency (`mds50` only). */
export const FREE_SLOTS: readonly number[] = [19, 20, 21, 22];
/** Directly, indirectly, not related to the event: one at most of these for one patient. */
export const RELATION: Readonly<Record<ReportForm, readonly number[]>> = { mds50: [44, 45, 46], mds46: [40, 41, 42] };

type Row = readonly [code: string, label: string, section: ReportLine['section'], shape: Shape, star?: '*'];

const ALL: Row = ['patients', 'All patients', 'patients', 'ages'];
const head: readonly Row[] = [
  ['male', 'Male', 'patients', 'ages'], ['female_not_pregnant', 'Female, not pregnant', 'patients', 'ages'], ['female_pregnant', 'Female, pregnant', 'patients', 'ages_from_five'],
  ['major_head_spine_injury', 'Major head or spine injury', 'trauma', 'halves'], ['major_torso_injury', 'Major torso injury', 'trauma', 'halves'],
  ['major_extremity_injury', 'Major extremity injury', 'trauma', 'halves'], ['moderate_injury', 'Moderate injury', 'trauma', 'halves'], ['minor_injury', 'Minor injury', 'trauma', 'halves'],
  ['acute_respiratory_infection', 'Acute respiratory infection', 'infectious', 'halves'], ['acute_watery_diarrhoea', 'Acute watery diarrhoea', 'infectious', 'halves'],
  ['acute_bloody_diarrhoea', 'Acute bloody diarrhoea', 'infectious', 'halves'], ['acute_jaundice', 'Acute jaundice syndrome', 'infectious', 'halves'],
  ['suspected_measles', 'Suspected measles', 'infectious', 'halves'], ['suspected_meningitis', 'Suspected meningitis', 'infectious', 'halves'], ['suspected_tetanus', 'Suspected tetanus', 'infectious', 'halves'],
  ['acute_flaccid_paralysis', 'Acute flaccid paralysis', 'infectious', 'halves'], ['acute_haemorrhagic_fever', 'Acute haemorrhagic fever', 'infectious', 'halves'],
  ['fever_unknown_origin', 'Fever of unknown origin', 'infectious', 'halves'],
];
const slots: readonly Row[] = FREE_SLOTS.map((item) => [`free_slot_${item}`, `Free slot ${item}`, 'free_slots', 'halves']);
const diagnoses: readonly Row[] = [
  ['surgical_emergency', 'Surgical emergency, not trauma', 'emergency', 'halves'], ['medical_emergency', 'Medical emergency, not infectious', 'emergency', 'halves'],
  ['skin_disease', 'Skin disease', 'other_diagnosis', 'halves'], ['acute_mental_health', 'Acute mental health problem', 'other_diagnosis', 'halves'],
  ['obstetric_complication', 'Obstetric complication', 'other_diagnosis', 'halves'], ['severe_acute_malnutrition', 'Severe acute malnutrition', 'other_diagnosis', 'halves', '*'],
  ['other_diagnosis', 'Other diagnosis', 'other_diagnosis', 'halves'],
];
const major: Row = ['major_procedure', 'Major procedure', 'procedure', 'halves'];
const minor: Row = ['minor_procedure', 'Minor procedure', 'procedure', 'halves'];
const amputation: Row = ['limb_amputation', 'Limb amputation, digits excluded', 'procedure', 'halves', '*'];
const births: readonly Row[] = [
  ['vaginal_delivery', 'Vaginal delivery', 'procedure', 'five_over'], ['caesarean_section', 'Caesarean section', 'procedure', 'five_over'], ['other_obstetric', 'Other obstetric procedure', 'procedure', 'five_over'],
];
const discharges: readonly Row[] = [['discharged', 'Discharged without follow-up', 'outcome', 'all'], ['discharged_follow_up', 'Discharged with follow-up', 'outcome', 'all']];
const againstAdvice: Row = ['left_against_advice', 'Left against medical advice', 'outcome', 'all'];
const admission: Row = ['admission', 'Admission', 'outcome', 'all'];
const tail: readonly Row[] = [
  ['dead_on_arrival', 'Dead on arrival', 'outcome', 'all'], ['death_in_facility', 'Death in the facility', 'outcome', 'all', '*'], ['long_term_rehabilitation', 'In need of long-term rehabilitation', 'outcome', 'all', '*'],
  ['directly_related', 'Directly related to the event', 'relation', 'all'], ['indirectly_related', 'Indirectly related to the event', 'relation', 'all'], ['not_related', 'Not related to the event', 'relation', 'all'],
  ['vulnerable_child', 'Vulnerable child', 'protection', 'all', '*'], ['vulnerable_adult', 'Vulnerable adult', 'protection', 'all', '*'],
  ['sexual_gender_based_violence', 'Sexual and gender-based violence', 'protection', 'all', '*'], ['other_violence', 'Other violence', 'protection', 'all', '*'],
];
const needs: readonly Row[] = [
  ['unexpected_death', 'Unexpected death', 'immediate', 'mark'], ['notifiable_disease', 'Notifiable disease', 'immediate', 'mark'], ['protection_issue', 'Protection issue', 'immediate', 'mark'],
  ['critical_incident', 'Critical incident', 'immediate', 'mark'], ['other_immediate', 'Other matter for immediate report', 'immediate', 'mark'],
  ['wash', 'Water, sanitation and hygiene', 'community', 'mark'], ['suspected_disease', 'Suspected disease in the community', 'community', 'mark'], ['environment', 'Environmental risk', 'community', 'mark'],
  ['shelter', 'Shelter', 'community', 'mark'], ['food', 'Food', 'community', 'mark'],
  ['logistics', 'Logistics', 'operations', 'mark'], ['supply', 'Supply', 'operations', 'mark'], ['staff', 'Staff', 'operations', 'mark'], ['finance', 'Finance', 'operations', 'mark'], ['other_operations', 'Other operational matter', 'operations', 'mark'],
];

const line = ([code, label, part, shape, star]: Row, item: number): ReportLine => ({ item, code, label, section: part, shape, restricted: star === '*' });

/** The lines of each form in their order; a line stands at the index of its number. */
export const linesOf: Readonly<Record<ReportForm, readonly ReportLine[]>> = {
  mds50: [ALL, ...head, ...slots, ...diagnoses, major, amputation, minor, ...births, ...discharges, againstAdvice, ['referral', 'Referral', 'outcome', 'all'] as Row, admission, ...tail, ...needs].map(line),
  // In 2017 the referral bore a star.
  mds46: [ALL, ...head, ...diagnoses, major, minor, amputation, ...births, ...discharges, admission, ['referral', 'Referral', 'outcome', 'all', '*'] as Row, againstAdvice, ...tail].map(line),
};

/** The columns that are counted in a line; sums over them are not among them. Empty for marks. */
export function columnsOf(form: ReportForm, { shape }: ReportLine): readonly ReportColumn[] {
  switch (shape) {
    case 'ages': return agesOf[form];
    case 'ages_from_five': return agesOf[form].filter((age) => halfOf(age) === 'five_over');
    case 'halves': return ['under_5', 'five_over'];
    case 'five_over': return ['five_over'];
    case 'all': return ['all'];
    case 'mark': return [];
  }
}

/** The line of the other form that means the same; null where it has none. */
export function sameLine(line: ReportLine, form: ReportForm): ReportLine | null {
  return linesOf[form].find(({ code }) => code === line.code) ?? null;
}
