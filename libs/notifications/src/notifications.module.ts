import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Sealer } from '#db';
import { OutboundModule } from '#outbound';
import { NotificationClock } from './clock.js';
import { escalationProviders } from './escalation/providers.js';
import { gatewayProviders } from './gateway/providers.js';
import { inboxProviders } from './inbox/providers.js';
import { mailProviders } from './mail/providers.js';
import { messageProviders } from './message/providers.js';
import { outboxProviders } from './outbox/providers.js';
import { planProviders } from './plan/providers.js';
import { preferenceProviders } from './preference/providers.js';
import { pushProviders } from './push/providers.js';
import { suppressionProviders } from './suppression/providers.js';
import { templateProviders } from './template/providers.js';
import { unsubscribeProviders } from './unsubscribe/providers.js';

/** People are told: what, on which channel, when, and what became of it. */
@Module({ imports: [DiscoveryModule, OutboundModule], providers: [NotificationClock, Sealer, ...inboxProviders, ...planProviders, ...messageProviders, ...mailProviders, ...outboxProviders, ...preferenceProviders, ...suppressionProviders, ...templateProviders, ...unsubscribeProviders, ...pushProviders, ...gatewayProviders, ...escalationProviders] })
export class NotificationsModule {}
