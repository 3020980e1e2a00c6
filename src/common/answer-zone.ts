import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import { invalid } from './problem.js';
import { utc, zoneOf, type Zone } from './zone.js';

interface Asked {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The zone that a request wants its answer in: the parameter `timezone`, else the header `Timekit-Timezone`, else UTC. An unknown one is 422. */
function zoneAskedFor({ query, headers }: Asked): Zone {
  const parameter = query?.['timezone'];
  const name = parameter ?? headers['timekit-timezone'];
  if (name === undefined) return utc;
  const zone = typeof name === 'string' ? zoneOf(name) : null;
  if (zone === null) {
    throw invalid(
      parameter === undefined ? 'Timekit-Timezone' : 'timezone',
      'must be a time zone of the IANA database, such as Europe/Copenhagen',
    );
  }
  return zone;
}

/** The query's part of {@link AnswerZone}. */
export const zoneParameter = z
  .string('must be text')
  .optional()
  .describe('Zone of the times in the answer, IANA name; wins over `Timekit-Timezone`. UTC by default.');

export const AnswerZone = createParamDecorator((_: unknown, context: ExecutionContext): Zone =>
  zoneAskedFor(context.switchToHttp().getRequest<Asked>()),
);
