import { Module } from '@nestjs/common';
import { bridgeProviders } from './bridge/providers.js';
import { catalogueProviders } from './catalogue/providers.js';
import { consumerControllers, consumerProviders } from './consumer/providers.js';
import { deliveryProviders } from './delivery/providers.js';
import { endpointProviders } from './endpoint/providers.js';
import { explainProviders } from './explain/providers.js';
import { fhirControllers, fhirProviders } from './fhir/providers.js';
import { proofProviders } from './proof/providers.js';
import { sandboxProviders } from './sandbox/providers.js';
import { subscriptionProviders } from './subscription/providers.js';

/** The integrators' side of the log. */
@Module({
  controllers: [...consumerControllers, ...fhirControllers],
  providers: [
    ...catalogueProviders, ...subscriptionProviders, ...endpointProviders, ...deliveryProviders, ...consumerProviders,
    ...proofProviders, ...explainProviders, ...sandboxProviders, ...fhirProviders, ...bridgeProviders,
  ],
})
export class EventsModule {}
