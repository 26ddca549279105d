// The renderer of a hub that runs from its sources, as in tests: TypeScript is compiled while it is loaded. A built hub starts renderer-process.js.
import { register } from 'node:module';

register('./compile-sources.mjs', import.meta.url);
await import('./renderer-process.ts');
