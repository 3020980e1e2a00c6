import type { Browser, Page } from 'playwright-core';
import type { MerchantPage } from './merchant-page.js';

/** The booking widget on a merchant's page, as a visitor meets it. */
export interface BookingWidget {
  readonly page: Page;
  /** Errors that the page threw and requests that were not allowed. */
  readonly complaints: readonly string[];
  /** Shown times of the slots, in the calendar's order. */
  slotTimes(): Promise<string[]>;
  /** Opens the form of the slot that begins at this shown time. */
  pick(time: string): Promise<void>;
  /** Sends the form that is open. */
  send(): Promise<void>;
  close(): Promise<void>;
}

export interface Visitor {
  /** IANA name of the browser's own zone. */
  readonly zone?: string;
}

/** Opens the merchant's page and starts the widget on it, as the merchant's script does. */
export async function openWidget(
  browser: Browser,
  merchant: MerchantPage,
  config: Readonly<Record<string, unknown>>,
  { zone = 'America/New_York' }: Visitor = {},
): Promise<BookingWidget> {
  const context = await browser.newContext({
    timezoneId: zone,
    locale: 'en-GB',
    viewport: { width: 1000, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/CORS policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(merchant.url);
  await page.evaluate(
    `window.widget = new TimekitBooking(); widget.init(${JSON.stringify(config)}); undefined`,
  );
  const slots = page.locator('.fc-timegrid-event');
  // The widget forgets the first of two loading screens where the second comes within half a second.
  const settled = () => page.waitForFunction(`document.querySelector('.bookingjs-loading') === null`);
  return {
    page,
    complaints,
    slotTimes: async () => {
      await slots.first().waitFor();
      await settled();
      return slots.locator('.fc-event-time').allTextContents();
    },
    pick: async (time) => {
      await settled();
      await slots
        .filter({ has: page.locator('.fc-event-time', { hasText: new RegExp(`^${time}`) }) })
        .click();
      await page.locator('.bookingjs-bookpage.show').waitFor();
    },
    send: () => page.locator('.bookingjs-form-button').click(),
    close: () => context.close(),
  };
}
