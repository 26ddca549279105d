import { Global, Module } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { Rights } from './access/rights.js';
import { RightsParts, RightsWatch } from './access/rights-watch.js';
import { CommandBus } from './command/command-bus.js';
import { Handlers } from './command/handlers.js';
import { QueryBus } from './command/query-bus.js';
import { Nested } from './command/nested.js';
import { Receipts } from './command/receipts.js';
import { ReadClock } from './door/clock.js';
import { CommandsController } from './door/commands.controller.js';
import { Ending } from './door/ending.js';
import { FeedDoor } from './door/feed-door.js';
import { HubGateway, Rooms } from './door/hub.gateway.js';
import { History, LiveDoor } from './door/live-door.js';
import { Messages } from './door/messages.js';
import { PullDoor } from './door/pull-door.js';
import { QueryRoutes } from './door/query-routes.js';
import { SocketStreams } from './door/socket-streams.js';
import { Callers, StreamsController } from './door/streams.controller.js';
import { Limits } from './limit/limits.js';
import { Backlog } from './line/backlog.js';
import { Lines } from './line/lines.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { FanOut } from './subscription/fan-out.js';
import { LatestSignals } from './subscription/latest-signals.js';
import { LineStreams } from './subscription/line-streams.js';
import { Signals } from './subscription/signals.js';
import { Snapshots } from './subscription/snapshots.js';
import { Subscriptions } from './subscription/subscriptions.js';

/** The doors: commands, queries and streams over Socket.IO and HTTP. Global, so that domains can send signals. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [CommandsController, StreamsController],
  providers: [
    Handlers, CommandBus, QueryBus, Receipts, Nested, ReadClock, QueryRoutes,
    Rights, RightsWatch, RightsParts, Limits, Lines, Backlog,
    FanOut, LineStreams, Signals, LatestSignals, Snapshots, Subscriptions,
    HubGateway, Rooms, Messages, SocketStreams, LiveDoor, History, Ending, Callers, PullDoor, FeedDoor,
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [CommandBus, QueryBus, Limits, Signals, LatestSignals, Lines, Rights, RightsWatch],
})
export class RealtimeModule {}
