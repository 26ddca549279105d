import { request, Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tokenOf } from './token.js';

/** A reader of the doors over HTTP, in a process of its own: pages of a warm log, or many event streams that come back at once. */
export interface Task {
  readonly port: number;
  readonly stream: string;
  readonly kind: 'pull' | 'resume';
  /** Events of the whole stream. */
  readonly events: number;
  /** Of `pull`: events of a page. Of `resume`: readers, and the position at which they are cut. */
  readonly limit?: number;
  readonly readers?: number;
  readonly since?: string;
}

export interface Read {
  readonly events: number;
  readonly seconds: number;
  /** Events that are missing, doubled or out of order. */
  readonly wrong: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const path = `/api/v1/streams/${task.stream}/events`;

interface Page {
  readonly data: readonly { readonly position: string }[];
  readonly iterator: string;
  readonly done: boolean;
}

const offsetOf = (position: string): number => Number(position.slice(position.indexOf('.') + 1));

/** One consumer on one line: a page, and when it is read the next. */
async function pull({ port, events, limit = 1_000 }: Task): Promise<Read> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: `Bearer ${tokenOf(0)}` };
  const page = (after: string): Promise<Page> => new Promise((resolve, reject) => {
    request({ agent, port, path: `${path}?after=${after}&limit=${limit}`, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(text) as Page);
        else reject(new Error(`${answer.statusCode}: ${text.slice(0, 300)}`));
      });
    }).on('error', reject).end();
  });
  const began = performance.now();
  let [seen, wrong, after] = [0, 0, 'earliest'];
  for (let done = false; !done;) {
    const read = await page(after);
    read.data.forEach(({ position }, at) => {
      if (offsetOf(position) !== seen + at + 1) wrong += 1;
    });
    seen += read.data.length;
    ({ iterator: after, done } = read);
  }
  agent.destroy();
  return { events: seen, seconds: (performance.now() - began) / 1_000, wrong: wrong + Math.abs(events - seen) };
}

/**
 * Everybody reads, and is cut. When the parent says that something has happened meanwhile, everybody comes back at once with
 * `Last-Event-ID`. Ends when the last one has the last event.
 */
async function resume({ port, events, readers = 0, since = '' }: Task): Promise<Read> {
  const tokens = Array.from({ length: readers }, (_, n) => tokenOf(n));
  const from = offsetOf(since);
  // In groups: how fast they come the first time is not what is measured.
  for (let at = 0; at < readers; at += 50) await Promise.all(tokens.slice(at, at + 50).map((token) => one(port, token, { since, from, to: from })));
  const happened = new Promise((resolve) => process.once('message', resolve));
  process.send?.('cut');
  await happened;
  const began = performance.now();
  const wrong = await Promise.all(tokens.map((token) => one(port, token, { since, from, to: events })));
  return { events: readers * (events - from), seconds: (performance.now() - began) / 1_000, wrong: wrong.reduce((sum, each) => sum + each, 0) };
}

function one(port: number, token: string, { since, from, to }: { since: string; from: number; to: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    let [text, at, wrong] = ['', from, 0];
    const socket: Socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: hub\r\naccept: text/event-stream\r\nlast-event-id: ${since}\r\nauthorization: Bearer ${token}\r\n\r\n`);
    });
    socket.setEncoding('latin1').on('error', reject).on('close', () => reject(new Error(`the hub closed a reader at ${at}: ${text.slice(0, 200)}`)));
    socket.on('data', (part: string) => {
      text += part;
      if (!text.includes('\nid: ')) return;
      let end = 0;
      // A message of an event begins with its position; the first block, which has no event, says where the reader stands.
      for (const found of text.matchAll(/id: \w+\.(\d+)\nevent: [^\n]*\n[^\n]*\n\n/g)) {
        if (Number(found[1]) !== at + 1) wrong += 1;
        at = Number(found[1]);
        end = found.index + found[0].length;
      }
      text = text.slice(end);
      if (at < to) return;
      socket.removeAllListeners().destroy();
      resolve(wrong);
    });
  });
}

process.send?.(await (task.kind === 'pull' ? pull(task) : resume(task)));
process.disconnect?.();
