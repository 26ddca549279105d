import { runHub } from '../../../hub/src/run-hub.js';
import type { AddCommand } from '../command.js';
import { credentialsFile, keepCredentials, useDemoFolder } from '../demo/keep-credentials.js';
import { makeDemo } from '../demo/make-demo.js';
import { keepOnTheRoad } from '../demo/keep-on-the-road.js';
import { printCredentials } from '../demo/print-credentials.js';
import { showProgress } from '../rehearsal/show-progress.js';
import { say, tell } from '../settle.js';
import { untilSignal } from '../until-signal.js';

export const addDemo: AddCommand = (program) => {
  program.command('demo').description('serves a hub with demo data, in a data folder of its own, and prints how to sign in').action(async () => {
    useDemoFolder();
    await runHub(async ({ url }) => {
      const kept = keepCredentials();
      const whole = kept.ready ? kept : await makeDemo(url, kept, showProgress());
      printCredentials(url, whole, credentialsFile(), say);
      await keepOnTheRoad(url, whole, untilSignal().signal, tell);
    });
  });
};
