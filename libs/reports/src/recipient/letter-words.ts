import type { ReportLanguage } from '../schedule/schedule.entity.js';

/** What a letter to an address outside of the hub says, below the subject of the report. */
export const letterWords: Readonly<Record<ReportLanguage, { readonly text: string; readonly action: string }>> = {
  en: { text: 'A report was made for you. The link opens it until {until}; whoever has the link can open it.', action: 'Open the report' },
  zh: { text: '已为您生成一份报告。在{until}之前可通过此链接打开；任何持有链接的人都可以打开。', action: '打开报告' },
  ru: { text: 'Для вас подготовлен отчёт. Ссылка открывает его до {until}; открыть его может каждый, у кого она есть.', action: 'Открыть отчёт' },
  ur: { text: 'آپ کے لیے ایک رپورٹ تیار کی گئی ہے۔ یہ لنک {until} تک اسے کھولتا ہے؛ جس کے پاس لنک ہو وہ اسے کھول سکتا ہے۔', action: 'رپورٹ کھولیں' },
  ar: { text: 'أُعدّ تقرير لكم. يفتحه الرابط حتى {until}، ويستطيع فتحه كل من لديه الرابط.', action: 'فتح التقرير' },
};
