import { Module } from '@nestjs/common';
import { AppController } from './app.controller.js';

/** What a credential says of its tenant. */
@Module({ controllers: [AppController] })
export class AppInfoModule {}
