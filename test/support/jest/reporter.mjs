import { writeFileSync } from 'node:fs';

/** Tells test/run.mjs how many tests passed and failed. A file that did not run is a failure. */
export default class Reporter {
  constructor(_, { file }) {
    this.file = file;
  }

  onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    writeFileSync(this.file, JSON.stringify([numPassedTests, numFailedTests + numRuntimeErrorTestSuites]));
  }
}
