/** Who is who: people, how they prove it, and the rights that hold in the whole hub. */
export * from './identity/words.js';
export * from './identity/entrance.js';
export * from './identity/person.js';
export * from './identity/credential.js';
export * from './identity/notices.js';
