import { dirname, join, resolve } from 'node:path';
import type { Configuration } from '../../config/configuration.js';

/** Where the demo merchant's own login system keeps its private key. */
export function demoKeyFile({ database }: Pick<Configuration, 'database'>): string {
  const folder = database.dialect === 'sqlite' ? dirname(database.file) : resolve('data');
  return join(folder, 'demo', 'login-private-key.pem');
}
