import type { NextSlot, NextSlotRefusal } from '../availability/next-slots.service.js';
import type { ProjectWithResources } from '../projects/projects.service.js';
import type { Resource } from '../resources/resource.entity.js';

/** Something that was found, with its rows. */
export type SearchResult =
  | { readonly type: 'resource'; readonly id: string; readonly resource: Resource }
  | { readonly type: 'project'; readonly id: string; readonly found: ProjectWithResources };

/** What a result's next slot is, and of which project a booking of it is; or why nobody could say. */
export type SlotOfResult =
  | { readonly next: NextSlot | null; readonly projectId: string | null }
  | { readonly refused: NextSlotRefusal | 'seats' };

export interface FoundResults {
  readonly results: readonly SearchResult[];
  /** Of all pages; a large number is not counted to its end. */
  readonly total: number;
  /** The members that are shown; null where nobody chose. */
  readonly fields: readonly string[] | null;
  /** By the result's id; null where nobody asked. */
  readonly slots: ReadonlyMap<string, SlotOfResult> | null;
}
