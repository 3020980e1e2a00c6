import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Turns } from '../common/turns.js';
import { JournalModule } from '../journal/journal.module.js';
import { OccupancyModule } from '../occupancy/occupancy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { UserErasure } from '../users/user-erasure.js';
import { UsersModule } from '../users/users.module.js';
import { ActionRules } from './action-rules.service.js';
import { BookingActionsController } from './booking-actions.controller.js';
import { BookingActions } from './booking-actions.service.js';
import { BookingAnswers } from './booking-answers.service.js';
import { BookingChanges } from './booking-changes.service.js';
import { BookingCreationController } from './booking-creation.controller.js';
import { BookingCreation } from './booking-creation.service.js';
import { BookingInsertion } from './booking-insertion.service.js';
import { BookingListAnswers } from './booking-list-answers.service.js';
import { BookingPreparation } from './booking-preparation.service.js';
import { BookingPresenter } from './booking-presenter.js';
import { BookingRecords } from './booking-records.service.js';
import { BookingWrites } from './booking-writes.service.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { DueBookings } from './due-bookings.service.js';
import { DueScheduler } from './due-scheduler.service.js';
import { CalendarController } from './calendar.controller.js';
import { Calendars } from './calendars.service.js';
import { CustomerLinks } from './customer-links.js';
import { BulkBookingsController } from './bulk-bookings.controller.js';
import { BulkBookings } from './bulk-bookings.service.js';
import { BulkRuns } from './bulk-runs.service.js';
import { EventsController } from './events.controller.js';
import { Events } from './events.service.js';
import { GroupSeats } from './group-seats.service.js';
import { Holds } from './holds.service.js';
import { LinkTouchReadings } from './link-touch-readings.js';
import { MyBookingsController } from './my-bookings.controller.js';
import { OfferedLinks } from './offered-links.service.js';
import { Rescheduling } from './reschedule.service.js';
import { ReservationsController } from './reservations.controller.js';
import { SeatedCustomers } from './seated-customers.service.js';
import { SeatsRepository } from './seats.repository.js';
import { SlotKeeper } from './slot-keeper.service.js';
import { StateWriter } from './state-writer.service.js';
import { StepNotes } from './step-notes.js';
import { TransitionCounts } from './transition-counts.js';

const making = [BookingCreation, BookingPreparation, BookingInsertion, GroupSeats, Holds, Rescheduling];
const holding = [SlotKeeper, Turns, StateWriter, SeatedCustomers, StepNotes, BookingWrites];
const acting = [ActionRules, BookingActions, BookingChanges];
const byItself = [DueBookings, DueScheduler];
const many = [BulkBookings, BulkRuns];
const showing = [
  BookingAnswers,
  BookingListAnswers,
  BookingPresenter,
  BookingRecords,
  OfferedLinks,
  Events,
  Calendars,
];
const ofLinks = [CustomerLinks, LinkTouchReadings];

/** Bookings: created, listed, shown and taken through their graph. */
@Module({
  imports: [ResourcesModule, ProjectsModule, OccupancyModule, JournalModule, UsersModule, UsageModule],
  controllers: [
    BookingCreationController,
    ReservationsController,
    BulkBookingsController,
    EventsController,
    CalendarController,
    BookingsController,
    BookingActionsController,
    MyBookingsController,
  ],
  providers: [
    BookingsRepository,
    SeatsRepository,
    BookingsService,
    ...making,
    ...holding,
    ...acting,
    ...byItself,
    ...many,
    ...showing,
    ...ofLinks,
    TransitionCounts,
  ],
  exports: [
    BookingsService,
    BookingCreation,
    ActionRules,
    BookingActions,
    BookingPresenter,
    BookingListAnswers,
    Calendars,
    DueBookings,
    TransitionCounts,
    ...ofLinks,
  ],
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
