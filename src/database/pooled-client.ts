import { Client, type ClientConfig } from 'pg';

/**
 * A connection of the pool that may break at any moment. Between the pool and who takes it nobody listens for its errors for a
 * moment, and an error that nobody listens for ends the process. Who uses it next is told that it is broken.
 */
export class PooledClient extends Client {
  constructor(configuration?: ClientConfig) {
    super(configuration);
    this.on('error', () => undefined);
  }
}
