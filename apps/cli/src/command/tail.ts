import { filter as filters, stream as contract } from '#contracts';
import { StartFault } from '#db';
import type { AddCommand } from '../command.js';
import { say, settle, tell } from '../settle.js';
import { followStream } from '../tail/follow-stream.js';
import { untilSignal } from '../until-signal.js';
import { toldPlainly, visit, type VisitOptions } from '../visit.js';

interface Options extends VisitOptions {
  readonly feed?: boolean;
  readonly from?: string;
  readonly types?: string;
  readonly filter?: string;
  readonly count?: string;
  readonly json?: boolean;
}

export const addTail: AddCommand = (program) => {
  program.command('tail').argument('[stream]', 'a stream, as meeting:<id>').description('prints the events of a stream as they come, one a line, over cuts and restarts')
    .option('--feed', 'all streams that the key may read').option('--from <place>', 'earliest, or a position to go on after; without it: from now on')
    .option('--types <types>', 'only these types, with commas; council.poll.* is all that begin so').option('--filter <json>', 'only what this filter lets through, as of a subscription')
    .option('--url <address>', 'the hub (HUB_URL)').option('--key <key>', 'an API key or a session token (HUB_KEY)').option('--email <address>').option('--password <password>')
    .option('--count <number>', 'ends after so many events').option('--json', 'prints the whole envelope')
    .action(async (stream: string | undefined, options: Options) => {
      settle();
      if (options.from !== undefined && !contract.place.safeParse(options.from).success) throw new StartFault('--from takes earliest, or a position <epoch>.<offset> as the events have it.');
      const which = streamOf(stream, options.feed === true);
      const filter = filterOf(options);
      const { signal, end } = untilSignal();
      // Whoever read along (`| head`) has gone.
      process.stdout.on('error', end);
      const print = options.json === true ? JSON.stringify : inOneLine;
      let left = countFrom(options.count);
      const show = (envelope: contract.Envelope): void => {
        say(print(envelope));
        left -= 1;
        if (left === 0) end();
      };
      const output = { event: show, note: (text: string) => tell(`# ${text}`) };
      await toldPlainly(async () => followStream({ hub: await visit(options), stream: which, from: options.from ?? null, filter, signal }, output));
    });
};

function streamOf(stream: string | undefined, feed: boolean): string | null {
  if (feed === (stream !== undefined)) throw new StartFault('Name one stream, as meeting:<id>, or --feed for all of them.');
  if (stream !== undefined && !contract.streamName.safeParse(stream).success) throw new StartFault(`${stream} is no name of a stream: it has the form <kind>:<id>.`);
  return stream ?? null;
}

function countFrom(text = 'Infinity'): number {
  if (text !== 'Infinity' && !/^[1-9]\d{0,8}$/.test(text)) throw new StartFault('--count takes a whole number from 1 on.');
  return Number(text);
}

/** The filter that the options name; nothing, when everything is wanted. @throws StartFault that names the part that is wrong */
export function filterOf({ types, filter }: { readonly types?: string; readonly filter?: string }): filters.Filter | undefined {
  if (types === undefined && filter === undefined) return undefined;
  const given = filter === undefined ? {} : json(filter);
  const { data, error } = filters.filter.safeParse({ ...given, ...(types === undefined ? {} : { types: types.split(',').map((type) => type.trim()) }) });
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new StartFault(`The filter does not hold: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`);
}

function json(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch (cause) {
    throw new StartFault('--filter takes JSON, as {"types":["council.poll.*"]}.', { cause });
  }
}

function inOneLine({ time, stream, position, type, actor, data }: contract.Envelope): string {
  return `${time} ${stream} ${position} ${type} by ${actor} ${JSON.stringify(data)}`;
}
