import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { setting } from '#config';

type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Private addresses that may be called all the same. */
export interface AllowList {
  /** At any port, and over plain http. */
  readonly ranges: readonly Range[];
  /** `host:port`, wherever its name points, and over plain http. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * Reads `10.20.0.0/16, 127.0.0.1, receiver.hospital.lan:8443`.
 * @throws Error naming the first part that is no address, range or host:port
 */
export function parseAllowList(text: string): AllowList {
  const parts = text.split(',').map((part) => part.trim().toLowerCase()).filter((part) => part !== '');
  const ranges = parts.flatMap((part) => {
    if (isIP(part) !== 0) return [[ipaddr.process(part), isIP(part) === 4 ? 32 : 128] as Range];
    return ipaddr.isValidCIDR(part) ? [ipaddr.parseCIDR(part)] : [];
  });
  const hosts = parts.filter((part) => isIP(part) === 0 && !ipaddr.isValidCIDR(part));
  const odd = hosts.find((part) => !/^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\]):\d{1,5}$/.test(part));
  if (odd !== undefined) throw new Error(`${odd} is no address, no range as 10.20.0.0/16 and no host:port`);
  return { ranges, hosts: new Set(hosts) };
}

const plain = setting('HUB_WEBHOOK_HTTP', z.enum(['on', 'off']).default('off'), 'whether webhooks may also go to plain http on port 80; without it, to https on port 443 alone');
const allowed = setting(
  'HUB_WEBHOOK_ALLOW',
  z.string().max(4_000).default('').transform((text, context) => {
    try {
      return parseAllowList(text);
    } catch (fault) {
      context.addIssue({ code: 'custom', message: (fault as Error).message });
      return z.NEVER;
    }
  }),
  'private addresses that webhooks may go to all the same, separated by commas: addresses and ranges (10.20.0.0/16) at any port and over http, or host:port',
);

/** Where requests may go: to the public internet at the ports of the web, and to what the hub's operator allows besides. */
export class AddressRules {
  constructor(private readonly allow: AllowList, private readonly http: boolean) {}

  static fromSettings(): AddressRules {
    return new AddressRules(allowed.value, plain.value === 'on');
  }

  /**
   * Why a URL may not be called, as the rule that it breaks; null when it may, as far as its text tells. What its name
   * resolves to is looked at again for every connection.
   */
  objection(text: string): string | null {
    if (!URL.canParse(text)) return 'a URL as https://hooks.example.org/hub';
    const url = new URL(text);
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return this.scheme;
    if (url.username !== '' || url.password !== '') return 'no user name and no password in a URL';
    if (url.hash !== '') return 'no fragment in a URL';
    const { host, port } = placeOf(url);
    if (this.trusts(host, port)) return null;
    const literal = isIP(host) !== 0;
    if (literal && !this.permits(host)) return 'a public address, or one that the operator of the hub allows (HUB_WEBHOOK_ALLOW)';
    if (!literal && !isPublicName(host)) return 'a public host name, or one that the operator of the hub allows with its port (HUB_WEBHOOK_ALLOW)';
    if (url.protocol === 'http:' && !this.mayBePlain(url)) return this.scheme;
    // What stands in an allowed range may listen where it likes.
    return url.port === '' || (literal && this.isAllowed(host)) ? null : `port ${this.http ? '443 or 80' : '443'}`;
  }

  private get scheme(): string {
    return this.http ? 'the scheme is https or http' : 'the scheme is https';
  }

  /** Whether this very host and port were allowed by name. */
  trusts(host: string, port: number): boolean {
    return this.allow.hosts.has(`${host.includes(':') ? `[${host}]` : host}:${port}`.toLowerCase());
  }

  /**
   * Whether an address may be connected to. Default is no: only what is global unicast may, so that loopback, private,
   * link-local, shared, reserved, documentation, multicast and every form that hides an IPv4 address in an IPv6 one may not.
   */
  permits(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (this.isAllowed(address)) return true;
    return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST));
  }

  private isAllowed(address: string): boolean {
    const parsed = ipaddr.process(address);
    return this.allow.ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match([base, bits] as never));
  }

  private mayBePlain(url: URL): boolean {
    const { host, port } = placeOf(url);
    return this.http || this.trusts(host, port) || (isIP(host) !== 0 && this.isAllowed(host));
  }
}

/** The part of IPv6 that is given out to the internet. */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** Host without brackets, and port, of a URL as WHATWG reads it: `0x7f.1` and `2130706433` are 127.0.0.1 by now. */
export function placeOf(url: URL): { host: string; port: number } {
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port) };
}

/** Names without a dot and those of the local network are nobody's on the internet. */
function isPublicName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name.includes('.') && !/\.(localhost|local|internal|lan|home\.arpa|localdomain)$/.test(name);
}
