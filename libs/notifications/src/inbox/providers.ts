import type { Provider } from '@nestjs/common';
import './permissions.js';
import { AcknowledgeEntry } from './acknowledge-entry.js';
import { AnnounceWaiting } from './announce-waiting.js';
import { CountInbox } from './count-inbox.js';
import { ListInbox } from './list-inbox.js';
import { ArchiveEntries, ReadEntries, RestoreEntries, SeeEntries, UnreadEntries } from './mark-entries.js';
import { ReadInbox } from './read-inbox.js';
import { ShowNotice } from './show-notice.js';

export const inboxProviders: Provider[] = [ListInbox, CountInbox, ShowNotice, SeeEntries, ReadEntries, UnreadEntries, ArchiveEntries, RestoreEntries, ReadInbox, AcknowledgeEntry, AnnounceWaiting];
