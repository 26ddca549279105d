export { EventsModule } from './events.module.js';
export { eventsMigrations } from './migrations/index.js';
