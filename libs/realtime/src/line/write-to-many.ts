import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { Encoder, type Packet } from 'socket.io-parser';
import { WebSocket } from 'ws';
import { writeNow, type HubSocket } from './hub-socket.js';

/** What its typing leaves out: the bytes of a frame, as `ws` itself makes them. */
const { Sender } = WebSocket as unknown as { readonly Sender: { frame(data: Buffer, options: object): Buffer[] } };
const TEXT_FRAME = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: false };
/** In Engine.IO's protocol a packet that begins with it is a message. */
const MESSAGE = '4';

/**
 * Rooms as Socket.IO keeps them. A packet for many lines is made once, down to the bytes of its WebSocket frame, and those go
 * to the socket of each line in one piece; a line that has something waiting gets it by way of engine.io, in its order.
 */
export class WriteToMany extends Adapter {
  private readonly packets = new Encoder();

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    packet.nsp = this.nsp.name as string;
    const [text, ...attachments] = this.packets.encode(packet) as [string, ...Buffer[]];
    if (attachments.length > 0 || options.rooms.size === 0) return super.broadcast(packet, options);
    const frame = Buffer.concat(Sender.frame(Buffer.from(MESSAGE + text), TEXT_FRAME));
    const inTurn = { compress: false, wsPreEncodedFrame: [frame] };
    for (const id of this.reached(options)) {
      const line = (this.nsp.sockets as ReadonlyMap<string, HubSocket>).get(id);
      if (line === undefined || writeNow(line, frame)) continue;
      if (options.flags?.volatile !== true || line.conn.transport.writable) line.conn.write(text, inTurn);
    }
  }

  /** Whoever is in one of the rooms and in none of those excepted. */
  private reached({ rooms, except }: BroadcastOptions): ReadonlySet<string> {
    const members = [...rooms].flatMap((room) => this.rooms.get(room) ?? []);
    const [first] = members;
    if (members.length === 1 && first !== undefined && !except?.size) return first;
    const reached = new Set<string>();
    for (const ids of members) for (const id of ids) reached.add(id);
    for (const room of except ?? []) for (const id of this.rooms.get(room) ?? []) reached.delete(id);
    return reached;
  }
}
