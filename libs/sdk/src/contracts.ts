/** The contracts travel with this package, so they are named by their path and by no alias of the hub. */
export * from '../../contracts/src/index.js';
