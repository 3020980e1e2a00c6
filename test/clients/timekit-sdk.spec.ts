import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import timekit from 'timekit-sdk';

/** Passwords of resources, and projects by location and service, are none of this server's. */
const elsewhere = [
  'resetResourcePassword',
  'getLocationProjects',
  'getServiceProjects',
  'getLocationServiceProjects',
];

test('every method of the client for bookings, resources, projects and availability is called by a test', () => {
  const methods = Object.keys(timekit)
    .filter((name) => /Booking|Resource|Project|Availab|^getApp$/.test(name))
    .filter((name) => !elsewhere.includes(name));
  expect(methods).toHaveLength(34);
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => /^timekit-sdk-.*\.spec\.ts$/.test(name))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  expect(methods.filter((name) => !new RegExp(`\\.${name}\\(`).test(tests))).toEqual([]);
});
