import pg from 'pg';
import { io } from 'socket.io-client';
import type { Found } from '../scenarios/truth.js';

/** A process of unmodified socket.io-clients. On frames it looks, over a connection of its own, whether their events are committed. */
interface Frame { readonly from: string; readonly to: string; readonly events: readonly { position: string }[] }

const { port, stream, tokens, database } = JSON.parse(process.argv[2] ?? '{}') as { port: number; stream: string; tokens: string[]; database: string };
const found = { frames: 0, events: 0, missing: 0, doubled: 0, disordered: 0, looked: 0, early: 0 } satisfies Found as { -readonly [K in keyof Found]: number };
const pool = new pg.Pool({ connectionString: database, max: 2 });
/** Looks that may be under way at once. */
const LOOKS = 4;
let looking = 0;
let last: Promise<unknown> = Promise.resolve();

function offsetOf(position: string): number {
  return Number(position.slice(position.indexOf('.') + 1));
}

async function look(to: number): Promise<void> {
  if (looking >= LOOKS) return;
  looking += 1;
  const { rows } = await pool.query<{ seen: boolean }>('SELECT EXISTS (SELECT FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE s.name = $1 AND e."offset" = $2) AS seen', [stream, to]);
  looking -= 1;
  found.looked += 1;
  if (rows[0]?.seen !== true) found.early += 1;
}

async function join(token: string, first: boolean): Promise<void> {
  const socket = io(`http://127.0.0.1:${port}/hub`, { transports: ['websocket'], auth: { token } });
  let at = 0;
  socket.on('events', (frame: Frame) => {
    found.frames += 1;
    if (offsetOf(frame.from) > at) found.missing += offsetOf(frame.from) - at;
    for (const { position } of frame.events) {
      const offset = offsetOf(position);
      found.events += 1;
      if (offset <= at) found.doubled += 1;
      else if (offset > at + 1) found.disordered += 1;
      at = Math.max(at, offset);
    }
    at = Math.max(at, offsetOf(frame.to));
    if (first) last = look(offsetOf(frame.to));
  });
  const reply = (await socket.emitWithAck('stream.subscribe', { stream })) as { ok: boolean; data: { position: string } };
  if (!reply.ok) throw new Error('the watcher may not read the stream');
  at = offsetOf(reply.data.position);
}

await Promise.all(tokens.map((token, at) => join(token, at === 0)));
process.on('message', () => void last.then(() => process.send?.(found)));
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
