import { permit } from '#realtime';

permit({
  'events.receipt.list': ['owner', 'administrator'],
  'events.receipt.read': ['owner', 'administrator'],
  // Whoever holds a receipt may want to check it.
  'events.proof_key.list': ['person'],
  'events.proof_key.replace': ['administrator'],
});
