export * from './catalogue/declare.js';
export * from './catalogue/errors.js';
export * from './catalogue/disconnects.js';
export * as stream from './stream.js';
export * as hub from './hub.js';
export * as identity from './identity.js';
export * as alliance from './alliance.js';
export * as council from './council.js';
export * as documents from './documents/index.js';
