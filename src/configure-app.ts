import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { Configuration } from './config/configuration.js';
import { registerBodyParsers } from './http/body-parsers.js';
import { registerBodyRoom } from './http/body-room.js';
import { registerCors } from './http/cors.js';
import { registerDraining } from './http/draining.js';
import { registerExpectations } from './http/expectations.js';
import { registerGathering } from './http/gathered-answers.js';
import { registerWatcher } from './http/request-watcher.js';
import { registerResponseHeaders } from './http/response-headers.js';
import { serverOptions, type Timeouts } from './http/server-options.js';
import { validationPipe } from './http/validation.js';
import type { LogSink } from './observability/log-sink.js';
import { NestLog } from './observability/nest-log.js';
import { makeObservation } from './observability/observation.js';

export interface ApplicationOptions {
  /** Where log lines go; standard output by default. */
  readonly logSink?: () => LogSink;
  readonly timeouts?: Partial<Timeouts>;
  /** How long running requests may take to end at shutdown; 10 s by default (contract 7). */
  readonly graceMs?: number;
}

/** The application, ready to listen; the same for the server and for the tests. */
export async function makeApplication(
  configuration: Configuration,
  { logSink, timeouts, graceMs = 10_000 }: ApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const observation = makeObservation(configuration, logSink);
  const { traffic } = observation;
  const adapter = new FastifyAdapter(serverOptions(configuration, traffic, timeouts) as never);
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.server.maxConnections = configuration.maxConnections;
  registerWatcher(fastify, traffic);
  registerDraining(fastify, { graceMs, running: () => traffic.requestsRunning });
  registerExpectations(fastify);
  registerBodyRoom(fastify);
  registerBodyParsers(fastify);
  registerResponseHeaders(fastify);
  registerCors(fastify);
  registerGathering(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(configuration, observation),
    adapter,
    {
      logger: new NestLog(observation.log),
      bodyParser: false,
      abortOnError: false,
      // Connections are ended by registerDraining, after their requests.
      forceCloseConnections: false,
    },
  );
  app.useGlobalPipes(validationPipe());
  return app;
}
