/** Test files run in the process's own realm, and so share what they import: it is loaded once for all files, not once for each. */
export default class Environment {
  global = globalThis;

  /** Jest asks for one; no test here mocks anything. */
  moduleMocker = { restoreAllMocks() {} };

  async setup() {}

  async teardown() {}

  getVmContext() {
    return null;
  }
}
