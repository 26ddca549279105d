import { Injectable } from '@nestjs/common';
import { catalogue, documents, events, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';

@Injectable()
@Answers(events.readEventType, () => theHub)
export class ReadEventType implements QueryHandler<typeof events.readEventType> {
  async execute(_: Principal, { type }: Params<typeof events.readEventType>): Promise<Output<typeof events.readEventType>> {
    const contract = catalogue.get(type);
    if (contract?.kind !== 'event') throw new DomainError('not_found', `There is no event type ${type}: /api/v1/event-types lists all of them.`);
    const described = documents.describeEvent(contract);
    return { ...described, audience: [...described.audience], personal: [...described.personal] };
  }
}
