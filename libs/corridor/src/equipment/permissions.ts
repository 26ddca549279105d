import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Those who have the device in their hands, and who answers for it. */
const hands = ['keeper', 'crew', 'administrator'];

permit({
  [corridor.registerEquipment.name]: ['operator', ...hands],
  [corridor.changeEquipment.name]: hands,
  [corridor.moveEquipment.name]: hands,
  [corridor.reportMeter.name]: hands,
  [corridor.withdrawReading.name]: hands,
  [corridor.planMaintenance.name]: hands,
  [corridor.completeMaintenance.name]: hands,
  [corridor.dropMaintenance.name]: hands,
  [corridor.listEquipment.name]: ['reader', 'administrator'],
  [corridor.readEquipment.name]: ['reader', 'administrator'],
  [corridor.listMeterReadings.name]: ['reader', 'administrator'],
});
