import type { ReportDocument } from '../document/document.js';
import { shownDocument } from './shown-document.js';

const document: ReportDocument = {
  kind: 'corridor.sample', title: 'Report', subtitle: 'Mobile hospital 1 at Tashkurgan', language: 'en', zone: 'Asia/Shanghai', window: { from: '2026-11-20T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z' },
  range: { after: '0', upTo: '1', events: 1, digest: '' }, sections: [], corrections: [],
};
const empty = { block: 'table', key: 'none', columns: [{ key: 'unit', title: 'Unit', kind: 'text' }], rows: [] } as const;
const shown = (change: Partial<ReportDocument>): Record<string, unknown> => ({ ...shownDocument({ ...document, ...change }, () => true) });

describe('what a page is given', () => {
  it.each([
    ['en', 'Mobile hospital 1 at Tashkurgan', false], ['en', 'مستشفى 1 at Tashkurgan', false], ['en', 'مستشفى', true],
    ['ar', 'Mobile hospital 1 في Tashkurgan', false], ['ar', 'Third ordinary meeting', true], ['ar', '3 – 4', false],
  ] as const)('has a sentence of a report in %s in the direction of the report, whatever name it begins with: %s', (language, subtitle, turned) => {
    expect(shown({ language, subtitle })['subtitle']).toEqual(turned ? [subtitle, true] : subtitle);
  });

  it('has the span of the report in the zone of the reader, in figures that run from the left', () => {
    const span = '2026-11-21 00:00:00 – 2026-11-22 00:00:00';
    expect([shown({})['period'], shown({ language: 'ur' })['period'], shown({ window: null })['period']]).toEqual([span, [span, true], null]);
  });

  it('says once that there is nothing', () => {
    const sections = shown({ sections: [{ title: 'Late', blocks: [{ block: 'paragraph', text: 'Nothing happened.' }, empty] }, { title: 'Needs', blocks: [empty] }] })['sections'];
    expect(sections).toMatchObject([{ blocks: [{ block: 'paragraph' }] }, { blocks: [{ block: 'table', rows: [] }] }]);
  });
});
