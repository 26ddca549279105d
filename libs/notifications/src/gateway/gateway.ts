import type { z } from 'zod';
import type { notifications } from '#contracts';

export type GatewayMessage = z.output<typeof notifications.gatewayMessage>;

/** What brings messages to phones and chats. */
export abstract class Gateway {
  /** Whether the hub is set up for this kind. */
  abstract isOn(kind: notifications.GatewayKind): boolean;

  /** Hands a message over; one of an id that it has had already is not sent on again. @throws ChannelFault */
  abstract send(message: GatewayMessage, signal: AbortSignal): Promise<void>;
}
