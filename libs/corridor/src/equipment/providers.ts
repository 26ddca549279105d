import type { Provider } from '@nestjs/common';
import { ChangeEquipment } from './change-equipment.js';
import { CompleteMaintenance, DropMaintenance } from './complete-maintenance.js';
import { EquipmentGovernor } from './equipment.governor.js';
import { MoveEquipment } from './move-equipment.js';
import './permissions.js';
import { PlanMaintenance } from './plan-maintenance.js';
import { ListEquipment, ListMeterReadings, ReadEquipment } from './read-equipment.js';
import { RegisterEquipment } from './register-equipment.js';
import { ReportMeter } from './report-meter.js';
import { WatchMaintenance } from './watch-maintenance.js';
import { WithdrawReading } from './withdraw-reading.js';

export const equipmentProviders: Provider[] = [
  EquipmentGovernor, RegisterEquipment, ChangeEquipment, MoveEquipment, ReportMeter, PlanMaintenance, CompleteMaintenance, DropMaintenance,
  ListEquipment, ReadEquipment, ListMeterReadings, WatchMaintenance, WithdrawReading,
];
