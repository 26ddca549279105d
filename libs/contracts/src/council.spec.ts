import { z } from 'zod';
import { catalogue, errorRow } from './index.js';

const ours = catalogue.all().filter((contract) => contract.name.startsWith('council.'));

describe('the contracts of a council', () => {
  it.each(ours.filter((c) => c.kind === 'event').map((c) => [c.name, c] as const))('gives %s an example that its own schema accepts', (_, event) => {
    expect(event.data.safeParse(event.example).error).toBeUndefined();
  });

  it.each(ours.filter((c) => c.kind === 'command' || c.kind === 'query').map((c) => [c.name, c] as const))('%s can be written down as JSON Schema, and each refusal stands in the table', (_, contract) => {
    const input = contract.kind === 'command' ? contract.input : contract.params;
    expect(z.toJSONSchema(input, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
    expect(z.toJSONSchema(contract.output, { io: 'output' })).toBeDefined();
    expect(contract.errors.filter((code) => errorRow(code) === undefined)).toEqual([]);
  });
});
