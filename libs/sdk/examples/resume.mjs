// Copies a stream into a file and loses nothing, whatever ends in between: this program, the line, or the hub.
// node resume.mjs meeting:<id> copy.jsonl
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Hub } from '@corridor-hub/sdk';

const [stream, file] = process.argv.slice(2);
const hub = new Hub({ url: process.env.HUB_URL, key: process.env.HUB_KEY });

// The position is kept with what it stands for, in one write: begin after the last line that is whole.
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
const from = lines.length > 0 ? JSON.parse(lines.at(-1)).position : 'earliest';

const reading = hub.read(stream, {
  from,
  // A live socket; where a proxy does not let it through, server-sent events; else page by page.
  doors: ['socket', 'sse', 'pull'],
  onOpen: ({ door, position }) => console.log(`${door}: going on after ${position}`),
  onCut: ({ door, error }) => console.log(`${door}: ${error?.message ?? 'the hub closed the line'}`),
  // Another history (a hub that was restored): what the file holds may not fit what comes.
  onReset: ({ lost }) => { throw new Error(`the hub no longer knows ${lost}: begin with a new file`); },
});

for await (const event of reading) appendFileSync(file, `${JSON.stringify(event)}\n`);
