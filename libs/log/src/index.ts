export { UnitOfWork, type Work } from './unit-of-work.js';
