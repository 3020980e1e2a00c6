import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ActionLinkProof } from './action-link-proof.js';
import { BookingTenants } from './booking-tenants.js';
import { ExplainActionLink } from './explain-action-link.js';

/** From the token of an action link to whom it stands for; no controller. */
@Module({
  imports: [TenantsModule],
  providers: [BookingTenants, ActionLinkProof, ExplainActionLink],
  exports: [ActionLinkProof, ExplainActionLink],
})
export class ActionLinkProofModule {}
