import type { Provider } from '@nestjs/common';
import { ReadArrivals } from '../arrival/read-arrivals.js';
import { WatchArrivals } from '../arrival/watch-arrivals.js';
import { DropRoute } from './drop-route.js';
import './permissions.js';
import { PlanRoute } from './plan-route.js';
import { ReadRoute } from './read-route.js';

export const routeProviders: Provider[] = [PlanRoute, DropRoute, ReadRoute, ReadArrivals, WatchArrivals];
