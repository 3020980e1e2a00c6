import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { OBSERVATION, type Observation } from './observation.js';

/** How busy the way to the database is: SQLite's queue of writes, PostgreSQL's pool. */
@Injectable()
export class DatabaseMetrics {
  constructor(@Inject(OBSERVATION) { registry }: Observation, @Inject(Database) database: Database) {
    const registers = [registry];
    if (database.dialect === 'sqlite') {
      new Gauge({
        name: 'countersign_sqlite_pending_writes',
        help: 'Write transactions that are queued or running.',
        registers,
        collect() {
          this.set(database.pendingWrites);
        },
      });
      return;
    }
    new Gauge({
      name: 'countersign_pool_connections',
      help: 'Connections of the PostgreSQL pool by state, and requests that wait for one.',
      labelNames: ['state'],
      registers,
      collect() {
        const { open, idle, waiting } = database.pool ?? { open: 0, idle: 0, waiting: 0 };
        this.set({ state: 'busy' }, open - idle);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }
}
