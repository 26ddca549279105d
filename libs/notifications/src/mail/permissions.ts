import { permit } from '#realtime';

permit({ 'notifications.mail.read': ['person'], 'notifications.mail.test': ['person'] });
