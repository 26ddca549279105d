import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect, type OnGatewayInit } from '@nestjs/websockets';
import { DomainError, type Principal } from '#kernel';
import { RightsWatch } from '../access/rights-watch.js';
import { Authenticator } from '../handshake/authenticator.js';
import { sessionCookie } from '../handshake/identify.js';
import { Limits } from '../limit/limits.js';
import type { HubNamespace, HubSocket, LineData } from '../line/hub-socket.js';
import { Lines } from '../line/lines.js';
import { FanOut } from '../subscription/fan-out.js';
import { LineStreams } from '../subscription/line-streams.js';
import { Messages } from './messages.js';

/** Seconds over which the clients of a stopping hub spread their return. */
const RETURN_WITHIN = 5;

/** The rooms behind the door, and who keeps them to those entitled. */
@Injectable()
export class Rooms {
  constructor(
    readonly fanOut: FanOut,
    readonly streams: LineStreams,
    readonly watch: RightsWatch,
  ) {}
}

/** The live door: who you are is settled before the namespace opens; every message is answered exactly once. */
@WebSocketGateway({ namespace: '/hub' })
export class HubGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect, BeforeApplicationShutdown {
  private readonly logger = new Logger('HubGateway');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
    private readonly lines: Lines,
    private readonly messages: Messages,
    private readonly rooms: Rooms,
  ) {}

  afterInit(namespace: HubNamespace): void {
    this.rooms.fanOut.attach(namespace);
    namespace.use((socket, next) => {
      this.authenticate(socket).then(
        () => next(),
        (error: unknown) => next(refusal(error, this.logger)),
      );
    });
  }

  handleConnection(socket: HubSocket): void {
    this.lines.add(socket);
    // The request and its headers are not needed any more; without them an idle line costs less memory.
    socket.handshake.headers = {};
    Object.assign(socket.conn, { request: null });
    this.rooms.watch.admit(socket, socket.data.rightsVersion);
    socket.onAny((...message: unknown[]) => void this.messages.receive(socket, message));
  }

  handleDisconnect(socket: HubSocket): void {
    this.lines.remove(socket);
    this.rooms.streams.leaveAll(socket);
  }

  /** Tells every line to come back, spread over some seconds, and closes it. */
  beforeApplicationShutdown(): void {
    for (const socket of [...this.lines.all()]) this.lines.close(socket, 'restarting', RETURN_WITHIN);
  }

  /** By `auth.token` where one is given, else by the session cookie of an allowed origin (the adapter has checked that). */
  private async authenticate(socket: HubSocket): Promise<void> {
    const rightsVersion = this.rooms.watch.version;
    const token: unknown = socket.handshake.auth['token'];
    const actor = typeof token === 'string' && token.length <= 512 ? await this.authenticator.byToken(token) : await this.byCookie(socket);
    if (actor === null) throw new DomainError('unauthenticated', 'Sign in, or give a key or a session token as auth: { token }.');
    socket.data = lineData(actor, rightsVersion, this.limits);
  }

  private async byCookie(socket: HubSocket): Promise<Principal | null> {
    const cookie = sessionCookie(socket.handshake.headers.cookie);
    return cookie === null ? null : this.authenticator.bySession(cookie);
  }
}

function lineData(actor: Principal, rightsVersion: number, limits: Limits): LineData {
  return { actor, rightsVersion, bucket: limits.socket(), refused: 0, streams: new Map(), filtered: new Map(), opening: [], stalledSince: 0, closed: false, link: null };
}

/** Socket.IO carries `message` and `data` of this error to the client, which hears the same shape as everywhere. */
function refusal(error: unknown, logger: Logger): Error {
  if (!(error instanceof DomainError)) logger.error({ err: error }, 'a handshake failed');
  const told = error instanceof DomainError ? { code: error.code, message: error.message } : { code: 'unavailable', message: 'The hub cannot check who you are at this moment: try again.' };
  return Object.assign(new Error(told.message), { data: told });
}
