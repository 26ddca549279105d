import type { BridgeAddress } from './address.js';
import type { Bridge } from './bridge.js';

/** Opens a line to the broker. Its client is loaded only where it is used. */
export async function openBridge(address: BridgeAddress): Promise<Bridge> {
  if (address.kind === 'nats') return (await import('./nats-bridge.js')).NatsBridge.open(address);
  return (await import('./kafka-bridge.js')).KafkaBridge.open(address);
}
