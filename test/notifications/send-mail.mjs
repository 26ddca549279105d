// Sends one mail over each mail server that it is told of, and says what became of it. A process of its own, for whom a process trusts is settled when it starts.
import 'reflect-metadata';
import { readSettings } from '#config';
import { MailTransport } from '#notifications';

for (const url of process.argv.slice(2)) {
  readSettings({ SMTP_URL: url }, () => '');
  const transport = new MailTransport();
  transport.onModuleInit();
  const mail = { from: 'hub@example.org', to: 'member@example.org', subject: 'Council', text: 'A meeting is convened.' };
  const told = await transport.send(mail, 'one', new AbortController().signal).then(() => ({ reason: null }), ({ reason, permanent }) => ({ reason, permanent }));
  process.send(told);
  transport.onApplicationShutdown();
}
process.disconnect();
