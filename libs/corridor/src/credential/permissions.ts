import { corridor } from '#contracts';
import { permit, permissionsOf } from '#realtime';
import { credentialMachine } from './credential-states.js';

/** A number is for those who have to check it. An administrator runs the hub and verifies nobody. */
permit({
  ...permissionsOf(credentialMachine),
  [corridor.enterCredential.name]: ['coordinator', 'administrator'],
  [corridor.revealLicence.name]: ['keeper', 'verifier'],
  [corridor.listCredentials.name]: ['member', 'administrator'],
  [corridor.readCredential.name]: ['reader', 'self', 'administrator'],
  [corridor.listLicensed.name]: ['reader', 'administrator'],
});
