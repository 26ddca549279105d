import { writeFileSync } from 'node:fs';

/** Tells test/run.mjs how many tests passed and failed, and which. A file that did not run is a failure. */
export default class Reporter {
  constructor(_, { file }) {
    this.file = file;
  }

  onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults }) {
    const failures = testResults.flatMap(({ testFilePath, testResults: tests, testExecError }) => [
      ...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => ({ file: testFilePath, test: fullName })),
      ...(testExecError === undefined ? [] : [{ file: testFilePath, test: 'the file did not run' }]),
    ]);
    writeFileSync(this.file, JSON.stringify({ passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, failures }));
  }
}
