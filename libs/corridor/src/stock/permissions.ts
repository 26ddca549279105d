import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Those on site keep the ledger; what is handed over, by somebody who acts for both sides. Those who act for a member read what is shared with it. */
permit({
  [corridor.registerItem.name]: ['lead', 'coordinator', 'administrator'],
  [corridor.listItems.name]: ['member', 'administrator'],
  [corridor.receiveStock.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.issueStock.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.adjustStock.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.setStockLevel.name]: ['operator', 'keeper', 'administrator'],
  [corridor.transferStock.name]: ['coordinator', 'field', 'administrator'],
  [corridor.readStock.name]: ['reader', 'administrator'],
  [corridor.listStockEntries.name]: ['reader', 'administrator'],
  [corridor.readHorizon.name]: ['reader', 'administrator'],
  [corridor.sumStock.name]: ['reader', 'administrator'],
});
