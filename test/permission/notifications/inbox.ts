import { everybody, type Ids, type NotificationSection } from './sections.js';

const entries = ({ entryId }: Ids): object => ({ entryIds: [entryId] });

/** What there is none of in one's own inbox is left as it is: only acknowledging and showing name one, and say so. */
export const section: NotificationSection = {
  about: 'one’s own inbox', knows: '',
  rows: {
    'notifications.inbox.list': everybody, 'notifications.inbox.count': everybody, 'notifications.inbox.read_all': everybody,
    'notifications.entry.see': everybody, 'notifications.entry.read': everybody, 'notifications.entry.unread': everybody,
    'notifications.entry.archive': everybody, 'notifications.entry.restore': everybody, 'notifications.entry.acknowledge': 'owner',
    'notifications.inbox.show': 'owner',
  },
  inputs: {
    'notifications.inbox.list': () => ({}), 'notifications.inbox.count': () => ({}), 'notifications.inbox.read_all': () => ({ until: '2000-01-01T00:00:00Z' }),
    'notifications.entry.see': entries, 'notifications.entry.read': entries, 'notifications.entry.unread': entries,
    'notifications.entry.archive': entries, 'notifications.entry.restore': entries, 'notifications.entry.acknowledge': ({ entryId }) => ({ entryId }),
    'notifications.inbox.show': ({ noticeId }) => ({ noticeId }),
  },
};
