import { members, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'the forms of the daily report', knows: `${members} stranger`,
  rows: { 'corridor.report.form': `${members} stranger` }, inputs: { 'corridor.report.form': () => ({ form: 'mds46' }) },
};
