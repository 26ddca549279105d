import { members, type CorridorSection } from './sections.js';

export const section: CorridorSection = {
  about: 'the keys of packs', knows: `${members} stranger`,
  rows: { 'corridor.pack_key.list': `${members} stranger`, 'corridor.pack_key.replace': 'administrator' }, inputs: { 'corridor.pack_key.list': () => ({}), 'corridor.pack_key.replace': () => ({}) },
};
