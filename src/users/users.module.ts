import { Module } from '@nestjs/common';
import { LastSeen } from './last-seen.js';
import { MeController } from './me.controller.js';
import { Provisioning } from './provisioning.js';
import { UserErasure } from './user-erasure.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** The merchants' users: provisioned on first proof, shown to themselves and to their merchant's server. */
@Module({
  controllers: [MeController, UsersController],
  providers: [UsersRepository, LastSeen, Provisioning, UserErasure, UsersService],
  exports: [UsersService, UserErasure],
})
export class UsersModule {}
