import { RequestMethod, Controller, Get, Module } from '@nestjs/common';
import {
  METHOD_METADATA,
  MODULE_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callerKinds } from '../../src/access/principal.js';
import { errorCatalogue } from '../../src/common/error-catalogue.js';
import { AppModule } from '../../src/app.module.js';
import { declarationOf } from '../../src/auth/declarations.js';
import { RouteClosure } from '../../src/auth/route-closure.js';
import { OpenApiController } from '../../src/openapi/openapi.controller.js';
import { OpenApiModule } from '../../src/openapi/openapi.module.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Handler = (...args: never[]) => unknown;

interface Parameter {
  readonly kind: RouteParamtypes;
  readonly name: string | undefined;
  readonly schema: unknown;
}

/** What a public route may be: pages and what they begin with, files about the API, and what an operator's probes ask. */
const publicPaths =
  /^\/(?:openapi\.json|docs|docs\/.*|health\/.*|metrics|sso\/.*|device\.js|overview\.js|overview\/.*|search\.js|search\/.*|v2\/projects\/hosted\/:slug)$/;

/**
 * What a server's key may do and a token minted from it may not, by path: making credentials and what shapes them, the merchant's
 * users, whether somebody of an address is a resource, and what is between the merchant and its users' devices.
 */
const notForMinted =
  /^\/v2\/(?:signed-searches|bookings\/:id\/action-links|token|token-templates|page-tokens|search-experiences|users|resources\/timezone|usage|access|device|identity|proj)(?:\/|$)/;

@Controller('v2/left-open')
class UndeclaredController {
  @Get()
  show() {
    return {};
  }
}

@Module({ controllers: [UndeclaredController] })
class UndeclaredModule {}

describe('the routes', () => {
  let server: TestServer;
  let routes: ReturnType<RouteClosure['routes']>;

  beforeAll(async () => {
    server = await startTestServer();
    routes = server.app.get(RouteClosure, { strict: false }).routes();
  });
  afterAll(() => server.close());

  const controllerOf = (handler: Handler): object => {
    const discovery = server.app.get(DiscoveryService, { strict: false });
    const found = discovery
      .getControllers()
      .find(({ metatype }) =>
        Object.values(Object.getOwnPropertyDescriptors(metatype!.prototype)).some(
          ({ value }) => value === handler,
        ),
      );
    if (found === undefined || found.metatype === null)
      throw new Error(`No controller has the handler ${handler.name}.`);
    return found.metatype;
  };

  function pathOf(handler: Handler): string {
    const parts = [
      Reflect.getMetadata(PATH_METADATA, controllerOf(handler)),
      Reflect.getMetadata(PATH_METADATA, handler),
    ] as string[];
    return `/${parts
      .map((part) => part.replace(/^\/|\/$/g, ''))
      .filter((part) => part !== '')
      .join('/')}`;
  }

  function parametersOf(handler: Handler): Parameter[] {
    const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controllerOf(handler), handler.name) ??
      {}) as Record<string, { data?: string; schema?: unknown }>;
    return Object.entries(metadata).map(([key, { data, schema }]) => ({
      kind: Number(key.split(':')[0]),
      name: data,
      schema,
    }));
  }

  it('declare who may call them, and only pages and probes are public', () => {
    expect(routes.length).toBeGreaterThan(10);
    for (const { name, handler } of routes) {
      const declaration = declarationOf(handler);
      if (declaration === undefined) throw new Error(`${name} declares nothing.`);
      if (declaration.callers === 'public') {
        expect([name, pathOf(handler)]).toEqual([name, expect.stringMatching(publicPaths)]);
      } else {
        expect(declaration.callers.length).toBeGreaterThan(0);
        expect(callerKinds).toEqual(expect.arrayContaining([...declaration.callers]));
      }
    }
  });

  it('are open to minted tokens wherever they are to the key that mints them, but for those named here', () => {
    const split = routes.map(({ name, handler }) => {
      const { callers } = declarationOf(handler)!;
      const [byKey, byToken] = ['app', 'minted'].map((kind) => callers.includes(kind as never));
      return { name, path: pathOf(handler), byKey, byToken };
    });
    expect(split.filter(({ byKey, byToken }) => byToken && !byKey)).toEqual([]);
    const closed = split.filter(({ byKey, byToken }) => byKey && !byToken);
    expect(closed.filter(({ path }) => !notForMinted.test(path))).toEqual([]);
    expect(split.filter(({ path, byToken }) => byToken && notForMinted.test(path))).toEqual([]);
    expect(closed.length).toBeGreaterThan(10);
  });

  it('read bodies, queries and path parameters through schemas', () => {
    const unread = routes.flatMap(({ name, handler }) =>
      parametersOf(handler)
        .filter(({ kind }) =>
          [RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM].includes(kind),
        )
        .filter(
          ({ schema, name: single }) =>
            single !== undefined || !(typeof schema === 'object' && schema !== null && '~standard' in schema),
        )
        .map(({ kind }) => `${name}: ${RouteParamtypes[kind]}`),
    );
    expect(unread).toEqual([]);
    const whole = [
      RouteParamtypes.RAW_BODY,
      RouteParamtypes.FILE,
      RouteParamtypes.FILES,
      RouteParamtypes.HOST,
      RouteParamtypes.SESSION,
    ];
    expect(
      routes.flatMap(({ handler }) => parametersOf(handler)).filter(({ kind }) => whole.includes(kind)),
    ).toEqual([]);
  });

  it('have a schema for every parameter in their path, and for the body where one is sent', () => {
    for (const { name, method, handler } of routes) {
      const kinds = parametersOf(handler).map(({ kind }) => kind);
      if (pathOf(handler).includes(':'))
        expect([name, kinds]).toEqual([name, expect.arrayContaining([RouteParamtypes.PARAM])]);
      const readsBody = kinds.includes(RouteParamtypes.BODY);
      if (method === RequestMethod.PUT) expect([name, readsBody]).toEqual([name, true]);
      if (method === RequestMethod.GET || method === RequestMethod.DELETE)
        expect([name, readsBody]).toEqual([name, false]);
    }
  });

  it('use the four methods that browsers are told of', () => {
    const methods = [RequestMethod.GET, RequestMethod.POST, RequestMethod.PUT, RequestMethod.DELETE];
    expect(routes.filter(({ method }) => !methods.includes(method)).map(({ name }) => name)).toEqual([]);
  });

  it('answer with what they declare: a schema for every body, errors that the catalogue has', () => {
    for (const { name, handler } of routes) {
      const { answers, errors = [], callers } = declarationOf(handler)!;
      expect(Object.keys(answers).length).toBeGreaterThan(0);
      for (const [status, { schema }] of Object.entries(answers)) {
        expect(Number(status)).toBeLessThan(400);
        const hasBody = callers !== 'public' && ![204, 303].includes(Number(status));
        if (hasBody) expect([name, status, schema !== undefined]).toEqual([name, status, true]);
      }
      expect(Object.keys(errorCatalogue)).toEqual(expect.arrayContaining([...errors]));
    }
  });

  it('are all that listens: no other path was registered beside them', () => {
    const printed = server.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const listening = [...printed.matchAll(/(?:├──|└──) (\S+) \(([A-Z, ]+)\)/g)].flatMap(([, , methods]) =>
      methods!.split(', '),
    );
    const declared = routes.flatMap(({ method }) =>
      method === RequestMethod.GET ? ['GET', 'HEAD'] : [RequestMethod[method]],
    );
    expect(listening.sort()).toEqual(declared.sort());
  });

  it('do not start where one declares nothing', async () => {
    const start = async () => {
      const app = await NestFactory.create(
        { module: UndeclaredModule, imports: [AppModule.with(server.configuration)] },
        new FastifyAdapter() as never,
        { logger: false, abortOnError: false },
      );
      try {
        await app.init();
      } finally {
        await app.close();
      }
    };
    await expect(start()).rejects.toThrow(/UndeclaredController\.show/);
  });

  it('read, list and change no key and no configuration of a tenant, and change no setting', async () => {
    const forbidden =
      /secret|public_key|private_key|jwks|current_key|previous_key|claim_map|user_id_claim|allowed_origins|allowed_redirects|require_exp|master/i;
    const paths = routes.map(({ handler }) => pathOf(handler));
    expect(paths.filter((path) => /tenant|setting|key|config|jwk|secret|admin/i.test(path))).toEqual([]);
    const { body } = await server.request('/openapi.json');
    expect(
      membersOf((body as { paths: object }).paths)
        .concat(membersOf((body as { components: { schemas: object } }).components.schemas))
        // Contract 4 calls a security token `secret`: it proves one user, and is no key.
        .filter((member) => forbidden.test(member) && member !== 'secret'),
    ).toEqual([]);
  });

  it('about the API itself are left out of its document, and nothing else is', () => {
    // The document leaves its own module out, and no other.
    expect(Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, OpenApiModule)).toEqual([OpenApiController]);
    for (const { handler } of routes) {
      const excluding = [
        ...Reflect.getMetadataKeys(handler),
        ...Reflect.getMetadataKeys(controllerOf(handler)),
      ];
      expect(excluding.filter((key) => /exclude/i.test(String(key)))).toEqual([]);
      expect(Reflect.hasMetadata(METHOD_METADATA, handler)).toBe(true);
    }
  });
});

/** Names of all members that JSON schemas within describe, however deep. */
function membersOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(membersOf);
  if (typeof value !== 'object' || value === null) return [];
  const { properties } = value as { properties?: Record<string, unknown> };
  const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  return [...own, ...Object.values(value).flatMap(membersOf)];
}
