import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, DiscoveryService, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { headers, information, parameters, securitySchemes } from './common-parts.js';
import { completeOperations } from './complete-operations.js';
import { declarationsOf, operationIdOf } from './operations.js';
import { problemSchema } from './problem-answers.js';
import { convertSchema } from './standard-schemas.js';

interface Served {
  readonly bytes: Buffer;
  readonly etag: string;
}

/** The OpenAPI 3.1 document, made of the routes' own declarations and schemas at the first request for it. */
@Injectable()
export class OpenApiDocument {
  private served: Promise<Served> | null = null;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly adapters: HttpAdapterHost,
    private readonly discovery: DiscoveryService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** The document's bytes; the same as long as the process runs. */
  current(): Promise<Served> {
    return (this.served ??= this.serve().catch((error: Error) => {
      // Whatever kept modules from being loaded may be over at the next request.
      this.served = null;
      throw error;
    }));
  }

  private async serve(): Promise<Served> {
    const bytes = Buffer.from(JSON.stringify(await this.make()));
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    return { bytes, etag };
  }

  private async make(): Promise<OpenAPIObject> {
    // Loaded only here: hundreds of modules, which most servers are never asked for.
    const { SwaggerModule } = await import('@nestjs/swagger');
    const document = SwaggerModule.createDocument(
      this.application() as never,
      base(this.configuration.publicUrl),
      {
        operationIdFactory: operationIdOf,
        standardSchemaConverter: convertSchema,
        autoTagControllers: false,
      },
    );
    const controllers = this.discovery.getControllers().map(({ instance }) => instance as object);
    return completeOperations(document, declarationsOf(controllers));
  }

  /** What the generator reads of an application: all modules but the one that serves the reference, which is no part of the API. There is neither a global prefix nor versioning here. */
  private application(): object {
    const modules = [...this.modules].filter(([, { providers }]) => !providers.has(OpenApiDocument));
    return {
      container: { getModules: () => new Map(modules) },
      config: new ApplicationConfig(),
      getHttpAdapter: () => this.adapters.httpAdapter,
    };
  }
}

const base = (publicUrl: string): Omit<OpenAPIObject, 'paths'> =>
  ({
    openapi: '3.1.0',
    info: information,
    servers: [{ url: publicUrl }],
    components: { schemas: { Problem: problemSchema }, securitySchemes, headers, parameters },
  }) as never;
