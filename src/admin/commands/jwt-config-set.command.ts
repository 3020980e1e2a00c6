import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { policyOf, withPolicyOptions, type PolicyOptions } from '../configuration-options.js';
import { gather } from '../option-values.js';
import { sheet } from '../report.js';
import { shownConfiguration } from '../shown-configuration.js';
import { slugOf } from '../slug-of.js';

const removable = ['issuer', 'audience', 'max_token_age_s', 'clock_tolerance_s'];

export const addJwtConfigSet: AddCommand = (parent, shell) => {
  const command = withPolicyOptions(
    shell
      .command(parent, 'set <kid>', 'changes a JwtConfiguration; keys are changed by rotate')
      .option('--algorithm <name>', 'another algorithm for the same key')
      .option('--unset <member>', `takes a member away (${removable.join(', ')}), several times`, gather),
  );
  command.action(
    (id: string, { unset = [], ...options }: PolicyOptions & { readonly unset?: readonly string[] }) =>
      shell.run(command, () =>
        shell.withWorkspace(async (workspace) => {
          const unknown = unset.find((member) => !removable.includes(member));
          if (unknown !== undefined)
            throw new CommandFailed(`--unset: ${unknown} is not one of ${removable.join(', ')}.`);
          const changes = {
            ...policyOf(options),
            ...Object.fromEntries(unset.map((member) => [member, null])),
          };
          const { outcome, row, warnings } = await workspace.jwtConfigurations.set(id, changes);
          const shown = shownConfiguration(
            row,
            await slugOf(workspace, row.tenantId),
            workspace.clock.nowMs(),
          );
          return {
            json: { outcome, configuration: shown },
            text: `${id}: ${outcome}.\n${sheet(shown)}`,
            warnings,
          };
        }),
      ),
  );
};
