import type { LoggerService } from '@nestjs/common';
import { failureFacts } from './failure-facts.js';
import type { Log } from './log.js';
import { redacted } from './redacted.js';

/** What the framework has to say, on our log: its news are debug lines, its errors name the place. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'debug' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    if (!this.target.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const source = typeof context === 'string' && /^\w{1,64}$/.test(context) ? { source: context } : {};
    const thrown = [message, ...rest].find(isThrown);
    const failure = thrown === undefined ? {} : { failure: failureFacts(thrown) };
    this.target[level](
      { ...source, ...failure },
      typeof message === 'string' ? redacted(message) : 'event of the framework',
    );
  }
}

const isThrown = (value: unknown): boolean => typeof value === 'object' && value !== null && 'stack' in value;
