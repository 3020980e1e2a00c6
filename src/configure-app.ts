import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Configuration } from './config/configuration.js';
import { registerBodyParsers } from './http/body-parsers.js';
import { registerCors } from './http/cors.js';
import { registerResponseHeaders } from './http/response-headers.js';
import { serverOptions } from './http/server-options.js';
import { validationPipe } from './http/validation.js';

/** The application, ready to listen; the same for the server and for the tests. */
export async function makeApplication(
  configuration: Configuration,
  logger: Parameters<INestApplication['useLogger']>[0] = false,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions(configuration) as never);
  const fastify = adapter.getInstance();
  registerBodyParsers(fastify);
  registerResponseHeaders(fastify);
  registerCors(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(configuration), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.useGlobalPipes(validationPipe());
  app.enableShutdownHooks([]);
  return app;
}
