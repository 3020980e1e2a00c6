import { actionsOf } from '../../bookings/graphs/graphs.js';
import { Booking } from '../../bookings/booking.entity.js';
import { isId, newId } from '../../common/ids.js';
import type { AddCommand } from '../command-shell.js';
import { CommandFailed } from '../command-failed.js';
import { getCurrentKey } from '../current-key.js';
import { instantText } from '../instant-text.js';
import { span } from '../option-values.js';
import { sheet } from '../report.js';
import { slugOf } from '../slug-of.js';
import type { Workspace } from '../workspace.js';

interface Options {
  readonly redirect?: string;
  readonly exp?: number;
}

export const addSignAction: AddCommand = (parent, shell) => {
  const command = shell
    .command(parent, 'action <booking> <action>', 'makes an action link as the merchant’s server would')
    .option('--redirect <url>', 'where the browser is sent after the act')
    .option('--exp <span>', 'how long it is valid (default: until the booking ends)', span);
  command.action((id: string, action: string, { redirect, exp }: Options) =>
    shell.run(command, () =>
      shell.withWorkspace(async (workspace) => {
        const [{ actionLink }, { cleanAddress }] = await Promise.all([
          import('../../action-links/action-link-maker.js'),
          import('../../action-links/clean-address.js'),
        ]);
        const booking = await getBooking(workspace, id);
        const known = actionsOf(booking.graph);
        if (!known.includes(action))
          throw new CommandFailed(
            `${booking.graph} has no action ${JSON.stringify(action)}; it has ${known.join(', ')}.`,
          );
        if (redirect !== undefined && cleanAddress(redirect) === null)
          throw new CommandFailed('--redirect: must be a plain http or https address.');
        const nowMs = workspace.clock.nowMs();
        const expiresAtMs = exp === undefined ? booking.endsAt : nowMs + exp;
        const tenant = { id: booking.tenantId, slug: await slugOf(workspace, booking.tenantId) };
        const key = await getCurrentKey(workspace, tenant);
        const { publicUrl } = workspace.configuration;
        const url = actionLink(
          { bookingId: id, action, expiresAtMs, redirect },
          { publicUrl, key, nowMs, jti: newId() },
        );
        const shown = { url, expires_at: instantText(Math.floor(expiresAtMs / 1000) * 1000) };
        return {
          json: shown,
          text: sheet(shown),
          warnings:
            expiresAtMs > nowMs
              ? []
              : ['The booking has ended, and the link with it: the server will refuse it. See --exp.'],
        };
      }),
    ),
  );
};

/** The booking of whichever tenant. Throws CommandFailed where there is none. */
async function getBooking({ database }: Pick<Workspace, 'database'>, id: string): Promise<Booking> {
  const booking = isId(id)
    ? await database.read(({ manager }) => manager.findOne(Booking, { where: { id } }))
    : null;
  if (booking === null) throw new CommandFailed(`There is no booking ${JSON.stringify(id)}.`);
  return booking;
}
