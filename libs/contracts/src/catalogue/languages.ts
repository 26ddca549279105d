/** Languages that the hub speaks. English has all of its words, and fixes their keys. */
export const hubLanguages = ['en', 'zh', 'ru', 'ur', 'ar'] as const;
export type HubLanguage = (typeof hubLanguages)[number];
