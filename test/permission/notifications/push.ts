import { everybody, type NotificationSection } from './sections.js';

/** Everybody about themselves; a device or an address that is not theirs is not there. */
export const section: NotificationSection = {
  about: 'one’s own devices and addresses', knows: '',
  rows: {
    'notifications.push.key': everybody, 'notifications.push.subscribe': everybody, 'notifications.push.list': everybody, 'notifications.push.unsubscribe': '',
    'notifications.address.set': everybody, 'notifications.address.verify': everybody, 'notifications.address.list': everybody, 'notifications.address.remove': '',
  },
  inputs: {
    'notifications.push.key': () => ({}), 'notifications.push.list': () => ({}), 'notifications.push.unsubscribe': ({ personId }) => ({ subscriptionId: personId }),
    'notifications.push.subscribe': () => ({ endpoint: 'https://push.example.org/x', keys: { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) }, device: 'phone' }),
    'notifications.address.set': () => ({ kind: 'sms', address: '+923001234567' }), 'notifications.address.verify': () => ({ kind: 'sms', code: '123456' }),
    'notifications.address.list': () => ({}), 'notifications.address.remove': () => ({ kind: 'sms' }),
  },
};
