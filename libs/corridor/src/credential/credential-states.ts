import { corridor, type Output } from '#contracts';
import type { Machine } from '#realtime';

export type CredentialState = Output<typeof corridor.readCredential>['state'];

/** The life of a licence in its host country. A new term is a new credential. */
export const credentialMachine: Machine<CredentialState> = {
  thing: 'credential', code: 'credential_state', start: 'pending', ends: ['refused', 'revoked'],
  transitions: [
    { command: corridor.verifyCredential, from: ['pending'], to: 'verified', who: ['verifier'], guards: ['its last day is not over'], event: corridor.credentialChanged },
    { command: corridor.refuseCredential, from: ['pending'], to: 'refused', who: ['verifier'], guards: [], event: corridor.credentialChanged },
    { command: corridor.revokeCredential, from: ['verified'], to: 'revoked', who: ['verifier', 'keeper'], guards: [], event: corridor.credentialChanged },
  ],
};
