import { Agent, request } from 'undici';

/** A worker of a durable consumer: pulls batches, settles each with one call, and looks whether anything is missing or doubled. */
const { url, key, consumerId, batch, events } = JSON.parse(process.argv[2] ?? '{}') as { url: string; key: string; consumerId: string; batch: number; events: number };

export interface Worked {
  readonly events: number;
  readonly seconds: number;
  readonly wrong: number;
}

const dispatcher = new Agent({ connections: 4 });

async function post(path: string, body: object): Promise<unknown> {
  const { statusCode, body: answer } = await request(`${url}/api/v1/consumers/${consumerId}/${path}`, {
    dispatcher, method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`${statusCode}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

async function work(): Promise<Worked> {
  const began = performance.now();
  let [seen, wrong] = [0, 0];
  while (seen < events) {
    const { messages } = (await post('next', { batch, wait: 5 })) as { messages: { ackToken: string; event: { data: { n: number } } }[] };
    if (messages.length === 0) break;
    messages.forEach(({ event: { data } }, at) => {
      if (data.n !== seen + at) wrong += 1;
    });
    seen += messages.length;
    await post('acks', { ack: messages.map(({ ackToken }) => ackToken) });
  }
  return { events: seen, seconds: (performance.now() - began) / 1_000, wrong };
}

process.send?.(await work());
process.disconnect?.();
