import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { documents } from '#contracts';

const { breaches, eventTypes, releaseOf } = documents;
type Released = documents.Released;

const NAME = 'garden.rose.cut.v1';

/** The catalogue with one type, whose data have this schema. */
function catalogueOf(data: z.ZodType, over: Partial<documents.ReleasedType> = {}): Released {
  return { [NAME]: { dataClass: 'alliance', stream: 'garden', audience: ['public', 'members'], schema: z.toJSONSchema(data, { io: 'output' }) as documents.ReleasedType['schema'], ...over } };
}

const fields = {
  roseId: z.uuid(), height: z.int().max(300), colour: z.enum(['red', 'white']), note: z.string().optional(), at: z.iso.datetime().nullable(),
  thorns: z.array(z.object({ length: z.number(), sharp: z.boolean() })),
};
const { colour: _, ...colourless } = fields;
const { note: __, ...noteless } = fields;
const released = catalogueOf(z.object(fields));

describe('a catalogue that was released', () => {
  it('is kept by what the contracts declare now', () => {
    const promised = JSON.parse(readFileSync('libs/contracts/released/events.json', 'utf8')) as Released;
    expect(Object.keys(promised).length).toBeGreaterThan(30);
    expect(breaches(promised, releaseOf(eventTypes()))).toEqual([]);
  });

  it.each<[string, Released]>([
    ['nothing', catalogueOf(z.object(fields))],
    ['an optional field', catalogueOf(z.object({ ...fields, scent: z.string().optional() }))],
    ['an optional field within a list', catalogueOf(z.object({ ...fields, thorns: z.array(z.object({ length: z.number(), sharp: z.boolean(), bent: z.boolean().optional() })) }))],
    ['another type', { ...released, 'garden.rose.cut.v2': { dataClass: 'alliance', stream: 'garden', audience: [], schema: {} } }],
    ['readers', catalogueOf(z.object(fields), { audience: ['public', 'members', 'gardeners'] })],
    ['words that explain', catalogueOf(z.object({ ...fields, height: fields.height.describe('In centimetres.') }))],
    ['another order of the fields and of the values', catalogueOf(z.object({ ...noteless, colour: z.enum(['white', 'red']), note: fields.note }))],
  ])('may gain %s', (_name, present) => {
    expect(breaches(released, present)).toEqual([]);
  });

  it.each<[string, Released, string]>([
    ['a type is gone', {}, `${NAME} is gone: a released type stays, and a successor is a new type beside it.`],
    ['a field is gone', catalogueOf(z.object(colourless)), `${NAME}: the field colour is gone or was renamed; readers rely on it.`],
    ['an optional field is gone', catalogueOf(z.object(noteless)), `${NAME}: the field note is gone or was renamed; readers rely on it.`],
    ['a field became optional', catalogueOf(z.object({ ...fields, height: fields.height.optional() })), `${NAME}: the field height is optional now; readers rely on it.`],
    ['a field became required', catalogueOf(z.object({ ...fields, note: z.string() })), `${NAME}: the field note is required now, and events of before may lack it.`],
    ['a new field is required', catalogueOf(z.object({ ...fields, scent: z.string() })), `${NAME}: the field scent is new and must be optional, since events of before lack it.`],
    ['a field changed its type', catalogueOf(z.object({ ...fields, height: z.string() })), `${NAME}: the field height is of another type now ("integer" → "string"); readers expect the one before.`],
    ['an enumeration is wider', catalogueOf(z.object({ ...fields, colour: z.enum(['red', 'white', 'blue']) })), `${NAME}: the field colour may hold other values now ("red", "white" → "red", "white", "blue"); other values are a new version of the type.`],
    ['an enumeration is narrower', catalogueOf(z.object({ ...fields, colour: z.enum(['red']) })), `${NAME}: the field colour may hold other values now ("red", "white" → "red"); other values are a new version of the type.`],
    ['a bound moved', catalogueOf(z.object({ ...fields, height: z.int().max(900) })), `${NAME}: the field height has another rule now (maximum: 300 → 900).`],
    ['a format changed', catalogueOf(z.object({ ...fields, roseId: z.email() })), `${NAME}: the field roseId has another rule now (format: "uuid" → "email").`],
    ['null is no longer possible', catalogueOf(z.object({ ...fields, at: z.iso.datetime() })), `${NAME}: the field at is of another type now (none → "string"); readers expect the one before.`],
    ['a field within a list changed', catalogueOf(z.object({ ...fields, thorns: z.array(z.object({ length: z.number() })) })), `${NAME}: the field thorns[].sharp is gone or was renamed; readers rely on it.`],
    ['an alternative came', catalogueOf(z.object({ ...fields, at: z.union([z.iso.datetime(), z.null(), z.number()]) })), `${NAME}: the field at has other alternatives now (2 → 3).`],
    ['it stands elsewhere', catalogueOf(z.object(fields), { stream: 'shed' }), `${NAME} stands in streams of the kind shed now and no longer in those of the kind garden.`],
    ['its data class is another', catalogueOf(z.object(fields), { dataClass: 'public' }), `${NAME} is of the data class public now and was of alliance, by which it is decided what leaves the hub.`],
    ['fewer may see it', catalogueOf(z.object(fields), { audience: ['public'] }), `${NAME} is no longer seen by: members.`],
  ])('is broken when %s', (_name, present, sentence) => {
    expect(breaches(released, present)).toContain(sentence);
  });
});
