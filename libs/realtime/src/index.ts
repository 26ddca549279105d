export { can, insist, permit, permissions, scopeOf, theHub, type ObjectRef, type Permissions, type Standing } from './access/policy.js';
export { Governs, GOVERNS, type Governor } from './access/governor.js';
export { Answers, Handles, ANSWERS, HANDLES, type CommandHandler, type Concerns, type Granted, type Handling, type Page, type QueryHandler } from './command/handles.js';
export { Authenticator, SESSION_COOKIE } from './handshake/authenticator.js';
