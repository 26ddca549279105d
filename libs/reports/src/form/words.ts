import type { HubLanguage } from '#contracts';

/** What a form says of its own accord, beside what the document says. */
export interface FormWords {
  readonly about: string;
  readonly subject: string;
  readonly period: string;
  readonly wholeSubject: string;
  readonly zone: string;
  readonly made: string;
  readonly after: string;
  readonly upTo: string;
  readonly events: string;
  readonly digest: string;
  readonly corrections: string;
  readonly none: string;
  readonly noRows: string;
  readonly yes: string;
  readonly no: string;
}

export const formWords: Readonly<Record<HubLanguage, FormWords>> = {
  en: {
    about: 'About this report', subject: 'Report', period: 'Period', wholeSubject: 'The whole of its subject', zone: 'Times are shown in', made: 'Made', after: 'Events after position', upTo: 'up to position',
    events: 'Number of events', digest: 'Digest of the events (SHA-256)', corrections: 'Corrections since the last report', none: 'None', noRows: 'Nothing to show.', yes: 'Yes', no: 'No',
  },
  zh: {
    about: '关于本报告', subject: '报告', period: '所涉期间', wholeSubject: '主题的全部内容', zone: '所示时间的时区', made: '生成时间', after: '事件起始位置（不含）', upTo: '截止位置',
    events: '事件数量', digest: '事件摘要（SHA-256）', corrections: '自上次报告以来的更正', none: '无', noRows: '没有可显示的内容。', yes: '是', no: '否',
  },
  ru: {
    about: 'Об этом отчёте', subject: 'Отчёт', period: 'Период', wholeSubject: 'Весь предмет целиком', zone: 'Время указано в поясе', made: 'Составлен', after: 'События после позиции', upTo: 'до позиции',
    events: 'Число событий', digest: 'Хеш событий (SHA-256)', corrections: 'Исправления с прошлого отчёта', none: 'Нет', noRows: 'Показывать нечего.', yes: 'Да', no: 'Нет',
  },
  ur: {
    about: 'اس رپورٹ کے بارے میں', subject: 'رپورٹ', period: 'مدت', wholeSubject: 'پورا موضوع', zone: 'اوقات کا ٹائم زون', made: 'تیاری کا وقت', after: 'اس مقام کے بعد کے واقعات', upTo: 'اس مقام تک',
    events: 'واقعات کی تعداد', digest: 'واقعات کا خلاصہ (SHA-256)', corrections: 'پچھلی رپورٹ کے بعد کی تصحیحات', none: 'کوئی نہیں', noRows: 'دکھانے کو کچھ نہیں۔', yes: 'ہاں', no: 'نہیں',
  },
  ar: {
    about: 'عن هذا التقرير', subject: 'التقرير', period: 'الفترة', wholeSubject: 'الموضوع بكامله', zone: 'الأوقات معروضة بتوقيت', made: 'وقت الإعداد', after: 'الأحداث بعد الموضع', upTo: 'حتى الموضع',
    events: 'عدد الأحداث', digest: 'بصمة الأحداث (SHA-256)', corrections: 'التصحيحات منذ التقرير السابق', none: 'لا شيء', noRows: 'لا شيء لعرضه.', yes: 'نعم', no: 'لا',
  },
};
