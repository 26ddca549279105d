import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { seeMessages } from '../message/see-messages.js';
import { changeEntries } from './change-entries.js';

@Injectable()
@Handles(notifications.seeEntries, () => theHub)
export class SeeEntries implements CommandHandler<typeof notifications.seeEntries> {
  execute(actor: Principal, { entryIds }: Input<typeof notifications.seeEntries>, work: Work): Promise<Output<typeof notifications.seeEntries>> {
    return changeEntries(actor, work, 'seen', entryIds);
  }
}

/** Who has read a notice here has seen it: messages about it elsewhere count as seen. */
@Injectable()
@Handles(notifications.readEntries, () => theHub)
export class ReadEntries implements CommandHandler<typeof notifications.readEntries> {
  async execute(actor: Principal, { entryIds }: Input<typeof notifications.readEntries>, work: Work): Promise<Output<typeof notifications.readEntries>> {
    const changed = await changeEntries(actor, work, 'read', entryIds);
    if (changed.changed > 0) await seeMessages(actor, work, entryIds);
    return changed;
  }
}

@Injectable()
@Handles(notifications.unreadEntries, () => theHub)
export class UnreadEntries implements CommandHandler<typeof notifications.unreadEntries> {
  execute(actor: Principal, { entryIds }: Input<typeof notifications.unreadEntries>, work: Work): Promise<Output<typeof notifications.unreadEntries>> {
    return changeEntries(actor, work, 'unread', entryIds);
  }
}

@Injectable()
@Handles(notifications.archiveEntries, () => theHub)
export class ArchiveEntries implements CommandHandler<typeof notifications.archiveEntries> {
  execute(actor: Principal, { entryIds }: Input<typeof notifications.archiveEntries>, work: Work): Promise<Output<typeof notifications.archiveEntries>> {
    return changeEntries(actor, work, 'archived', entryIds);
  }
}

@Injectable()
@Handles(notifications.restoreEntries, () => theHub)
export class RestoreEntries implements CommandHandler<typeof notifications.restoreEntries> {
  execute(actor: Principal, { entryIds }: Input<typeof notifications.restoreEntries>, work: Work): Promise<Output<typeof notifications.restoreEntries>> {
    return changeEntries(actor, work, 'restored', entryIds);
  }
}
