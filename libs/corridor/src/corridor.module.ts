import { Module } from '@nestjs/common';
import { CapController } from './alert/cap.controller.js';
import { alertProviders } from './alert/providers.js';
import { boardProviders } from './board/providers.js';
import { capacityProviders } from './capacity/providers.js';
import { deploymentProviders } from './deployment/providers.js';
import { fieldProviders } from './field/providers.js';
import { handoverProviders } from './handover/providers.js';
import { interopControllers, interopProviders } from './interop/providers.js';
import { legProviders } from './leg/providers.js';
import { noticeProviders } from './notice/providers.js';
import { fenceProviders } from './fence/providers.js';
import { positionProviders } from './position/providers.js';
import { TracksController } from './position/tracks.controller.js';
import { silenceProviders } from './silence/providers.js';
import { shareProviders } from './share/providers.js';
import { SharesController } from './share/shares.controller.js';
import { routeProviders } from './route/providers.js';
import { registryProviders } from './registry.providers.js';
import { shipmentProviders } from './shipment/providers.js';
import { reportProviders } from './report/providers.js';
import { ReportsController } from './report/reports.controller.js';
import { stockProviders } from './stock/providers.js';
import { credentialProviders } from './credential/providers.js';
import { staffProviders } from './staff/providers.js';
import { equipmentProviders } from './equipment/providers.js';
import { sharingProviders } from './sharing/providers.js';
import { rosterProviders } from './roster/providers.js';
import { tallyProviders } from './tally/providers.js';
import { trackerProviders } from './tracker/providers.js';

/** Health corridors: who takes part, where units are, what they have and need, what is reported. */
@Module({
  controllers: [TracksController, SharesController, CapController, ReportsController, ...interopControllers],
  providers: [...registryProviders, ...positionProviders, ...deploymentProviders, ...fieldProviders, ...handoverProviders, ...legProviders, ...trackerProviders, ...sharingProviders, ...equipmentProviders, ...staffProviders, ...credentialProviders, ...boardProviders, ...stockProviders, ...shipmentProviders, ...capacityProviders, ...fenceProviders, ...alertProviders, ...rosterProviders, ...tallyProviders, ...reportProviders, ...silenceProviders, ...shareProviders, ...routeProviders, ...interopProviders, ...noticeProviders],
})
export class CorridorModule {}
