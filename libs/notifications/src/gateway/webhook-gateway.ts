import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { setting } from '#config';
import type { notifications } from '#contracts';
import { withPatience } from '#kernel';
import { ChannelFault } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { faultOf } from './fault-of.js';
import { Gateway, type GatewayMessage } from './gateway.js';
import { signedHeaders } from './standard-webhooks.js';

/** Over https, or on this machine. */
const target = z.url({ protocol: /^https?$/ }).refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || /^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname);
}, 'https, or http on this machine').optional();
const key = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'whsec_ and at least 24 bytes in base64').optional();

const settings = {
  sms: {
    url: setting('HUB_SMS_URL', target, 'the gateway that SMS are posted to, as JSON { id, to, text, language, kind }, signed by Standard Webhooks; without it there are none'),
    secret: setting('HUB_SMS_SECRET', key, 'the secret (whsec_…) that requests to and from the SMS gateway are signed with', { secret: true }),
  },
  chat: {
    url: setting('HUB_CHAT_URL', target, 'the gateway that chat messages are posted to, in the same form; without it there are none'),
    secret: setting('HUB_CHAT_SECRET', key, 'the secret (whsec_…) that requests to and from the chat gateway are signed with', { secret: true }),
  },
} as const;

/** Milliseconds that a gateway has to take a message. */
const PATIENCE = 15_000;
/** Milliseconds to leave a gateway alone that says no more than that it is too much. */
const TOO_MUCH = 60_000;

/** The secret of a gateway; null where there is none, and then it can neither be sent to nor report back. */
export function gatewaySecret(kind: notifications.GatewayKind): string | null {
  return settings[kind].secret.value ?? null;
}

/** Posts messages to an address of the operator's own choice. */
@Injectable()
export class WebhookGateway extends Gateway {
  constructor(private readonly clock: NotificationClock) {
    super();
  }

  isOn(kind: notifications.GatewayKind): boolean {
    return settings[kind].url.value !== undefined && gatewaySecret(kind) !== null;
  }

  async send(message: GatewayMessage, signal: AbortSignal): Promise<void> {
    const [url, secret] = [settings[message.kind].url.value, gatewaySecret(message.kind)];
    if (url === undefined || secret === null) throw new ChannelFault('this hub has no gateway of this kind', true);
    const body = JSON.stringify(message);
    const answer = await post(url, body, signedHeaders(secret, message.id, body, this.clock.now()), signal);
    if (answer.status < 200 || answer.status >= 300) throw faultOf({ status: answer.status, headers: Object.fromEntries(answer.headers), fault: null }, TOO_MUCH);
  }
}

/** A redirect is no success, and a request that breaks off may be made again. */
async function post(url: string, body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  try {
    return await withPatience(PATIENCE, signal, async (enough) => {
      const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, redirect: 'manual', signal: enough });
      await answer.body?.cancel();
      return answer;
    });
  } catch (cause) {
    throw new ChannelFault('the gateway did not answer', false, null, { cause });
  }
}
