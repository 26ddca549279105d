/** The alliance: its institutions, their countries, its bodies, and the seats that institutions hold in them. */
export * from './alliance/words.js';
export * from './alliance/countries.js';
export * from './alliance/institution.js';
export * from './alliance/body.js';
export * from './alliance/seat.js';
export * from './alliance/notices.js';
