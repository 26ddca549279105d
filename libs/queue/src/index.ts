export { Runs, RUNS, type JobHandler, type JobRun } from './job/runs.js';
export { Jobs, type JobOptions, type Rhythm } from './job/jobs.js';
export { Effects } from './effect/effects.js';
export { queueMigrations } from './migrations/index.js';
export { QueueModule } from './queue.module.js';
export { isDue } from './run/is-due.js';
export { Pace } from './run/pace.js';
export { RunJobs } from './run/run-jobs.js';
export { Backend, type JobQueue } from './backend/backend.js';
