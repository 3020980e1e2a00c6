import { Body, Controller, Inject, Module, Post, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { Caller, Endpoint } from '../../src/access/endpoint.js';
import type { Principal } from '../../src/access/principal.js';
import { AppModule } from '../../src/app.module.js';
import { newId } from '../../src/common/ids.js';
import { Problem } from '../../src/common/problem.js';
import type { WriteTransaction } from '../../src/database/access.js';
import { Database } from '../../src/database/database.js';
import { KeepAnswer, type AnswerKeeper } from '../../src/http/answer-keeper.js';
import { keptAnswer } from '../../src/http/kept-answer.js';
import { IdempotencyRepository } from '../../src/idempotency/idempotency.repository.js';
import { IdempotencyKey } from '../../src/idempotency/idempotency-key.entity.js';
import { systemActor } from '../../src/journal/journal-actor.js';
import { JournalModule } from '../../src/journal/journal.module.js';
import { Journal } from '../../src/journal/journal.service.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { keptAnswerRow } from '../support/kept-answer-rows.js';
import { send, startTestServer, type TestServer } from '../support/test-server.js';

type Place =
  { readonly transaction: WriteTransaction; readonly keeper: AnswerKeeper } | 'claimed' | 'after commit';
type Fault = (place: Place) => Promise<void>;
const nothing: Fault = async () => undefined;

/** What goes wrong in the handler of a request with a key. */
let fault = nothing;
const make = (wrong: Fault) => {
  fault = wrong;
};

/** Writes one row, of a booking that nobody else knows, and answers what only this run can answer. */
@Controller('v2/noted')
class NotingController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Journal) private readonly journal: Journal,
  ) {}

  @Post()
  @Endpoint({ callers: ['app'], summary: 'Note', answers: { 201: { description: 'Noted.' } } })
  create(
    @Caller() caller: Principal,
    @KeepAnswer() keeper: AnswerKeeper | null,
    @Body({ schema: z.object({ status: z.number().optional() }) }) _body: object,
  ) {
    return this.note(caller, keeper, 201);
  }

  @Put()
  @Endpoint({ callers: ['app'], summary: 'Note', answers: { 200: { description: 'Noted.' } } })
  change(@Caller() caller: Principal, @KeepAnswer() keeper: AnswerKeeper | null) {
    return this.note(caller, keeper, 200);
  }

  private async note(caller: Principal, keeper: AnswerKeeper | null, status: number) {
    await fault('claimed');
    const answer = await this.database.write(async (transaction) => {
      const bookingId = newId();
      const by = systemActor;
      const entry = { bookingId, action: 'note', from: null, to: 'noted', at: Date.now(), by };
      await this.journal.append(transaction, caller.tenant.id, [entry]);
      if (keeper !== null) await fault({ transaction, keeper });
      const body = { data: { id: bookingId, text: 'größer \u2028 "', left_out: undefined } };
      return keptAnswer(transaction, keeper, { status, body });
    });
    await fault('after commit');
    return answer;
  }
}

@Module({ controllers: [NotingController], imports: [JournalModule] })
class NotingModule {}

let server: TestServer;
let noting: NestFastifyApplication;
let address: string;
let tenant: BuiltTenant;

beforeAll(async () => {
  server = await startTestServer();
  tenant = await buildTenant(server);
  noting = await NestFactory.create<NestFastifyApplication>(
    { module: NotingModule, imports: [AppModule.with(server.configuration)] },
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  await noting.listen({ host: '127.0.0.1', port: 0 });
  address = `${await noting.getUrl()}/v2/noted`;
});
afterAll(async () => {
  await noting.close();
  await server.close();
});
afterEach(() => {
  make(nothing);
});

const note = (key: string | null, method = 'POST') =>
  send(address, {
    method,
    body: {},
    basic: tenant.secret,
    headers: key === null ? {} : { 'Idempotency-Key': key },
  });
const noted = () =>
  server.database.read(async ({ manager }) => {
    const [row] = await manager.query<{ n: number }[]>(
      `SELECT count(*) AS n FROM journal WHERE tenant_id = '${tenant.id}'`,
    );
    return Number(row!.n);
  });
const keyRow = (key: string) => keptAnswerRow(server, tenant, key);
describe('an answer that is kept with its change', () => {
  it.each(['POST', 'PUT'])('is the same bytes when sent first and when repeated (%s)', async (method) => {
    const key = newId();
    const before = await noted();
    const plain = await note(null, method);
    const first = await note(key, method);
    const second = await note(key, method);
    expect(plain.status).toBe(method === 'POST' ? 201 : 200);
    for (const answer of [first, second]) {
      expect(answer.status).toBe(plain.status);
      expect(answer.headers.get('content-type')).toBe(plain.headers.get('content-type'));
      expect(answer.text).toBe(plain.text.replace(plain.body.data.id, first.body.data.id));
    }
    expect(await keyRow(key)).toMatchObject({ status: plain.status, body: first.text });
    expect(await noted()).toBe(before + 2);
  });

  it('stands when the handler fails after the commit: the client is told what was done', async () => {
    const key = newId();
    const before = await noted();
    make(async (place) => {
      if (place === 'after commit') throw new Error('the presenter broke');
    });
    const first = await note(key);
    make(nothing);
    const second = await note(key);
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect(first.headers.get('retry-after')).toBeNull();
    expect(await noted()).toBe(before + 1);
  });

  it('stands when the process hears nothing of its commit, and the repetition finds it', async () => {
    const key = newId();
    const before = await noted();
    const database = noting.get(Database, { strict: false });
    const original = database.write.bind(database);
    // The commit happens and its confirmation is lost, as when the connection breaks in between.
    database.write = async (work) => {
      const result = await original((transaction) => work({ ...transaction, afterCommit: () => undefined }));
      if (((await keyRow(key))?.status ?? null) === null) return result;
      throw new Problem('database_unavailable', { retryAfterSeconds: 5 });
    };
    const first = await note(key);
    database.write = original;
    const second = await note(key);
    expect([first.status, second.status]).toEqual([503, 201]);
    expect((await keyRow(key))?.body).toBe(second.text);
    expect(await noted()).toBe(before + 1);
  });

  it('stands when the process dies between commit and answer', async () => {
    const key = newId();
    const before = await noted();
    // The handler never comes back: whoever repeats the request gets what the transaction kept.
    let hang: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      make(async (place) => {
        if (place !== 'after commit') return;
        resolve();
        await new Promise<void>((goOn) => (hang = goOn));
      });
    });
    const first = note(key);
    await reached;
    const second = await note(key);
    expect(second.status).toBe(201);
    expect(await noted()).toBe(before + 1);
    hang();
    expect((await first).text).toBe(second.text);
  });

  it('is not there when the transaction fails, and the key is free again', async () => {
    const key = newId();
    const before = await noted();
    make(async (place) => {
      if (typeof place === 'object') throw new Error('unexpected');
    });
    const first = await note(key);
    expect([first.status, await keyRow(key), await noted()]).toEqual([500, null, before]);
    make(nothing);
    expect((await note(key)).status).toBe(201);
    expect(await noted()).toBe(before + 1);
  });

  it('is not waited for where the process hears nothing of the claim that it won', async () => {
    const key = newId();
    const database = noting.get(Database, { strict: false });
    const original = database.write.bind(database);
    database.write = async (work) => {
      await original(work);
      throw new Problem('database_unavailable', { retryAfterSeconds: 5 });
    };
    const first = await note(key);
    database.write = original;
    const looks = jest.spyOn(noting.get(IdempotencyRepository, { strict: false }), 'find');
    const second = await note(key);
    // Whoever waits looks again and again.
    expect(looks).toHaveBeenCalledTimes(1);
    looks.mockRestore();
    expect([first.status, second.status]).toEqual([503, 201]);
  });

  it('is not waited for where the database was away until the request was answered: its repetition runs at once', async () => {
    const key = newId();
    const before = await noted();
    const database = noting.get(Database, { strict: false });
    const original = database.write.bind(database);
    // The key is claimed, and then nothing can be written: neither the change nor that the key is free again.
    database.write = async (work) => {
      if ((await keyRow(key)) === null) return original(work);
      throw new Problem('database_unavailable', { retryAfterSeconds: 5 });
    };
    const first = await note(key);
    database.write = original;
    // Whoever waits is refused after ten seconds: a claim that nobody lets go of lasts a minute.
    const again = await Promise.all([note(key), note(key)]);
    expect([first, ...again].map(({ status }) => status)).toEqual([503, 201, 201]);
    expect(again[0].text).toBe(again[1].text);
    expect(await noted()).toBe(before + 1);
  });

  it('keeps a refusal from inside the transaction, which wrote nothing', async () => {
    const key = newId();
    const before = await noted();
    make(async (place) => {
      if (typeof place === 'object') throw new Problem('slot_taken');
    });
    const first = await note(key);
    make(nothing);
    const second = await note(key);
    expect([first.status, second.status, second.text]).toEqual([409, 409, first.text]);
    expect(await noted()).toBe(before);
  });

  it('is one however many ask at once', async () => {
    const key = newId();
    const before = await noted();
    const answers = await Promise.all(Array.from({ length: 16 }, () => note(key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(await noted()).toBe(before + 1);
  });

  it('is refused to a request that was taken for dead: what it did is undone, and the key stays its heir’s', async () => {
    const key = newId();
    const before = await noted();
    let heir: ReturnType<typeof note> | undefined;
    make(async (place) => {
      if (place !== 'claimed') return;
      // The claim is there and its work has not begun: a minute passes, and someone asks again.
      make(nothing);
      await server.database.write(({ manager }) =>
        manager.update(IdempotencyKey, { tenantId: tenant.id, key }, { createdAt: Date.now() - 61_000 }),
      );
      heir = note(key);
      await heir;
    });
    const first = await note(key);
    const inherited = await heir!;
    expect([first.status, first.body.code]).toEqual([409, 'idempotency_conflict']);
    expect(inherited.status).toBe(201);
    expect((await note(key)).text).toBe(inherited.text);
    expect(await noted()).toBe(before + 1);
  });

  it('cannot be kept twice in one transaction', async () => {
    const key = newId();
    const before = await noted();
    make(async (place) => {
      if (typeof place === 'object') await place.keeper.keep(place.transaction, { status: 201, body: {} });
    });
    const answer = await note(key);
    expect([answer.status, await noted()]).toEqual([409, before]);
  });
});
