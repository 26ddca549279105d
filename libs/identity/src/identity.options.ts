/** What the app tells this lib: where it runs. */
export abstract class IdentityOptions {
  /** The hub's data folder: the setup link and the pepper are kept there. */
  abstract readonly folder: string;
  /** The address under which people reach the hub; asked for when the first link is made, without a closing slash. */
  abstract readonly address: () => string;
}
