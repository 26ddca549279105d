// Writes into the chat of a meeting, once, however often the line is cut: node send.mjs <meeting id> <text> [<command id>]
import { council, Hub, HubError } from '@corridor-hub/sdk';

const [meetingId, text, id = crypto.randomUUID()] = process.argv.slice(2);
const hub = new Hub({ url: process.env.HUB_URL, key: process.env.HUB_KEY });

try {
  // Run again with the same id after a crash, this gives the first answer again: it was written once.
  const { messageId } = await hub.send(council.postMessage, { meetingId, text }, { id });
  console.log(`written as ${messageId}, under the command id ${id}`);
} catch (fault) {
  if (!(fault instanceof HubError)) throw fault;
  // The code is for programs, the message for people. `same_id`: whether it was done is not known, send it again with this id.
  console.error(`${fault.code}: ${fault.message}${fault.retry === 'same_id' ? ` (try again with ${id})` : ''}`);
  process.exitCode = 1;
}
