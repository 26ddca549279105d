// Prints what happens in the hub from now on, over cuts and restarts. Types narrow it: node subscribe.mjs 'council.poll.*'
import { Hub } from '@corridor-hub/sdk';

const hub = new Hub({ url: process.env.HUB_URL, key: process.env.HUB_KEY });
const types = process.argv.slice(2);
const reading = hub.read('feed', { filter: types.length > 0 ? { types } : undefined, onOpen: ({ position }) => console.log('reading after', position) });

for await (const event of reading) {
  console.log(event.time, event.stream, event.type, JSON.stringify(event.data));
}
