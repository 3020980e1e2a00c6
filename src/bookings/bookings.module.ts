import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { ResourcesModule } from '../resources/resources.module.js';
import { UserErasure } from '../users/user-erasure.js';
import { UsersModule } from '../users/users.module.js';
import { BookingPresenter } from './booking-presenter.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { MyBookingsController } from './my-bookings.controller.js';
import { TransitionCounts } from './transition-counts.js';

/** Bookings: created, listed, shown and taken through their graph. */
@Module({
  imports: [ResourcesModule, UsersModule],
  controllers: [BookingsController, MyBookingsController],
  providers: [BookingsRepository, BookingsService, BookingPresenter, TransitionCounts],
  exports: [BookingsService, TransitionCounts],
})
export class BookingsModule implements OnModuleInit {
  constructor(
    @Inject(UserErasure) private readonly erasure: UserErasure,
    @Inject(BookingsRepository) private readonly bookings: BookingsRepository,
  ) {}

  onModuleInit(): void {
    this.erasure.register('bookings', (transaction, { tenantId, id }) =>
      this.bookings.anonymise(transaction, tenantId, id),
    );
  }
}
