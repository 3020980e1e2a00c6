import { randomBytes } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Module, Post, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Caller, Endpoint, type EndpointDeclaration } from '../../src/access/endpoint.js';
import type { Principal } from '../../src/access/principal.js';
import { AppModule } from '../../src/app.module.js';
import { readConfiguration } from '../../src/config/configuration.js';
import { registerBodyParsers } from '../../src/http/body-parsers.js';
import { registerResponseHeaders } from '../../src/http/response-headers.js';
import { serverOptions } from '../../src/http/server-options.js';
import { validationPipe } from '../../src/http/validation.js';
import { registerWatcher } from '../../src/http/request-watcher.js';
import type { LogSink } from '../../src/observability/log-sink.js';
import { makeObservation } from '../../src/observability/observation.js';
import { makeMigratedDatabase } from './test-database.js';
import { migrateTestDatabase, served, type TestServer } from './test-server.js';

const anything = z.unknown();
const route = (more: Partial<EndpointDeclaration> = {}): EndpointDeclaration => ({
  callers: ['app', 'device'],
  summary: 'Who calls',
  answers: { 200: { description: 'The caller.', schema: anything } },
  ...more,
});

const shown = (caller: Principal) => ({
  kind: caller.kind,
  tenant: caller.tenant.slug,
  credential: caller.credential,
  ...(caller.kind === 'device' && { user: caller.signedUser, expires: caller.expiresAtSeconds }),
});

let answered = 0;

/** Routes that answer who calls, so that the door can be tried without what is behind it. */
@Controller('v2/probe')
class ProbeController {
  @Get()
  @Endpoint(route())
  look(@Caller() caller: Principal) {
    return shown(caller);
  }

  @Get('stream')
  @Endpoint(route({ takesAuthQuery: true }))
  stream(@Caller() caller: Principal) {
    return shown(caller);
  }

  @Post()
  @HttpCode(200)
  @Endpoint(route())
  act(@Caller() caller: Principal, @Body({ schema: anything }) _body: unknown) {
    answered += 1;
    return { ...shown(caller), answered };
  }
}

@Module({})
class ProbeModule {}

/** The whole server, and `/v2/probe` beside what it has. */
export async function startProbeServer(
  environment: Record<string, string> = {},
  logSink?: () => LogSink,
): Promise<TestServer> {
  const testDatabase = await makeMigratedDatabase(migrateTestDatabase);
  const configuration = readConfiguration({
    PORT: '0',
    DATABASE_URL: testDatabase.url,
    COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '0',
    COUNTERSIGN_LOG_LEVEL: 'silent',
    PUBLIC_URL: 'https://countersign.example',
    ...environment,
  });
  const observation = makeObservation(configuration, logSink);
  const adapter = new FastifyAdapter(serverOptions(configuration, observation.traffic) as never);
  const fastify: FastifyInstance = adapter.getInstance();
  registerWatcher(fastify, observation.traffic);
  registerBodyParsers(fastify);
  registerResponseHeaders(fastify);
  const root: DynamicModule = {
    module: ProbeModule,
    imports: [AppModule.with(configuration, observation)],
    controllers: [ProbeController],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  return served(app, { testDatabase, configuration }, () => testDatabase.remove());
}
