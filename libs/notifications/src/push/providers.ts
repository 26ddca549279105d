import type { Provider } from '@nestjs/common';
import './permissions.js';
import { PushChannel } from './push-channel.js';
import { ListPush, ReadPushKey } from './read-push.js';
import { SubscribePush, UnsubscribePush } from './subscribe-push.js';
import { VapidKeys } from './vapid-keys.js';

export const pushProviders: Provider[] = [VapidKeys, PushChannel, ReadPushKey, ListPush, SubscribePush, UnsubscribePush];
