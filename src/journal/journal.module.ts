import { Module } from '@nestjs/common';
import { JournalAudit } from './journal-audit.service.js';
import { JournalRepository } from './journal.repository.js';
import { Journal } from './journal.service.js';

/** The journal of every change of a booking. */
@Module({ providers: [JournalRepository, Journal, JournalAudit], exports: [Journal, JournalAudit] })
export class JournalModule {}
