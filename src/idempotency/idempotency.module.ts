import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { UserErasure } from '../users/user-erasure.js';
import { UsersModule } from '../users/users.module.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';

/** Repeated requests with one Idempotency-Key run once, on every route that changes something. */
@Module({
  imports: [UsersModule],
  providers: [
    IdempotencyRepository,
    IdempotencyService,
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
})
export class IdempotencyModule implements OnModuleInit {
  constructor(
    @Inject(UserErasure) private readonly erasure: UserErasure,
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
  ) {}

  onModuleInit(): void {
    this.erasure.register('idempotency', (transaction, { tenantId, id }) =>
      this.idempotency.forgetUser(transaction, tenantId, id),
    );
  }
}
