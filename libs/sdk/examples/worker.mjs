// Works through events that the hub remembers for it; start as many as you like. node worker.mjs <consumer name> [types …]
import { Hub } from '@corridor-hub/sdk';

const [name, ...types] = process.argv.slice(2);
const hub = new Hub({ url: process.env.HUB_URL, key: process.env.HUB_KEY });
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort());

const handle = async (event, { delivered }) => {
  // Given before, and not finished: perhaps you did it already. Ask your own records by `event.id`.
  if (delivered > 1) console.log(`again (${delivered}): ${event.id}`);
  console.log(event.type, JSON.stringify(event.data));
  // Returning says "done"; throwing, "give it to me again later"; `return 'park'`, "hopeless, put it aside".
};

await hub.consume(name, handle, {
  create: { filter: types.length > 0 ? { types } : {}, deliverPolicy: 'all', ackWait: 30, backoff: [5, 60, 600], maxDeliver: 10 },
  signal: stop.signal,
  onFault: (fault, event) => console.error(event === null ? 'the hub:' : event.id, fault.message),
});
console.log('stopped: what was not finished goes to the next worker');
