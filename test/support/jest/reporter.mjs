import { writeFileSync } from 'node:fs';

/** Sums the run up in one line that people and machines read; test/run.mjs prints it last. A file that did not run is a failure. */
export default class Reporter {
  constructor(_, { file }) {
    this.file = file;
  }

  onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    writeFileSync(this.file, `${numPassedTests} passed, ${numFailedTests + numRuntimeErrorTestSuites} failed`);
  }
}
