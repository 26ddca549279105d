import { bars, lines, shares, type ReportDocument, type Value } from '#reports';

type Language = ReportDocument['language'];

interface SampleWords {
  readonly title: string;
  readonly subtitle: string;
  readonly section: string;
  readonly paragraph: string;
  readonly unit: string;
  readonly raised: string;
  readonly beds: string;
  readonly occupied: string;
  readonly free: string;
}

/** As a report would say it in each language. */
export const sampleWords: Readonly<Record<Language, SampleWords>> = {
  en: { title: 'Daily situation of the corridor', subtitle: 'Peshawar and Kabul', section: 'Alerts', paragraph: 'Of 14 units two (by Zoom) were silent for more than an hour.', unit: 'Unit', raised: 'Raised at', beds: 'Beds', occupied: 'Occupied', free: 'Free' },
  zh: { title: '走廊每日态势', subtitle: '白沙瓦与喀布尔', section: '警报', paragraph: '14个单位中有两个（通过Zoom）失联超过一小时。', unit: '单位', raised: '发出时间', beds: '床位', occupied: '已占用', free: '空闲' },
  ru: { title: 'Обстановка в коридоре за день', subtitle: 'Пешавар и Кабул', section: 'Тревоги', paragraph: 'Из 14 подразделений два (по Zoom) молчали более часа.', unit: 'Подразделение', raised: 'Поднята', beds: 'Койки', occupied: 'Занято', free: 'Свободно' },
  ur: { title: 'راہداری کا روزانہ جائزہ', subtitle: 'پشاور اور کابل', section: 'انتباہات', paragraph: 'راہداری میں 14 یونٹ تھے، دو (Zoom) ایک گھنٹے سے زیادہ خاموش رہے۔', unit: 'یونٹ', raised: 'وقت', beds: 'بستر', occupied: 'مصروف', free: 'دستیاب' },
  ar: { title: 'الموقف اليومي في الممر', subtitle: 'بيشاور وكابول', section: 'تنبيهات', paragraph: 'من 14 وحدة صمتت وحدتان (Zoom) أكثر من ساعة.', unit: 'وحدة', raised: 'وقت', beds: 'سرير', occupied: 'مشغول', free: 'متاح' },
};

export const languages = Object.keys(sampleWords) as Language[];

/** Names as institutions of the corridor have them: five scripts, marks, a pictogram. */
export const names = ['Lahore General Hospital (EMT-2)', '南京鼓楼医院', 'Городская больница № 7', 'جناح ہسپتال کراچی', 'مستشفى دبي', 'Unit 🚑 7'];

/** A report with every kind of block and of value, and so many rows. */
export function sampleDocument(language: Language, rows = 12, change: Partial<ReportDocument> = {}): ReportDocument {
  const words = sampleWords[language];
  return {
    kind: 'corridor.sample', title: words.title, subtitle: words.subtitle, language, zone: 'Asia/Karachi',
    window: { from: '2026-11-20T19:00:00.000Z', to: '2026-11-21T19:00:00.000Z' },
    range: { after: '1200', upTo: '1789', events: 589, digest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
    corrections: [words.paragraph],
    sections: [
      {
        title: words.section,
        blocks: [
          { block: 'paragraph', text: words.paragraph },
          { block: 'facts', facts: [{ key: 'beds', title: words.beds, value: 1234.5, kind: 'number' }, { key: 'share', title: words.free, value: 0.256, kind: 'percent' }, { key: 'on', title: words.unit, value: true, kind: 'text' }] },
          sampleTable(words, rows),
        ],
      },
      {
        title: words.beds,
        blocks: [
          { block: 'chart', key: 'by_day', title: words.beds, alt: `${words.beds}: by day`, option: bars(['2026-11-19', '2026-11-20'], [{ name: words.occupied, values: [3, 5] }, { name: words.free, values: [1, null] }], { stacked: true }) },
          { block: 'chart', key: 'course', title: words.free, alt: `${words.beds}: the course`, option: lines(['19', '20', '21'], [{ name: words.occupied, values: [3, 5, 9] }]) },
          { block: 'chart', key: 'parts', title: words.unit, alt: `${words.beds}: the parts`, option: shares(names.map((name, index) => ({ name, value: index + 1 }))) },
          { block: 'table', key: 'empty', columns: [{ key: 'unit', title: words.unit, kind: 'text' }], rows: [] },
        ],
      },
    ],
    ...change,
  };
}

function sampleTable(words: SampleWords, rows: number): ReportDocument['sections'][number]['blocks'][number] {
  return {
    block: 'table', key: 'alerts',
    columns: [
      { key: 'unit', title: words.unit, kind: 'text' }, { key: 'raised_at', title: words.raised, kind: 'instant' }, { key: 'day', title: words.section, kind: 'date' },
      { key: 'beds', title: words.beds, kind: 'number' }, { key: 'share', title: words.free, kind: 'percent' }, { key: 'open', title: words.occupied, kind: 'text' }, { key: 'id', title: 'ID', kind: 'id' },
    ],
    rows: Array.from({ length: rows }, (_, row): Value[] => [
      names[row % names.length] ?? '', new Date(Date.UTC(2026, 10, 21) + row * 600_000).toISOString(), '2026-11-21', row * 37 - 20, row / rows, row % 2 === 0, `0198f0a2-7c55-7e1f-9d52-${String(row).padStart(12, '0')}`,
    ]),
  };
}

/** A document with one table of these rows, for what only its values are about. */
export function tableDocument(columns: readonly { readonly key: string; readonly kind: 'text' | 'number' | 'instant' }[], rows: readonly (readonly Value[])[]): ReportDocument {
  return sampleDocument('en', 0, { sections: [{ title: 'Only', blocks: [{ block: 'table', key: 'only', columns: columns.map((column) => ({ ...column, title: column.key })), rows }] }] });
}
