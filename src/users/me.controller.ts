import { Body, Controller, Get, Header, Put } from '@nestjs/common';
import { Caller, Endpoint } from '../access/endpoint.js';
import type { UserPrincipal } from '../access/principal.js';
import { Problem } from '../common/problem.js';
import { mappableMembers } from './profile-members.js';
import type { ProfileChanges } from './profile-changes.js';
import { toUserProfile } from './profile-changes.js';
import { showMe } from './shown-user.js';
import { meAnswerSchema, profileChangesSchema } from './user.schemas.js';
import { UsersService } from './users.service.js';

/** A Principal never changes, and a remembered token brings the same one again: its answer is written once. */
const answers = new WeakMap<UserPrincipal, string>();

/** The federated user's own data. */
@Controller('v2/me')
export class MeController {
  constructor(private readonly users: UsersService) {}

  /** From the Principal alone: no query. */
  @Get()
  @Endpoint({
    callers: ['user'],
    summary: 'Who is calling',
    description:
      'The user whose token this is, as the merchant’s claims and the user themselves filled the profile.',
    answers: { 200: { description: 'The user.', schema: meAnswerSchema } },
  })
  @Header('Content-Type', 'application/json; charset=utf-8')
  show(@Caller() caller: UserPrincipal): string {
    let answer = answers.get(caller);
    if (answer === undefined) {
      answer = JSON.stringify({ data: showMe(caller.user, caller.tenant) });
      answers.set(caller, answer);
    }
    return answer;
  }

  @Put()
  @Endpoint({
    callers: ['user'],
    summary: 'Change your own profile',
    description:
      'Changes the members named; null takes a value away. A member that a claim of the presented token fills belongs to the merchant and is refused (422).',
    answers: { 200: { description: 'The user as they are now.', schema: meAnswerSchema } },
    errors: ['validation_failed'],
  })
  async change(
    @Caller() caller: UserPrincipal,
    @Body({ schema: profileChangesSchema }) changes: ProfileChanges,
  ) {
    refuseMapped(caller, changes);
    const user = await this.users.changeProfile(caller.tenant.id, caller.user.id, changes);
    // Disabled or erased while the request was on its way: from now on the token proves nobody.
    if (user === null) throw new Problem('token_rejected', { reason: 'user_disabled' });
    return { data: showMe(toUserProfile(user), caller.tenant) };
  }
}

function refuseMapped(caller: UserPrincipal, changes: ProfileChanges): void {
  const mapped = mappableMembers.filter(
    (member) => changes[member] !== undefined && caller.mappedMembers.has(member),
  );
  if (mapped.length === 0) return;
  const message = 'comes from the token of the merchant and is changed there';
  throw new Problem('validation_failed', {
    errors: Object.fromEntries(mapped.map((member) => [member, [message]])),
  });
}
