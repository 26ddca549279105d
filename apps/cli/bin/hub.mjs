#!/usr/bin/env node
/**
 * The `hub` program from a fresh clone on: checks Node, installs what is missing, builds what has changed, then runs the
 * command in this same process. Nothing but Node's own modules is used before the installation.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isBuilt } from './stamp.mjs';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const installed = join(root, 'node_modules', '.hub-installed');
const lock = join(root, 'package-lock.json');
const OLDEST_NODE = [20, 19];

checkNode();
if (!isInstalled()) install();
if (!isBuilt()) build();
if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') stopWithNpm();
// Newer Nodes keep what they compiled; a second start is faster by it.
module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'hub'));
await import(pathToFileURL(join(root, 'dist/program/hub.js')).href);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  end(`The hub needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.versions.node}: install a newer Node, then start again.`);
}

/** By this program, for this very lock and platform; or by hand, later than the lock was written. */
function isInstalled() {
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lockStamp()) return true;
  const byHand = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) || !existsSync(byHand) || statSync(byHand).mtimeMs < statSync(lock).mtimeMs) return false;
  writeFileSync(installed, lockStamp());
  return true;
}

function lockStamp() {
  return createHash('sha256').update(readFileSync(lock)).update(`${process.platform}-${process.arch}`).digest('hex');
}

function install() {
  tell('Installing packages (the first time only; this takes a minute or two) ...');
  // The build needs the tools, whatever NODE_ENV says.
  npm(['ci', '--include=dev', '--no-audit', '--no-fund'], 'The packages could not be installed: see above, check the connection to the npm registry, then start again.');
  writeFileSync(installed, lockStamp());
}

function build() {
  tell('Building (after changes only; this takes half a minute) ...');
  npm(['run', '--silent', 'build'], 'The build failed: see above.');
}

/** Runs npm and shows what it says only when it fails. */
function npm(args, failure) {
  const own = process.env.npm_execpath;
  const [command, first] = own !== undefined && /\.c?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  const ran = spawnSync(command, [...first, ...args], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' && command === 'npm', maxBuffer: 64 * 1024 * 1024 });
  if (ran.status === 0) return;
  if (ran.signal === 'SIGINT' || ran.signal === 'SIGTERM') process.exit(130);
  process.stderr.write(`${ran.stdout ?? ''}${ran.stderr ?? ''}`);
  if (args[0] === 'ci') rmSync(installed, { force: true });
  const isFull = /ENOSPC|no space left/i.test(`${ran.stdout}${ran.stderr}`);
  end(isFull ? 'The disk is full: free some space, then start again.' : ran.error?.code === 'ENOENT' ? 'npm is not installed beside Node: install it, then start again.' : failure);
}

/** npm passes a SIGTERM on to its shell alone, which dies and leaves this process behind: it then stops as if it had got the signal itself. */
function stopWithNpm() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}

function tell(line) {
  process.stderr.write(`${line}\n`);
}

function end(line) {
  tell(line);
  process.exit(1);
}
