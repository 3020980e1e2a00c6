import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TenantsModule } from '../tenants/tenants.module.js';
import { UserErasure } from '../users/user-erasure.js';
import { UsersModule } from '../users/users.module.js';
import { IdempotencyGuard } from './idempotency.guard.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencyService } from './idempotency.service.js';
import { KeptAnswerFilter } from './kept-answer.filter.js';

/** To be imported after authentication: its guard asks who the caller is. Repeated requests with one Idempotency-Key run once, on every route that changes something. */
@Module({
  imports: [UsersModule, TenantsModule],
  providers: [
    IdempotencyRepository,
    IdempotencyService,
    { provide: APP_GUARD, useClass: IdempotencyGuard },
    { provide: APP_FILTER, useClass: KeptAnswerFilter },
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
