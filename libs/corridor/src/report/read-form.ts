import { Injectable } from '@nestjs/common';
import { corridor, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { shownColumns } from './counts.js';

@Injectable()
@Answers(corridor.readForm, () => theHub)
export class ReadForm implements QueryHandler<typeof corridor.readForm> {
  async execute(_: Principal, { form }: Params<typeof corridor.readForm>): Promise<Output<typeof corridor.readForm>> {
    const other = form === 'mds50' ? 'mds46' : 'mds50';
    const lines = corridor.linesOf[form].map((line) => {
      const { item, code, label, section, restricted } = line;
      return { item, code, label, section, restricted, columns: [...shownColumns(form, line)], elsewhere: corridor.sameLine(line, other)?.item ?? null };
    });
    return { form, lines };
  }
}
