/**
 * The browser's side of device access. `GET /device.js` sends this module to pages, `countersign/device` is the same for bundlers;
 * docs/device-access.md is the guide.
 */
export { createDevice } from './device.js';
export type { AttachOptions, Device, DeviceOptions, IdentifyOptions } from './device.js';
export type { Attached, AttachedDevice, Identified } from './answers.js';
export { DeviceError } from './device-error.js';
export type { DeviceErrorCode } from './device-error.js';
export { collectSignals } from './signals.js';
export type { Signals } from './signals.js';
export type { TokenSource } from './tokens.js';
