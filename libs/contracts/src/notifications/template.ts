import { z } from 'zod';
import { query } from '../catalogue/declare.js';
import { hubLanguages } from '../catalogue/languages.js';
import { noticeCategories, noticeChannels, notices } from '../catalogue/notices.js';

export const noticeName = z.string().max(100).refine((name) => notices.get(name) !== undefined, 'the name of a notice, as notifications.template.list answers them');
export const noticeLanguage = z.enum(hubLanguages);

export const listTemplates = query('notifications.template.list', {
  summary: 'Every kind of notice that there is, by name.', path: '/notice-kinds', params: z.strictObject({}),
  output: z.object({
    languages: z.array(noticeLanguage),
    notices: z.array(z.object({
      name: z.string(), summary: z.string(), category: z.enum(noticeCategories), critical: z.boolean(), channels: z.array(z.enum(noticeChannels)), digestMinutes: z.int().nullable(),
    })),
  }),
});

export const previewTemplate = query('notifications.template.preview', {
  summary: 'What a notice says in a language, with the facts of its example and instants in the zone that the caller lives by, and the mail that is made of it.', path: '/notice-kinds/{notice}/preview',
  params: z.strictObject({ notice: noticeName, language: noticeLanguage.default('en') }),
  output: z.object({ language: noticeLanguage, direction: z.enum(['ltr', 'rtl']), title: z.string(), text: z.string(), action: z.string(), mail: z.object({ subject: z.string(), text: z.string(), html: z.string() }) }),
});
