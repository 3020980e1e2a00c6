import { Injectable, RequestMethod, type OnApplicationBootstrap } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { declarationOf, nameOf } from './declarations.js';

/** Stops the start of a server that has a route without declared callers: routes are closed by default (contract 0). */
@Injectable()
export class RouteClosure implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onApplicationBootstrap(): void {
    const open = this.routes().filter(({ handler }) => declarationOf(handler) === undefined);
    if (open.length > 0) {
      throw new Error(
        `Routes without @Endpoint, so nobody may call them: ${open.map(({ name }) => name).join(', ')}.`,
      );
    }
  }

  /** Every handler that Nest routes to. */
  routes(): {
    readonly name: string;
    readonly method: RequestMethod;
    readonly handler: (...args: never[]) => unknown;
  }[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      const prototype = Object.getPrototypeOf(instance as object) as Record<
        string,
        (...args: never[]) => unknown
      >;
      return this.scanner.getAllMethodNames(prototype).flatMap((key) => {
        const handler = prototype[key];
        if (handler === undefined || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
        const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod;
        return [{ name: nameOf(metatype as never, handler), method, handler }];
      });
    });
  }
}
