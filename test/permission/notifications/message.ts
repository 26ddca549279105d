import { everybody, type Ids, type NotificationSection } from './sections.js';

const notice = ({ noticeId }: Ids): object => ({ noticeId });

export const section: NotificationSection = {
  about: 'what was sent to oneself', knows: everybody,
  rows: { 'notifications.message.list': everybody, 'notifications.receipt.read': 'administrator' },
  inputs: { 'notifications.message.list': () => ({}), 'notifications.receipt.read': notice },
};
