import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressRules } from './address-rules.js';
import type { NameResolver } from './name-resolver.js';

/** A connection that was not made, because its address may not be called. */
export class AddressBlocked extends Error {
  override readonly name = 'AddressBlocked';
}

/** Milliseconds until a connection, TLS included, must stand. */
const CONNECT = 10_000;

/**
 * Opens connections only to addresses that may be called. The guard sits on the socket layer: literals are tested here, since
 * no look-up is asked for them; of a name every address is tested, and the connection goes to one of those that passed, so
 * that a name which points elsewhere a moment later gains nothing.
 */
export function guardedConnector(rules: AddressRules, resolver: NameResolver): buildConnector.connector {
  const trusting = buildConnector({ timeout: CONNECT, lookup: lookupBy(resolver, () => true) } as buildConnector.BuildOptions);
  const guarded = buildConnector({ timeout: CONNECT, lookup: lookupBy(resolver, (address) => rules.permits(address)) } as buildConnector.BuildOptions);
  return (options, callback) => {
    const { hostname, protocol } = options;
    const port = Number(options.port) || (protocol === 'https:' ? 443 : 80);
    if (rules.trusts(hostname, port)) return trusting(options, callback);
    if (isIP(hostname) !== 0 && !rules.permits(hostname)) return callback(new AddressBlocked(`${hostname} is no public address`), null);
    return guarded(options, callback);
  };
}

function lookupBy(resolver: NameResolver, permits: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    resolver.resolve(host).then((found) => {
      const fit = found.filter(({ address }) => permits(address));
      const [first] = fit;
      if (first === undefined) callback(found.length === 0 ? noAddress(host) : new AddressBlocked(`${host} points to no public address`), '', 0);
      else if (options.all === true) callback(null, [...fit]);
      else callback(null, first.address, first.family);
    }).catch((fault: NodeJS.ErrnoException) => callback(fault, '', 0));
  };
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
}
