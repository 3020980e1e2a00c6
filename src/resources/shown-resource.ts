import { z } from 'zod';
import type { Resource } from './resource.entity.js';

/** A resource as everyone sees it who sees one of its bookings; its own meta stays with the merchant. */
export const showResource = (resource: Resource) => ({
  id: resource.id,
  name: resource.name,
  timezone: resource.timezone,
  email: resource.email,
  first_name: resource.firstName,
  last_name: resource.lastName,
  description: resource.description,
  image: resource.image,
  tags: resource.tags,
});

const text = z.string().nullable();

export const shownResourceSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  timezone: z.string(),
  email: text,
  first_name: text,
  last_name: text,
  description: text,
  image: text,
  tags: z.array(z.string()),
});
