// The unmodified `eventsource` client in a process of its own: node event-source.mjs <url> <key> <event types>. Tells what it meets, a JSON line each.
import { EventSource } from 'eventsource';

const [url, key, types = ''] = process.argv.slice(2);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const source = new EventSource(url, {
  fetch: (input, init) => {
    say({ event: 'asks', id: new Headers(init.headers).get('last-event-id') });
    return fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${key}` } });
  },
});
for (const type of types.split(',')) source.addEventListener(type, ({ lastEventId, data }) => say({ event: type, id: lastEventId, data }));
source.addEventListener('error', ({ code }) => say({ event: 'error', code: code ?? null, closed: source.readyState === EventSource.CLOSED }));
