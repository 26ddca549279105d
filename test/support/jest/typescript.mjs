// Lets a test process of Jest read TypeScript as Node reads JavaScript: `node --import ./test/support/jest/typescript.mjs`.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
