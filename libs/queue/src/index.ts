export { Runs, RUNS, type JobHandler, type JobRun } from './job/runs.js';
export { Jobs, type JobOptions, type Rhythm } from './job/jobs.js';
