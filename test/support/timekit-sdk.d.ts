/** Timekit's own client has no types: what the tests call, as its sources have it. */
declare module 'timekit-sdk' {
  export interface TimekitAnswer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** What stands under `data`, or the whole body where nothing does. */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly data: any;
    /** What stands beside `data`. */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    readonly metaData?: any;
  }

  type Inputs = Record<string, unknown>;
  type Call = (inputs?: Inputs) => Promise<TimekitAnswer>;

  export interface TimekitSdk {
    newInstance(): TimekitSdk;
    configure(config: Inputs): Inputs;
    carry(payload: { readonly params?: Inputs; readonly data?: Inputs }): TimekitSdk;
    include(...names: string[]): TimekitSdk;
    headers(headers: Record<string, string>): TimekitSdk;
    asApp(slug: string): TimekitSdk;
    makeRequest(request: {
      readonly url: string;
      readonly method: string;
      readonly data?: unknown;
      readonly params?: Inputs;
    }): Promise<TimekitAnswer>;
    getApp: Call;
    getResources: Call;
    getResource: Call;
    createResource: Call;
    updateResource: Call;
    deleteResource: Call;
    getResourceTimezone: Call;
    getProjects: Call;
    getProject: Call;
    getHostedProject: Call;
    getEmbedProject: Call;
    createProject: Call;
    updateProject: Call;
    deleteProject: Call;
    getProjectResources: Call;
    addProjectResource: Call;
    setProjectResources: Call;
    removeProjectResource: Call;
    fetchAvailability: Call;
    fetchAvailabilityDates: Call;
    fetchAvailabilityCounts: Call;
    fetchUnAvailableSlots: Call;
    getBookings: Call;
    getBooking: Call;
    createBooking: Call;
    updateBooking: Call;
    deleteBooking: Call;
    createBookingsBulk: Call;
    updateBookingsBulk: Call;
    getGroupBookings: Call;
    getGroupBooking: Call;
    rescheduleBooking: Call;
    reserveBooking: Call;
    extendReservedBooking: Call;
  }

  const timekit: TimekitSdk;
  // eslint-disable-next-line import-x/no-default-export -- as Node shows a CommonJS module
  export default timekit;
}
