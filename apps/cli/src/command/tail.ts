import { stream as contract } from '#contracts';
import { StartFault } from '#db';
import { DomainError } from '#kernel';
import type { AddCommand } from '../command.js';
import { say, settle, tell } from '../settle.js';
import { followStream } from '../tail/follow-stream.js';
import { visit, type VisitOptions } from '../visit.js';

interface Options extends VisitOptions {
  readonly feed?: boolean;
  readonly from?: string;
  readonly json?: boolean;
}

export const addTail: AddCommand = (program) => {
  program.command('tail').argument('[stream]', 'a stream, as meeting:<id>').description('prints the events of a stream as they come, one a line, over cuts and restarts')
    .option('--feed', 'all streams that the key may read').option('--from <place>', 'earliest, or a position to go on after; without it: from now on')
    .option('--url <address>', 'the hub (HUB_URL)').option('--key <key>', 'an API key or a session token (HUB_KEY)').option('--email <address>').option('--password <password>')
    .option('--json', 'prints the whole envelope')
    .action(async (stream: string | undefined, options: Options) => {
      settle();
      const which = streamOf(stream, options.feed === true);
      const end = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.abort());
      // Whoever read along (`| head`) has gone.
      process.stdout.on('error', () => end.abort());
      const print = options.json === true ? JSON.stringify : inOneLine;
      const output = { event: (envelope: contract.Envelope) => say(print(envelope)), note: (text: string) => tell(`# ${text}`) };
      try {
        await followStream({ door: await visit(options), stream: which, from: options.from ?? null, signal: end.signal }, output);
      } catch (fault) {
        if (end.signal.aborted) return;
        throw fault instanceof DomainError ? new StartFault(fault.message, { cause: fault }) : fault;
      }
    });
};

function streamOf(stream: string | undefined, feed: boolean): string | null {
  if (feed === (stream !== undefined)) throw new StartFault('Name one stream, as meeting:<id>, or --feed for all of them.');
  if (stream !== undefined && !contract.streamName.safeParse(stream).success) throw new StartFault(`${stream} is no name of a stream: it has the form <kind>:<id>.`);
  return stream ?? null;
}

function inOneLine({ time, stream, position, type, actor, data }: contract.Envelope): string {
  return `${time} ${stream} ${position} ${type} by ${actor} ${JSON.stringify(data)}`;
}
