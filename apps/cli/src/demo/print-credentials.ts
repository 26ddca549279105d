import type { Credentials } from './keep-credentials.js';

/** Tells how to sign in to a demo, one line a role. */
export function printCredentials(url: string, { people }: Credentials, file: string, say: (line: string) => void): void {
  const width = Math.max(...people.map(({ email }) => email.length));
  say('');
  say(`This is a demo: people and data are made up. It is ready on ${url}`);
  say('');
  for (const { role, email, password, key } of people) {
    say(`  ${role.padEnd(14)} ${email.padEnd(width)}  ${password}`);
    if (key !== undefined) say(`  ${''.padEnd(14)} Authorization: Bearer ${key}`);
  }
  say('');
  say(`These passwords are of this demo alone, and kept in ${file}. To begin anew, stop the demo and delete its data folder.`);
  say('');
}
