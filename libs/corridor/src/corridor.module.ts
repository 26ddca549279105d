import { Module } from '@nestjs/common';
import { boardProviders } from './board/providers.js';
import { deploymentProviders } from './deployment/providers.js';
import { legProviders } from './leg/providers.js';
import { fenceProviders } from './fence/providers.js';
import { positionProviders } from './position/providers.js';
import { registryProviders } from './registry.providers.js';
import { stockProviders } from './stock/providers.js';
import { sharingProviders } from './sharing/providers.js';
import { trackerProviders } from './tracker/providers.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
@Module({
  controllers: [],
  providers: [...registryProviders, ...positionProviders, ...deploymentProviders, ...legProviders, ...trackerProviders, ...sharingProviders, ...boardProviders, ...stockProviders, ...fenceProviders],
})
export class CorridorModule {}
