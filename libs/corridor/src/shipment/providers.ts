import type { Provider } from '@nestjs/common';
import { AddPaper } from './add-paper.js';
import { LogTemperature } from './log-temperature.js';
import { CancelShipment, ClearShipment, DeliverShipment, DispatchShipment, LoseShipment, ReachBorder } from './move-shipment.js';
import './permissions.js';
import { PrepareShipment } from './prepare-shipment.js';
import { ListShipments, ListTemperatures, ReadShipment } from './read-shipments.js';
import { ReceiveShipment } from './receive-shipment.js';

export const shipmentProviders: Provider[] = [
  PrepareShipment, DispatchShipment, ReachBorder, ClearShipment, DeliverShipment, ReceiveShipment, LoseShipment, CancelShipment, AddPaper, LogTemperature, ListShipments, ReadShipment, ListTemperatures,
];
