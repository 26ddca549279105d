import type { Provider } from '@nestjs/common';
import { AssignStaff, RelieveStaff } from './assign-staff.js';
import './permissions.js';
import { CountStaff, ListStaff } from './read-staff.js';

export const staffProviders: Provider[] = [AssignStaff, RelieveStaff, ListStaff, CountStaff];
