// Loads TypeScript for `renderer-from-sources.mjs`: hooks of Node's module loader.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const OPTIONS = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } };

export function resolve(specifier, context, next) {
  const source = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') ? new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL) : null;
  return source !== null && existsSync(fileURLToPath(source)) ? { url: source.href, format: 'module', shortCircuit: true } : next(specifier, context);
}

export function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { code } = transformSync(readFileSync(fileURLToPath(url), 'utf8'), { filename: fileURLToPath(url), ...OPTIONS });
  return { format: 'module', source: code, shortCircuit: true };
}
