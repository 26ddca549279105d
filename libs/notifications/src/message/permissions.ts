import { permit } from '#realtime';

// People ask about themselves. Whom else somebody may ask about is settled by the handlers: administrators, about anybody.
permit({
  'notifications.message.list': ['person'],
  'notifications.explain.read': ['person'],
  'notifications.receipt.read': ['administrator'],
});
