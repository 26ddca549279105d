/** What the client should do when the hub closes its line with a code. */
export const disconnects = {
  session_ended: { then: 'sign_in', meaning: 'The session was ended or has run out.' },
  key_revoked: { then: 'stop', meaning: 'The API key was revoked or has run out.' },
  too_slow: { then: 'resume', meaning: 'The reader fell too far behind (packets, bytes or age); nothing is lost, subscribe again from the last position.' },
  flooding: { then: 'stop', meaning: 'The client sent far more than its bucket allows.' },
  restarting: { then: 'resume', meaning: 'The hub stops or restarts; come back after the hinted delay and subscribe from the last position.' },
  unauthenticated: { then: 'sign_in', meaning: 'No valid credential came within five seconds.' },
} as const satisfies Record<string, { then: 'resume' | 'sign_in' | 'stop'; meaning: string }>;

export type DisconnectCode = keyof typeof disconnects;
