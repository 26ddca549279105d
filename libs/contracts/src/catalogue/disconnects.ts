/**
 * Why the hub closes a line, and what the client should do. The code comes in the `closing` message where the line can
 * still carry one, and always as the WebSocket close code: 40xx are final, 41xx mean "come back and resume".
 */
export const disconnects = {
  session_ended: { wire: 4001, then: 'sign_in', meaning: 'The session was ended or has run out.' },
  key_revoked: { wire: 4002, then: 'stop', meaning: 'The API key was revoked or has run out.' },
  unauthenticated: { wire: 4003, then: 'sign_in', meaning: 'No valid credential came within five seconds.' },
  flooding: { wire: 4004, then: 'stop', meaning: 'The client sent far more than its bucket allows.' },
  too_slow: { wire: 4101, then: 'resume', meaning: 'The reader fell too far behind (packets, bytes or age); nothing is lost: subscribe again from the last position.' },
  restarting: { wire: 4102, then: 'resume', meaning: 'The hub stops or restarts: come back after a random delay within the hint and subscribe from the last position.' },
} as const satisfies Record<string, { wire: number; then: 'resume' | 'sign_in' | 'stop'; meaning: string }>;

export type DisconnectCode = keyof typeof disconnects;
