import type { SearchPair } from '../../common/search.js';
import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { confirm } from '../confirm.js';
import { instantText } from '../instant-text.js';
import { instant } from '../option-values.js';
import { printable } from '../report.js';
import { readPairs } from '../search-pairs.js';

interface Options {
  readonly before?: number;
  readonly search?: string;
  readonly yes?: boolean;
}

export const addTenantRevokeSigned: AddCommand = (parent, shell) => {
  const command = shell
    .command(
      parent,
      'revoke-signed <slug>',
      'ends the signed searches of a tenant, or of one of its customers',
    )
    .option('--before <time>', 'those made before this RFC 3339 time (default: now)', instant)
    .option('--search <pair>', 'one customer’s: customer.email:x or meta.KEY:x')
    .option('--yes', 'does not ask');
  command.action((slug: string, { before, search, yes }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async ({ tenants, signedAfter, clock }) => {
        const { id } = await tenants.getBySlug(slug);
        const customer = search === undefined ? null : onePair(search);
        const now = clock.nowMs();
        if (before !== undefined && before > now)
          throw new CommandFailed(
            `${instantText(before)} lies in the future: it would end signed searches that are yet to be made.`,
          );
        const wanted = before ?? now;
        const whose = `The signed searches of ${nameOf(slug, customer)}`;
        const which = `made before ${instantText(wanted)}, or without iat,`;
        await confirm(shell.terminal, `${whose} ${which} end for good. Go on?`, yes);
        const { outcome, instant: until } = await signedAfter.raise(id, customer, wanted);
        return {
          json: { outcome, tenant: slug, search: search ?? null, before: instantText(until) },
          text:
            outcome === 'updated'
              ? `${whose} ${which} have ended.`
              : `${whose} made before ${instantText(until)} had ended already; that is never taken back.`,
        };
      }),
    ),
  );
};

function onePair(search: string): SearchPair {
  const [pair, ...more] = readPairs([search]);
  if (pair === undefined || more.length > 0)
    throw new CommandFailed('--search takes one pair, customer.email:x or meta.KEY:x.');
  return pair;
}

const nameOf = (slug: string, customer: SearchPair | null): string =>
  customer === null ? slug : printable(`${customer.field}:${customer.value} at ${slug}`);
