import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notices, notifications, type Notice, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, publicOrigin, theHub, type QueryHandler } from '#realtime';
import { languages } from '#words';
import { NotificationClock } from '../clock.js';
import { layOutMail, type Said } from '../mail/lay-out-mail.js';
import { sender } from '../mail/sender.js';
import { render, type Rendered } from '../message/render.js';
import { listenersOf } from '../recipient/listeners-of.js';
import { say } from '../words/say.js';

@Injectable()
@Answers(notifications.listTemplates, () => theHub)
export class ListTemplates implements QueryHandler<typeof notifications.listTemplates> {
  async execute(): Promise<Output<typeof notifications.listTemplates>> {
    const all = notices.all().map(({ name, summary, category, critical, channels, digestMinutes }) => ({ name, summary, category, critical, channels: [...channels], digestMinutes }));
    return { languages: [...languages], notices: all.sort((a, b) => a.name.localeCompare(b.name)) };
  }
}

@Injectable()
@Answers(notifications.previewTemplate, () => theHub)
export class PreviewTemplate implements QueryHandler<typeof notifications.previewTemplate> {
  constructor(private readonly clock: NotificationClock) {}

  /** As whoever asks would get it, but for the language. */
  async execute({ personId }: Principal, { notice: name, language }: Params<typeof notifications.previewTemplate>, db: EntityManager): Promise<Output<typeof notifications.previewTemplate>> {
    const notice = insistOnNotice(name);
    const zone = personId === null ? 'UTC' : ((await listenersOf(db, [personId], this.clock.now())).get(personId)?.zone ?? 'UTC');
    const { title, text, direction, action } = renderExample(notice, language, zone);
    return { language, direction, title, text, action: action ?? say(language, 'common.open'), mail: { ...layOutMail(exampleOf(notice, language, zone)) } };
  }
}

/** A notice as mail would say it, with the facts of its example. */
export function exampleOf(notice: Notice, language: string, zone: string): Said {
  const { title, text, action } = renderExample(notice, language, zone);
  const origin = publicOrigin();
  return {
    language, zone, category: notice.category, title, text, critical: notice.critical, items: [], count: 1, name: null, hub: sender().name, unsubscribeUrl: null,
    action: origin === null ? null : { label: action ?? say(language, 'common.open'), url: `${origin}/` },
  };
}

/** @throws DomainError invalid_input */
export function insistOnNotice(name: string): Notice {
  const notice = notices.get(name);
  if (notice === undefined) throw new DomainError('invalid_input', 'There is no notice of this name.', { issues: [{ pointer: '/notice', rule: 'the name of a notice' }] });
  return notice;
}

function renderExample({ name, category, facts, example }: Notice, language: string, zone: string): Rendered {
  return render({ name, category, facts: facts.parse(example) }, { language, zone });
}
