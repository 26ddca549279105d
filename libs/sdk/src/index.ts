export { Hub, type HubOptions, type SendOptions } from './hub.js';
export type { Answered, Asked, AskedOf } from './asks.js';
export { HubError, type Told } from './error.js';
export { Reading, type ReadOptions } from './read/reading.js';
export type { DoorName } from './read/door.js';
export type { ConsumeOptions, ConsumerSettings, Delivered, Handler } from './consume/consume.js';
export type { EventPage, PageOptions } from './read/by-pull.js';
export { readServerSentEvents, type Listening, type ServerSentEvent } from './http/read-server-sent-events.js';
// The contracts of the hub: what `send` and `ask` take, and what the events say.
export { alliance, catalogue, council, disconnects, errorCodes, events, filter, identity, stream } from './contracts.js';
export type { Command, Data, Entrance, HubEvent, Input, Output, Params, Query } from './contracts.js';
export * from './webhook/index.js';
