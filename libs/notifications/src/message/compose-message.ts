import { publicOrigin } from '#realtime';
import type { Address, Item, Outgoing } from '../channel/channel.js';
import { hasWords, say } from '../words/say.js';
import { render } from './render.js';
import type { Pending, Sendable } from './judge-messages.js';

/** Notices that a digest names; of those beyond, only how many they are is said. */
const NAMED = 20;

/** Where the inbox shows a notice; null where the hub does not know under which address people reach it. */
export function linkTo(noticeId: string): string | null {
  const origin = publicOrigin();
  return origin === null ? null : `${origin}/inbox/${noticeId}`;
}

/** A message in words: of one notice, or of all that are gathered with the first of them. */
export function composeMessage(messageId: string, sent: readonly [Sendable<Pending>, ...Sendable<Pending>[]], address: Address): Outgoing {
  const [first] = sent;
  const { notice, reader, message } = first;
  const words = render(notice, reader);
  const url = linkTo(notice.id);
  const gathered = sent.length > 1;
  return {
    messageId, personId: message.personId, address, language: words.language, direction: words.direction, zone: reader.zone,
    notice: notice.name, category: notice.category, about: notice.about, critical: notice.critical, appointment: gathered ? null : notice.appointment,
    title: gathered ? digestTitle(sent) : words.title, text: gathered ? '' : words.text,
    action: url === null ? null : { label: (gathered ? null : words.action) ?? say(reader.language, 'common.open'), url },
    items: gathered ? sent.slice(0, NAMED).map(itemOf) : [], count: sent.length,
  };
}

/** Of one kind of notice its own words for many, else how many they are. */
function digestTitle(sent: readonly [Sendable<Pending>, ...Sendable<Pending>[]]): string {
  const [{ notice, reader }] = sent;
  const facts = { ...notice.facts, count: sent.length };
  const alike = sent.every((one) => one.notice.name === notice.name && one.notice.digestKey === notice.digestKey);
  const key = alike && hasWords(`${notice.name}.digest`) ? `${notice.name}.digest` : 'common.digest';
  return say(reader.language, key, facts, reader.zone);
}

function itemOf({ notice, reader }: Sendable<Pending>): Item {
  const { title, text } = render(notice, reader);
  return { title, text, url: linkTo(notice.id) ?? '' };
}
