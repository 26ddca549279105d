import { z } from 'zod';
import { setting } from '#config';
import { filter } from '#contracts';

/** Which broker, and what there. */
export interface BridgeAddress {
  readonly kind: 'nats' | 'kafka';
  /** `host:port` of each. */
  readonly servers: readonly string[];
  readonly tls: boolean;
  readonly login: { readonly user: string; readonly password: string } | null;
  /** The JetStream stream, or the Kafka topic. */
  readonly target: string;
}

const PORTS = { nats: 4_222, kafka: 9_092 } as const;
const TARGET = 'corridor-hub';
const URL_FORM = /^(nats|kafka)(\+tls)?:\/\/(?:([^:@/]+):([^@/]+)@)?([^@/]+)(?:\/([A-Za-z0-9_-]{1,200})?)?$/;
const HOST = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/;
const LABEL = /^[a-z][a-z_]{0,39}(:[A-Za-z0-9_-]{1,64})?$/;

const RULE = 'nats://host:4222/<stream> or kafka://host:9092,host:9092/<topic>; nats+tls and kafka+tls for TLS, user:password@ before the hosts where the broker asks for it';

/** Takes the address of a broker apart; null when it is none. */
export function parseBridgeAddress(text: string): BridgeAddress | null {
  const [, kind, tls, user, password, hosts, target = TARGET] = URL_FORM.exec(text) ?? [];
  if ((kind !== 'nats' && kind !== 'kafka') || hosts === undefined) return null;
  const servers = hosts.split(',').map((host) => withPort(host, PORTS[kind]));
  const known = servers.filter((server) => server !== null);
  if (known.length !== servers.length) return null;
  const login = user === undefined || password === undefined ? null : { user: decodeURIComponent(user), password: decodeURIComponent(password) };
  return { kind, servers: known, tls: tls !== undefined, login, target };
}

function withPort(host: string, port: number): string | null {
  const [, name, digits = String(port)] = HOST.exec(host) ?? [];
  return name === undefined || Number(digits) < 1 || Number(digits) > 65_535 ? null : `${name}:${digits}`;
}

const address = z.string().transform((text, context) => {
  const parsed = parseBridgeAddress(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: RULE });
  return z.NEVER;
});

const labels = z.string().default('public').transform((list) => list.split(',').map((label) => label.trim()).filter(Boolean))
  .refine((all) => all.length > 0 && all.every((label) => LABEL.test(label)), 'labels as public or members, by comma');

const wanted = z.string().default('{}').transform((text, context) => {
  const parsed = filter.filter.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the filter'}: ${issue.message}`).join(', ') });
  return z.NEVER;
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const bridgeUrl = setting('HUB_BRIDGE_URL', address.optional(), `the message broker to which events are handed on (${RULE}); without it none is`, { secret: true });
export const bridgeAudiences = setting('HUB_BRIDGE_AUDIENCES', labels, 'audience labels, by comma: an event is handed to the broker when a reader with these labels might see it; nothing else leaves');
export const bridgeFilter = setting('HUB_BRIDGE_FILTER', wanted, 'which of those events are handed to the broker, as a filter in JSON like that of a subscription; {} for all');
