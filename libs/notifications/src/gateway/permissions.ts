import { permit } from '#realtime';

// Everybody about their own addresses alone.
permit({ 'notifications.address.set': ['person'], 'notifications.address.verify': ['person'], 'notifications.address.remove': ['person'], 'notifications.address.list': ['person'] });
