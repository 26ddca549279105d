import { everybody, type NotificationSection } from './sections.js';

const address = (): object => ({ address: 'nobody@example.net' });

/** Mails and lists of addresses tell how people are reached: they are for administrators. What the hub says is for everybody, and so is one's own mail. */
export const section: NotificationSection = {
  about: 'mail', knows: everybody,
  rows: {
    'notifications.mail.read': everybody, 'notifications.mail.test': everybody, 'notifications.template.list': everybody, 'notifications.template.preview': everybody,
    'notifications.outbox.list': 'administrator', 'notifications.outbox.read': 'administrator',
    'notifications.suppression.list': 'administrator', 'notifications.suppression.add': 'administrator', 'notifications.suppression.lift': 'administrator',
  },
  inputs: {
    'notifications.mail.read': () => ({}), 'notifications.mail.test': () => ({}), 'notifications.template.list': () => ({}),
    'notifications.template.preview': () => ({ notice: 'alliance.seat_given', language: 'ar' }),
    'notifications.outbox.list': () => ({}), 'notifications.outbox.read': ({ personId }) => ({ mailId: personId }),
    'notifications.suppression.list': () => ({}), 'notifications.suppression.add': address, 'notifications.suppression.lift': address,
  },
};
