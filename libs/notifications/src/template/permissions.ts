import { permit } from '#realtime';

// What the hub says is no secret; whom it says it to is.
permit({ 'notifications.template.list': ['person'], 'notifications.template.preview': ['person'] });
