import { stream, type Data } from '#contracts';
import type { Work } from '#log';

type Reason = Data<typeof stream.rightsChanged>['reason'];
/** Subjects that one event may name. */
const AT_ONCE = 500;

/** Tells every hub process to look at these people's and credentials' sockets again, once the change is committed. */
export function moveRights(work: Work, subjects: readonly string[], reason: Reason = 'standing_changed'): void {
  const each = [...new Set(subjects)];
  for (let at = 0; at < each.length; at += AT_ONCE) {
    work.record(stream.rightsChanged, 'rights', { subjects: each.slice(at, at + AT_ONCE), reason });
  }
}
