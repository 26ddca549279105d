export { NotificationsModule } from './notifications.module.js';
export { notificationsMigrations } from './migrations/index.js';

export const notificationsEntities = [];
