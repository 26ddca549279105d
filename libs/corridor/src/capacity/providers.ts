import type { Provider } from '@nestjs/common';
import { EndRequest } from './end-request.js';
import { AcceptOffer, DeclineOffer, MakeOffer, WithdrawOffer } from './make-offer.js';
import './permissions.js';
import { ListRequests, ReadRequest } from './read-requests.js';
import { RequestCapacity, WithdrawRequest } from './request-capacity.js';
import { RequestTimers } from './request-timers.js';

export const capacityProviders: Provider[] = [RequestTimers, EndRequest, RequestCapacity, WithdrawRequest, MakeOffer, AcceptOffer, DeclineOffer, WithdrawOffer, ListRequests, ReadRequest];
