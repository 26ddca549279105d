import { Module } from '@nestjs/common';
import { OutboundModule } from '#outbound';
import { bridgeProviders } from './bridge/providers.js';
import { catalogueProviders } from './catalogue/providers.js';
import { consumerControllers, consumerProviders } from './consumer/providers.js';
import { deliveryProviders } from './delivery/providers.js';
import { explainProviders } from './explain/providers.js';
import { fhirControllers, fhirProviders } from './fhir/providers.js';
import { TellOwners } from './notice/tell-owners.js';
import { proofProviders } from './proof/providers.js';
import { sandboxProviders } from './sandbox/providers.js';
import { subscriptionProviders } from './subscription/providers.js';

/** The integrators' side of the log. */
@Module({
  imports: [OutboundModule],
  controllers: [...consumerControllers, ...fhirControllers],
  providers: [
    ...catalogueProviders, ...subscriptionProviders, ...deliveryProviders, ...consumerProviders,
    ...proofProviders, ...explainProviders, ...sandboxProviders, ...fhirProviders, ...bridgeProviders, TellOwners,
  ],
})
export class EventsModule {}
