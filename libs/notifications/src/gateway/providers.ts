import type { Provider } from '@nestjs/common';
import './permissions.js';
import { ChatChannel, SmsChannel } from './gateway-channels.js';
import { Gateway } from './gateway.js';
import { GatewayDoor } from './gateway-door.js';
import { ListAddresses } from './list-addresses.js';
import { CodeSweeper, SendCode } from './send-code.js';
import { RemoveAddress, SetAddress, VerifyAddress } from './set-address.js';
import { WebhookGateway } from './webhook-gateway.js';

export const gatewayProviders: Provider[] = [
  { provide: Gateway, useClass: WebhookGateway }, SmsChannel, ChatChannel, GatewayDoor, SetAddress, VerifyAddress, RemoveAddress, ListAddresses, SendCode, CodeSweeper,
];
