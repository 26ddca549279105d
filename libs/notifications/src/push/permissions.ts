import { permit } from '#realtime';

// Everybody about their own devices alone.
permit({ 'notifications.push.key': ['person'], 'notifications.push.subscribe': ['person'], 'notifications.push.unsubscribe': ['person'], 'notifications.push.list': ['person'] });
