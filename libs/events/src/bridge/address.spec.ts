import { parseBridgeAddress } from './address.js';

describe('the address of a bridge', () => {
  it.each([
    ['nats://broker', { kind: 'nats', servers: ['broker:4222'], tls: false, login: null, target: 'corridor-hub' }],
    ['kafka+tls://ann:p%40ss@one,two:9093/events', { kind: 'kafka', servers: ['one:9092', 'two:9093'], tls: true, login: { user: 'ann', password: 'p@ss' }, target: 'events' }],
    ['nats://[::1]:4300/here', { kind: 'nats', servers: ['[::1]:4300'], tls: false, login: null, target: 'here' }],
  ])('%s is read', (text, address) => {
    expect(parseBridgeAddress(text)).toEqual(address);
  });

  it.each(['amqp://broker', 'nats://', 'nats://a b', 'kafka://one:0', 'kafka://one:99999', 'nats://broker/two/parts', 'nats://broker/a.b', 'kafka://one,,two'])('%s is refused', (text) => {
    expect(parseBridgeAddress(text)).toBeNull();
  });
});
