import { queueBehaves } from './behaviour.js';

queueBehaves('PostgreSQL', async () => ({ settings: {}, clear: async () => undefined, close: async () => undefined }));
