/** The package has no types of its own. */
declare module '@asymmetrik/fhir-json-schema-validator' {
  export default class JSONSchemaValidator {
    /** What is wrong with a resource; empty when nothing is. */
    validate(resource: object): readonly unknown[];
  }
}
