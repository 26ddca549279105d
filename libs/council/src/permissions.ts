import { council } from '#contracts';
import { type Permissions, permissionsOf } from '#realtime';
import { itemMachine } from './agenda/item-states.js';
import { floorMachine } from './floor/floor-states.js';
import { meetingMachine } from './meeting/meeting-states.js';
import { motionMachine } from './motion/motion-states.js';
import { pollMachine } from './poll/poll-states.js';

/** Those who run a meeting. */
const leaders = ['chair', 'secretary'];
/** Those who take part. The chair is no delegate by being chair: one who also holds a seat has both roles, and may vote. */
const members = [...leaders, 'delegate', 'interpreter'];
/** Those who may read. An administrator reads everything and chairs nothing. */
const readers = [...members, 'observer', 'administrator'];

/** Who may do what in a meeting. Commands that change a state have their roles from the state machines. */
export const councilPermissions: Permissions = {
  ...permissionsOf(meetingMachine), ...permissionsOf(itemMachine), ...permissionsOf(floorMachine), ...permissionsOf(motionMachine), ...permissionsOf(pollMachine),

  // Of the body: its officers draft its meetings.
  [council.draftMeeting.name]: leaders,
  [council.changeMeeting.name]: leaders,
  [council.admitObserver.name]: leaders,
  [council.dismissObserver.name]: leaders,
  // No meeting hangs on one person.
  [council.handOverChair.name]: [...leaders, 'administrator'],

  [council.checkIn.name]: ['delegate', 'secretary'],
  [council.checkOut.name]: ['delegate', 'secretary'],
  [council.handOver.name]: ['delegate'],

  [council.addItem.name]: leaders,
  [council.changeItem.name]: leaders,
  [council.moveItem.name]: leaders,
  [council.removeItem.name]: leaders,

  [council.requestFloor.name]: ['delegate', 'chair', 'secretary'],
  [council.openList.name]: leaders,
  [council.closeList.name]: leaders,

  [council.tableMotion.name]: ['delegate', 'secretary'],
  [council.castBallot.name]: ['delegate'],

  [council.postMessage.name]: [...members, 'observer'],
  [council.hideMessage.name]: leaders,

  [council.meetings.name]: ['person'],
  [council.meetingById.name]: readers,
  [council.attendance.name]: readers,
  [council.agenda.name]: readers,
  [council.speakers.name]: readers,
  [council.motions.name]: readers,
  [council.polls.name]: readers,
  [council.pollById.name]: readers,
  [council.chat.name]: readers,
};
