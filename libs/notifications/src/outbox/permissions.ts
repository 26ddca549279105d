import { permit } from '#realtime';

// Mails hold addresses of people, and links that are theirs alone.
permit({ 'notifications.outbox.list': ['administrator'], 'notifications.outbox.read': ['administrator'] });
