import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Those on site report; those who act for a member read what is shared with it. */
permit({
  [corridor.reportBoard.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.readBoard.name]: ['reader', 'administrator'],
  [corridor.listBoards.name]: ['reader', 'administrator'],
  [corridor.listReadings.name]: ['reader', 'administrator'],
  [corridor.sumBoards.name]: ['reader', 'administrator'],
});
