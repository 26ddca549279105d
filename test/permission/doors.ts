import type { Socket } from 'socket.io-client';
import { catalogue, type Query } from '#contracts';
import type { Answer, Reply, Visitor } from '../support/hub.js';

const statuses: Readonly<Record<string, number>> = { forbidden: 403, not_found: 404, unauthenticated: 401 };

/** What a policy answers; what a rule refuses afterwards is another matter: the door let it through. */
export function judge(status: number, code: unknown): string {
  if (status === 200) return 'may';
  return ['forbidden', 'not_found', 'unauthenticated', 'invalid_input', 'unknown_command', 'internal', 'unavailable', 'rate_limited'].includes(String(code)) ? `${status} ${String(code)}` : 'may';
}

export async function overHttp(visitor: Visitor, name: string, input: object): Promise<string> {
  const contract = catalogue.get(name);
  const answer: Answer = contract?.kind === 'query' ? await visitor.get(pathOf(contract, input)) : await visitor.send(name, input);
  return judge(answer.status, answer.body['code']);
}

export async function overSocket(socket: Socket, name: string, input: object): Promise<string> {
  const reply = (await socket.emitWithAck(name, input)) as Reply;
  return reply.ok ? 'may' : judge(statuses[reply.error.code] ?? 409, reply.error.code);
}

/** The path of a query with its fields filled in; those that the path does not name follow as search fields. */
function pathOf(query: Query, input: object): string {
  const fields = { ...input } as Record<string, unknown>;
  const path = query.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = String(fields[field]);
    delete fields[field];
    return value;
  });
  const search = new URLSearchParams(Object.entries(fields).map(([field, value]): [string, string] => [field, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
}
