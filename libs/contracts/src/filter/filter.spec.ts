import type { Envelope } from '../stream.js';
import { compileFilter } from './compile.js';
import { filter, type Dialect, type Filter } from './filter.js';

const institution = '0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb';

function anEvent(over: Partial<Envelope> = {}, data: Record<string, unknown> = {}): Envelope {
  return { id: 'myId', type: 'council.poll.opened.v1', stream: 'meeting:1', position: '3k9x2m7q.1', time: '2026-11-22T09:30:00.000Z', actor: 'person:1', data, ...over };
}
const holds = (one: Dialect, event: Envelope): boolean => compileFilter({ filters: [one] })(event);
const wants = (one: Filter, event: Envelope): boolean => compileFilter(filter.parse(one))(event);

describe('the dialects of CloudEvents subscriptions', () => {
  const success: Dialect = { suffix: { type: '.success' } };
  const warning: Dialect = { suffix: { type: '.warning' } };
  const [mine, other]: Dialect[] = [{ exact: { id: 'myId' } }, { exact: { id: 'notmyId' } }];
  const [open, closed]: Dialect[] = [{ prefix: { subject: 'open:' } }, { prefix: { subject: 'closed:' } }];
  if (mine === undefined || other === undefined || open === undefined || closed === undefined) throw new Error('unreachable');
  const both: Dialect = { all: [{ prefix: { id: 'my' } }, { suffix: { subject: '.ca' } }] };
  const either: Dialect = { any: [{ prefix: { id: 'my' } }, { suffix: { subject: '.ca' } }] };
  const disjunctive: Dialect = { any: [{ all: [mine, success] }, { all: [other, open, warning] }] };
  const conjunctive: Dialect = { all: [{ any: [mine, success] }, { any: [other, closed, warning] }] };
  const custom = { severity: 'customext' };

  // The same questions as the "subscriptions API recreations" of the CESQL test suite, with the attributes that events have here; what is an error there is no match here.
  it.each<[string, Dialect, Partial<Envelope>, Record<string, unknown>, boolean]>([
    ['prefix (1)', open, { stream: 'open:1' }, {}, true],
    ['prefix (2)', open, { stream: 'ope:1' }, {}, false],
    ['prefix on an extension', { prefix: { severity: 'custom' } }, {}, custom, true],
    ['prefix on a missing extension', { prefix: { severity: 'custom' } }, {}, {}, false],
    ['suffix (1)', { suffix: { type: '.error' } }, { type: 'com.github.error' }, {}, true],
    ['suffix (2)', { suffix: { type: '.error' } }, { type: 'com.github.success' }, {}, false],
    ['suffix on an extension', { suffix: { severity: 'ext' } }, {}, custom, true],
    ['suffix on a missing extension', { suffix: { severity: 'ext' } }, {}, {}, false],
    ['exact (1)', mine, { id: 'myId' }, {}, true],
    ['exact (2)', mine, { id: 'notmyId' }, {}, false],
    ['exact on an extension', { exact: { severity: 'customext' } }, {}, custom, true],
    ['exact on a missing extension', { exact: { severity: 'customext' } }, {}, {}, false],
    ['prefix and suffix (1)', both, { id: 'myId', stream: 'site:www.some-website.ca' }, {}, true],
    ['prefix and suffix (2)', both, { id: 'myId', stream: 'site:www.some-website.com' }, {}, false],
    ['prefix and suffix (3)', { all: [{ prefix: { severity: 'custom' } }, { suffix: { type: '.error' } }] }, { type: 'com.github.error' }, custom, true],
    ['prefix and suffix (4)', { all: [{ prefix: { type: 'example.' } }, { prefix: { severity: 'custom' } }] }, { type: 'example.event.type' }, {}, false],
    ['prefix or suffix (1)', either, { id: 'myId', stream: 'site:www.some-website.ca' }, {}, true],
    ['prefix or suffix (2)', either, { id: 'myId', stream: 'site:www.some-website.com' }, {}, true],
    ['prefix or suffix (3)', either, { id: 'notmyId', stream: 'site:www.some-website.ca' }, {}, true],
    ['prefix or suffix (4)', either, { id: 'notmyId', stream: 'site:www.some-website.com' }, {}, false],
    ['prefix or suffix (5)', { any: [{ prefix: { id: 'my' } }, { suffix: { severity: 'ext' } }] }, { id: 'notmyId' }, {}, false],
    ['disjunctive (1)', disjunctive, { id: 'myId', type: 'example.event.success' }, {}, true],
    ['disjunctive (2)', disjunctive, { id: 'notmyId', type: 'example.event.warning', stream: 'open:1' }, {}, true],
    ['disjunctive (3)', disjunctive, { id: 'notmyId', type: 'example.event.warning', stream: 'closed:1' }, {}, false],
    ['disjunctive (4)', { any: [disjunctive, { exact: { severity: 'cusomext' } }] }, { id: 'notmyId', type: 'example.event.warning', stream: 'closed:1' }, {}, false],
    ['conjunctive (1)', conjunctive, { id: 'myId', type: 'example.event.warning', stream: 'open:1' }, {}, true],
    ['conjunctive (2)', conjunctive, { id: 'notmyId', type: 'example.event.success', stream: 'open:1' }, {}, true],
    ['conjunctive (3)', conjunctive, { id: 'notmyId', type: 'example.event.warning', stream: 'open:1' }, {}, false],
    ['conjunctive (4)', conjunctive, { id: 'myId', type: 'example.event.success', stream: 'closed:1' }, {}, true],
    ['conjunctive (5)', { all: [conjunctive, { exact: { severity: 'customext' } }] }, { id: 'myId', type: 'example.event.success', stream: 'closed:1' }, {}, false],
  ])('%s', (_, one, over, data, expected) => {
    expect(holds(one, anEvent(over, data))).toBe(expected);
    expect(holds({ not: one }, anEvent(over, data))).toBe(!expected);
  });

  it('compares all attributes of one comparison, with regard to case', () => {
    expect(holds({ exact: { id: 'myId', type: 'council.poll.opened.v1' } }, anEvent())).toBe(true);
    expect(holds({ exact: { id: 'myId', type: 'Council.poll.opened.v1' } }, anEvent())).toBe(false);
  });

  it('know no attribute by what every object inherits', () => {
    expect(holds({ prefix: { constructor: 'f' } }, anEvent())).toBe(false);
  });
});

describe('the lists', () => {
  it.each<[string, Filter, boolean]>([
    ['a type', { types: ['council.poll.opened.v1'] }, true],
    ['a prefix of types', { types: ['council.motion.*', 'council.poll.*'] }, true],
    ['a prefix that ends within a word', { types: ['council.pol.*'] }, false],
    ['every type', { types: ['*'] }, true],
    ['a stream', { streams: ['meeting:1'] }, true],
    ['the beginning of a stream’s name', { streams: ['meeting:10'] }, false],
    ['a kind of streams', { streams: ['body:*', 'meeting:*'] }, true],
    ['an institution', { institutions: [institution] }, true],
    ['another institution', { institutions: ['0198a2b4-7c1e-7d3a-9f00-cccccccccccc'] }, false],
    ['a country', { countries: ['PK', 'CN'] }, true],
    ['a severity that the event does not name', { severities: ['high'] }, false],
    ['a type that fits and a country that does not', { types: ['*'], countries: ['RU'] }, false],
    ['a list that fits and a filter that does not', { countries: ['CN'], filters: [{ not: { exact: { country: 'CN' } } }] }, false],
    ['nothing', {}, true],
  ])('%s', (_, one, expected) => {
    expect(wants(one, anEvent({}, { institutionId: institution, countryCode: 'CN' }))).toBe(expected);
  });
});

describe('what is wrong with a filter', () => {
  const deep = (depth: number): unknown => (depth === 0 ? { exact: { id: 'x' } } : { not: deep(depth - 1) });
  it.each<[string, unknown, string]>([
    ['no dialect', { filters: [{}] }, 'filters.0'],
    ['two dialects', { filters: [{ exact: { id: 'a' }, prefix: { id: 'a' } }] }, 'filters.0'],
    ['an unknown dialect', { filters: [{ sql: 'TRUE' }] }, 'filters.0'],
    ['an empty list', { filters: [{ exact: { id: 'a' } }, { any: [] }] }, 'filters.1.any'],
    ['something nested', { filters: [{ any: [{ all: [{ exact: { Type: 'a' } }] }] }] }, 'filters.0.any.0.all.0.exact.Type'],
    ['an empty text', { filters: [{ prefix: { type: '' } }] }, 'filters.0.prefix.type'],
    ['a number', { filters: [{ not: { suffix: { type: 1 } } }] }, 'filters.0.not.suffix.type'],
    ['an unknown dialect within another', { filters: [{ not: { like: {} } }] }, 'filters.0.not'],
    ['no list within another', { filters: [{ any: [{ all: 5 }] }] }, 'filters.0.any.0.all'],
    ['no attribute', { filters: [{ exact: {} }] }, 'filters.0.exact'],
    ['nested too deep', { filters: [deep(5)] }, 'filters.0.not.not.not.not.not'],
    ['nested beyond all reason', { filters: [deep(9_000)] }, 'filters.0.not.not.not.not.not'],
    ['too many', { filters: Array.from({ length: 17 }, () => ({ any: [{ exact: { id: 'a' } }, { exact: { id: 'b' } }] })) }, 'filters'],
    ['a pattern that is none', { types: ['council.*', 'council*'] }, 'types.1'],
    ['a stream without a kind', { streams: ['*'] }, 'streams.0'],
    ['a country by its name', { countries: ['China'] }, 'countries.0'],
    ['an unknown field', { type: 'a' }, ''],
  ])('is named: %s', (_, input, path) => {
    expect(filter.safeParse(input).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it('is nothing at the bounds', () => {
    expect(filter.safeParse({ filters: [deep(4)] }).success).toBe(true);
    expect(filter.safeParse({ filters: Array.from({ length: 16 }, () => ({ any: [{ exact: { id: 'a' } }, { exact: { id: 'b' } }] })) }).success).toBe(true);
  });
});
