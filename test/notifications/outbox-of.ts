import type { TestHub, Visitor } from '../support/hub.js';
import type { Someone } from '../support/people.js';

interface Listed { readonly id: string; readonly to: string; readonly subject: string }

/** The subjects of the mails that the hub wrote to somebody, oldest first. */
export async function mailsTo(administrator: Visitor, { email }: Someone): Promise<readonly string[]> {
  const { status, body } = await administrator.get<{ data: Listed[] }>('/outbox?limit=250');
  if (status !== 200) throw new Error(`the outbox was not shown: ${JSON.stringify(body)}`);
  return body.data.filter(({ to }) => to.includes(email)).map(({ subject }) => subject).reverse();
}

export interface Row { readonly id: string; readonly notice: string; readonly channel: string; readonly state: string; readonly reason: string | null; readonly due_at: Date | null; readonly digest_id: string | null }

/** The messages of somebody about a kind of notice, oldest first, as they stand. */
export function messagesOf(hub: TestHub, { personId }: Someone, notice: string, channel = 'mail'): Promise<readonly Row[]> {
  return hub.database.sql<Row>(
    `SELECT m.id, n.name AS notice, m.channel, m.state, m.reason, m.due_at, m.digest_id FROM notification_message m JOIN notification_notice n ON n.id = m.notice_id
     WHERE m.person_id = $1 AND n.name = $2 AND m.channel = $3 ORDER BY m.id`, [personId, notice, channel]);
}
