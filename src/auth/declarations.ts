import type { Type } from '@nestjs/common';
import { ENDPOINT, type EndpointDeclaration } from '../access/endpoint.js';

type Handler = (...args: never[]) => unknown;

/** What a handler declares; undefined where it declares nothing, and such a route is closed. */
export function declarationOf(handler: Handler): EndpointDeclaration | undefined {
  return Reflect.getMetadata(ENDPOINT, handler) as EndpointDeclaration | undefined;
}

/** Name of a handler for messages to engineers. */
export const nameOf = (controller: Type, handler: Handler): string => `${controller.name}.${handler.name}`;
