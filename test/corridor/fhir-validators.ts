import JSONSchemaValidator from '@asymmetrik/fhir-json-schema-validator';
import fhir from 'fhir';
import ts from 'typescript';

const bySchema = new JSONSchemaValidator();
const byProfile = new fhir.Fhir();

/** What two independent validators of R4 have against a resource: one reads the profiles and their codes, the other the published JSON schema. */
export function objectionsTo(resource: object): string[] {
  const { messages } = byProfile.validate(resource, { errorOnUnexpected: true });
  const profile = messages.filter(({ severity }) => severity === 'error' || severity === 'fatal').map(({ location, message }) => `profile: ${location ?? ''} ${message ?? ''}`);
  return [...profile, ...bySchema.validate(resource).map((one) => `schema: ${JSON.stringify(one)}`)];
}

/** What the types of FHIR R4 have against resources, as they came over the wire. */
export function typeErrorsIn(resources: readonly { readonly resourceType: string }[]): string[] {
  const file = 'wire.ts';
  const source = [`import type * as fhir from 'fhir/r4';`, ...resources.map((resource, n) => `export const r${n}: fhir.${resource.resourceType} = ${JSON.stringify(resource)};`)].join('\n');
  const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], lib: ['lib.es5.d.ts'], skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
