import type { NotificationSection } from './sections.js';

/** Whoever was not told may not know that there is such a notice. */
export const section: NotificationSection = {
  about: 'why somebody was told', knows: '',
  rows: { 'notifications.explain.read': 'administrator owner' },
  inputs: { 'notifications.explain.read': ({ noticeId }) => ({ noticeId }) },
};
