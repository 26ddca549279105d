import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const OPTIONS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A real Chromium; test/support/install-browser.mjs installs it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: OPTIONS });
}

/** A page that notes what a person or an administrator would not want to see. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Addresses outside the hub that were asked for. */
  readonly strangers: string[];
  /** Errors of the page, refusals by its content security policy among them. */
  readonly faults: string[];
}

export async function openPage(browser: Browser, origin: string, look: { locale?: string; dark?: boolean; width?: number } = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: look.locale ?? 'en', colorScheme: look.dark === true ? 'dark' : 'light', viewport: { width: look.width ?? 1280, height: 900 } });
  const page = await context.newPage();
  // The viewer of all events draws a long document: on a busy machine that takes a while.
  page.setDefaultTimeout(120_000);
  const strangers: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== origin) strangers.push(request.url());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return { page, context, strangers, faults };
}
