import PostalMime from 'postal-mime';
import type { TestHub, Visitor } from '../support/hub.js';
import type { Someone } from '../support/people.js';

interface Listed { readonly id: string; readonly to: string; readonly subject: string }

/** The mails that the hub wrote to somebody, oldest first. */
async function listedTo(administrator: Visitor, { email }: Someone): Promise<readonly Listed[]> {
  const { status, body } = await administrator.get<{ data: Listed[] }>('/outbox?limit=250');
  if (status !== 200) throw new Error(`the outbox was not shown: ${JSON.stringify(body)}`);
  return body.data.filter(({ to }) => to.includes(email)).reverse();
}

/** Their subjects. */
export async function mailsTo(administrator: Visitor, person: Someone): Promise<readonly string[]> {
  return (await listedTo(administrator, person)).map(({ subject }) => subject);
}

/** What stands in them. */
export async function textsTo(administrator: Visitor, person: Someone): Promise<readonly string[]> {
  const sources = await Promise.all((await listedTo(administrator, person)).map(async ({ id }) => (await administrator.get<{ source: string }>(`/outbox/${id}`)).body.source));
  return Promise.all(sources.map(async (source) => (await PostalMime.parse(source)).text ?? ''));
}

export interface Row { readonly id: string; readonly notice: string; readonly channel: string; readonly state: string; readonly reason: string | null; readonly due_at: Date | null; readonly attempts: number; readonly digest_id: string | null }

/** The messages of somebody about a kind of notice, oldest first, as they stand. */
export function messagesOf(hub: TestHub, { personId }: Someone, notice: string, channel = 'mail'): Promise<readonly Row[]> {
  return hub.database.sql<Row>(
    `SELECT m.id, n.name AS notice, m.channel, m.state, m.reason, m.due_at, m.attempts, m.digest_id FROM notification_message m JOIN notification_notice n ON n.id = m.notice_id
     WHERE m.person_id = $1 AND n.name = $2 AND m.channel = $3 ORDER BY m.id`, [personId, notice, channel]);
}
