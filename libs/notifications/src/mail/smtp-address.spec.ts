import { readSmtpAddress } from './smtp-address.js';
import { readSender } from './sender.js';

describe('the address of a mail server', () => {
  it.each([
    ['smtp://mail.example.org', { host: 'mail.example.org', port: 587, user: null, password: null, tls: 'started' }],
    ['smtp://hub%40example.org:p%3Ass@mail.example.org:2525', { host: 'mail.example.org', port: 2525, user: 'hub@example.org', password: 'p:ss', tls: 'started' }],
    ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, user: null, password: null, tls: 'wrapped' }],
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, user: null, password: null, tls: 'none' }],
    ['smtp://[::1]:1025', { host: '::1', port: 1025, user: null, password: null, tls: 'none' }],
    ['smtp://mailpit:1025?tls=none', { host: 'mailpit', port: 1025, user: null, password: null, tls: 'none' }],
  ])('%s', (text, address) => {
    expect(readSmtpAddress(text)).toEqual(address);
  });

  it.each([
    ['mail.example.org', 'a URL as smtp://mail.example.org:587'], ['http://mail.example.org', 'it begins with smtp:// or smtps://'],
    ['smtp://mail.example.org/inbox', 'a host, and a port if it is not the usual one, with nothing behind them'], ['smtp://a:%zz@mail.example.org', 'a user name and a password in which what has a meaning in URLs is percent-encoded'], ['smtp://user@mail.example.org', 'a user name and a password, or neither'],
    ['smtps://mail.example.org?tls=none', 'behind ? nothing but tls=none, of smtp:// alone'], ['smtp://mail.example.org?secure=no', 'behind ? nothing but tls=none, of smtp:// alone'],
  ])('%s breaks the rule: %s', (text, rule) => {
    expect(readSmtpAddress(text)).toBe(rule);
  });
});

describe('who mail is from', () => {
  it.each([
    ['hub@example.org', { name: 'Corridor Hub', address: 'hub@example.org' }], ['走廊 <hub@example.org>', { name: '走廊', address: 'hub@example.org' }],
    ['hub', null], ['A <b', null], ['A\r\nBcc: x@y.org <hub@example.org>', null],
  ])('%j', (text, sender) => {
    expect(readSender(text)).toEqual(sender);
  });
});
