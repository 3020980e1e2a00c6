import { Module } from '@nestjs/common';
import { JournalRepository } from './journal.repository.js';
import { Journal } from './journal.service.js';

/** The journal of every change of a booking. */
@Module({ providers: [JournalRepository, Journal], exports: [Journal] })
export class JournalModule {}
