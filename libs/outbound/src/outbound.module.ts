import { Module, type Provider } from '@nestjs/common';
import { AddressRules } from './address-rules.js';
import { HttpOutbound } from './http-outbound.js';
import { NameResolver, SystemNameResolver } from './name-resolver.js';
import { Outbound } from './outgoing.js';

const providers: Provider[] = [
  { provide: AddressRules, useFactory: () => AddressRules.fromSettings() },
  { provide: NameResolver, useClass: SystemNameResolver },
  { provide: Outbound, useClass: HttpOutbound },
];

/** The way out over HTTP to addresses that others have given. */
@Module({ providers, exports: providers })
export class OutboundModule {}
