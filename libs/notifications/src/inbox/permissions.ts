import { permit } from '#realtime';

const person = ['person'];

// An inbox is its person's, whoever they are; row-level security shows nobody another's.
permit({
  'notifications.inbox.list': person,
  'notifications.inbox.count': person,
  'notifications.inbox.show': person,
  'notifications.inbox.read_all': person,
  'notifications.entry.see': person,
  'notifications.entry.read': person,
  'notifications.entry.unread': person,
  'notifications.entry.archive': person,
  'notifications.entry.restore': person,
  'notifications.entry.acknowledge': person,
});
