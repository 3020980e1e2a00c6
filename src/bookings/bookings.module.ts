import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { Turns } from '../common/turns.js';
import { JournalModule } from '../journal/journal.module.js';
import { OccupancyModule } from '../occupancy/occupancy.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ResourcesModule } from '../resources/resources.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { UserErasure } from '../users/user-erasure.js';
import { UsersModule } from '../users/users.module.js';
import { ActionRules } from './actions/action-rules.service.js';
import { BookingActionsController } from './actions/booking-actions.controller.js';
import { BookingActions } from './actions/booking-actions.service.js';
import { BookingAnswers } from './shown/booking-answers.service.js';
import { BookingChanges } from './meta/booking-changes.service.js';
import { BookingCreationController } from './creation/booking-creation.controller.js';
import { BookingCreation } from './creation/booking-creation.service.js';
import { BookingInsertion } from './creation/booking-insertion.service.js';
import { BookingListAnswers } from './lists/booking-list-answers.service.js';
import { BookingPreparation } from './creation/booking-preparation.service.js';
import { BookingPresenter } from './shown/booking-presenter.js';
import { BookingRecords } from './booking-records.service.js';
import { BookingWrites } from './booking-writes.service.js';
import { BookingsController } from './bookings.controller.js';
import { BookingsRepository } from './bookings.repository.js';
import { BookingsService } from './bookings.service.js';
import { DueBookings } from './due/due-bookings.service.js';
import { DueScheduler } from './due/due-scheduler.service.js';
import { CalendarController } from './calendar/calendar.controller.js';
import { Calendars } from './calendar/calendars.service.js';
import { CustomerLinks } from './shown/customer-links.js';
import { BulkBookingsController } from './bulk/bulk-bookings.controller.js';
import { BulkBookings } from './bulk/bulk-bookings.service.js';
import { BulkRuns } from './bulk/bulk-runs.service.js';
import { EventsController } from './events/events.controller.js';
import { Events } from './events/events.service.js';
import { GroupSeats } from './events/group-seats.service.js';
import { Holds } from './reservations/holds.service.js';
import { LinkTouchReadings } from './shown/link-touch-readings.js';
import { MyBookingsController } from './lists/my-bookings.controller.js';
import { OfferedLinks } from './shown/offered-links.service.js';
import { Rescheduling } from './reschedule/reschedule.service.js';
import { ReservationsController } from './reservations/reservations.controller.js';
import { SeatedCustomers } from './events/seated-customers.service.js';
import { SeatsRepository } from './events/seats.repository.js';
import { SlotKeeper } from './creation/slot-keeper.service.js';
import { StateWriter } from './actions/state-writer.service.js';
import { StepNotes } from './actions/step-notes.js';
import { TransitionCounts } from './actions/transition-counts.js';

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
