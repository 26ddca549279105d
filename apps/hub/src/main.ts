import 'reflect-metadata';
import { runHub } from './run-hub.js';
import { tellFault } from './tell-fault.js';

runHub().catch((fault: unknown) => {
  tellFault(fault);
  process.exit(1);
});
