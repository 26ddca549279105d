// Receives webhooks, each event once and in order: WEBHOOK_SECRETS=whsec_… node webhook-receiver.mjs received.json
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { verifyWebhook, WebhookRefusal } from '@corridor-hub/sdk/webhook';

const [file] = process.argv.slice(2);
const secrets = process.env.WEBHOOK_SECRETS.split(' ');
// What was received, and the last delivery taken of each subscription. In a database both are written in one transaction.
const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { last: {}, events: [] };

async function receive(request) {
  // The hub asks first whether this address wants its events.
  if (request.method === 'OPTIONS') return { status: 200, headers: { 'webhook-allowed-origin': request.headers['webhook-request-origin'] ?? '*', 'webhook-allowed-rate': '*' } };
  // The body as it came: what was parsed and written again has another signature.
  const { subscription, events, link } = await verifyWebhook(request.headers, await text(request), secrets, { last: (subscription) => kept.last[subscription] ?? null });
  kept.events.push(...events.map(({ sequence, id, type, data }) => ({ sequence, id, type, data })));
  kept.last[subscription] = link;
  writeFileSync(`${file}.new`, JSON.stringify(kept));
  renameSync(`${file}.new`, file);
  return { status: 204, headers: {} };
}

// One after the other, so that two that come at once do not overtake each other.
let turn = Promise.resolve();
const server = createServer((request, response) => {
  turn = turn.then(() => receive(request)).catch((fault) => {
    // A refusal knows its answer: 200 for what is here already, 409 with `expected-sequence` for what came too soon.
    if (fault instanceof WebhookRefusal) return fault;
    console.error(fault);
    return { status: 500, headers: {} };
  }).then(({ status, headers, message = '' }) => response.writeHead(status, headers).end(status === 204 ? undefined : message));
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
