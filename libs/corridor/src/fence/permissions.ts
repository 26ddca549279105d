import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Fences are drawn by coordinators for their own organisations and known to all members; what units crossed is read by those who act for one, as the compact says. */
permit({
  [corridor.createFence.name]: ['coordinator', 'administrator'],
  [corridor.changeFence.name]: ['coordinator', 'administrator'],
  [corridor.retireFence.name]: ['coordinator', 'administrator'],
  [corridor.listFences.name]: ['member', 'administrator'],
  [corridor.listCrossings.name]: ['reader', 'administrator'],
  [corridor.setBorderRules.name]: ['lead', 'administrator'],
  [corridor.listBorderRules.name]: ['member', 'administrator'],
});
