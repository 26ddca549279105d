import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/**
 * Runs a file's tests with Jest's own runner, but has Node import the file and all that it imports. Jest's module
 * loader would read, resolve and evaluate some three thousand modules again for each file; that was most of a run's time.
 */
export default async function run(globalConfig, config, environment, ...[, path, tell]) {
  // Jest's runner keeps the tests of a file in its module: each file gets a new one.
  const circus = (module) => {
    delete require.cache[module];
    delete globalThis[EVENT_HANDLERS];
    return require(module);
  };
  // Node maps stacks to the sources itself (--enable-source-maps).
  Error.prepareStackTrace = undefined;
  const node = {
    requireInternalModule: circus,
    requireModule: require,
    setGlobalsForRuntime: () => undefined,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (file) => import(pathToFileURL(file)),
    enterTestCode: () => undefined,
    leaveTestCode: () => undefined,
  };
  return require('jest-circus/runner').default(globalConfig, config, environment, node, path, tell);
}
