import { isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import type { JsonObject } from '../common/free-form.js';
import type { DeviceInfo } from './device-info.js';

/** Characters of a user agent that are read: what browsers send is shorter. */
const readAtMost = 500;
/** Characters that are kept of a name, a version or a model. */
const shownAtMost = 64;

/** Names under which clients send their user agent on, as a merchant's server must that calls for them. */
const saidNames = ['user_agent', 'userAgent', 'ua'] as const;

/**
 * What kind of device it is, by the user agent that the client says it has, else by that of the request. Texts are cut to
 * 64 characters, what cannot be told is null, and a device of no other type is a `desktop`. Never throws.
 */
export function readUserAgent(header: string | undefined, said: JsonObject): DeviceInfo {
  const text = userAgentOf(header, said);
  const { browser, os, device } = new UAParser(text).getResult();
  return {
    browser: { name: shown(browser.name), version: shown(browser.version) },
    os: { name: shown(os.name), version: shown(os.version) },
    device: {
      type: isbot(text) ? 'bot' : (shown(device.type) ?? 'desktop'),
      vendor: shown(device.vendor),
      model: shown(device.model),
    },
    said,
  };
}

function userAgentOf(header: string | undefined, said: JsonObject): string {
  const own = saidNames.map((name) => (Object.hasOwn(said, name) ? said[name] : undefined));
  const text = own.find((one) => typeof one === 'string' && one !== '') ?? header ?? '';
  // Node reads headers as Latin-1, where a NUL cannot stand; what a client says has been looked at.
  return (text as string).slice(0, readAtMost).toWellFormed();
}

const shown = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text.slice(0, shownAtMost).toWellFormed();
