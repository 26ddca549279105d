import type { HubSocket } from './hub-socket.js';
import { Link } from './link.js';

/** Bytes that WebSocket and engine.io add to a packet. */
const FRAMING = 5;

/** Holds a line to what its reader says that it can carry. */
export function limitLine(socket: HubSocket, bytesPerSecond: number): void {
  if (socket.data.link !== null) {
    socket.data.link.bytesPerSecond = bytesPerSecond;
    return;
  }
  const link = new Link(bytesPerSecond, performance.now());
  socket.data.link = link;
  // Whatever the door, all that is sent passes here: engine.io tells of each packet that it makes.
  socket.conn.on('packetCreate', ({ data }: { data?: string | Buffer }) => link.spend((data === undefined ? 0 : Buffer.byteLength(data)) + FRAMING));
}
