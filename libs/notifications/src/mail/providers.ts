import type { Provider } from '@nestjs/common';
import './permissions.js';
import { CarryLetters } from './carry-letters.js';
import { MailChannel } from './mail-channel.js';
import { MailTransport } from './mail-transport.js';
import { ReadMail } from './read-mail.js';
import { SendTestMail, TestMail } from './test-mail.js';

export const mailProviders: Provider[] = [CarryLetters, MailTransport, MailChannel, ReadMail, TestMail, SendTestMail];
