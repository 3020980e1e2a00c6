import type { AddCommand } from './command-shell.js';
import { addCopyTo } from './commands/copy-to.command.js';
import { addJwtConfigCreate } from './commands/jwt-config-create.command.js';
import { addJwtConfigDisable } from './commands/jwt-config-disable.command.js';
import { addJwtConfigEnable } from './commands/jwt-config-enable.command.js';
import { addJwtConfigList } from './commands/jwt-config-list.command.js';
import { addJwtConfigRotate } from './commands/jwt-config-rotate.command.js';
import { addJwtConfigSet } from './commands/jwt-config-set.command.js';
import { addJwtConfigShow } from './commands/jwt-config-show.command.js';
import { addJournalExport } from './commands/journal-export.command.js';
import { addJournalVerify } from './commands/journal-verify.command.js';
import { addKeyCreate } from './commands/key-create.command.js';
import { addKeyList } from './commands/key-list.command.js';
import { addKeyRevoke } from './commands/key-revoke.command.js';
import { addKeyRotate } from './commands/key-rotate.command.js';
import { addMigrate } from './commands/migrate.command.js';
import { addSeed } from './commands/seed.command.js';
import { addServe } from './commands/serve.command.js';
import { addTenantCreate } from './commands/tenant-create.command.js';
import { addTenantList } from './commands/tenant-list.command.js';
import { addTenantRevokeSigned } from './commands/tenant-revoke-signed.command.js';
import { addTenantSet } from './commands/tenant-set.command.js';
import { addTenantShow } from './commands/tenant-show.command.js';
import { addDoctor } from './commands/doctor.command.js';
import { addExplain } from './commands/explain.command.js';
import { addJwtConfigTest } from './commands/jwt-config-test.command.js';
import { addSignAction } from './commands/sign-action.command.js';
import { addSignSearch } from './commands/sign-search.command.js';
import { addSignSecurity } from './commands/sign-security.command.js';
import { addSignSso } from './commands/sign-sso.command.js';
import { addSignToken } from './commands/sign-token.command.js';
import { addUsersDisable } from './commands/users-disable.command.js';
import { addUsersEnable } from './commands/users-enable.command.js';
import { addUsersErase } from './commands/users-erase.command.js';
import { addUsersList } from './commands/users-list.command.js';
import { addUsersShow } from './commands/users-show.command.js';

/** Commands of two words, by their first: name, description, and each of them. */
export const groups: readonly (readonly [string, string, readonly AddCommand[]])[] = [
  [
    'tenant',
    'tenants and their settings',
    [addTenantCreate, addTenantList, addTenantShow, addTenantSet, addTenantRevokeSigned],
  ],
  ['key', 'API and widget keys', [addKeyCreate, addKeyList, addKeyRotate, addKeyRevoke]],
  [
    'jwt-config',
    "JwtConfigurations: where merchants' tokens come from",
    [
      addJwtConfigCreate,
      addJwtConfigList,
      addJwtConfigShow,
      addJwtConfigSet,
      addJwtConfigRotate,
      addJwtConfigEnable,
      addJwtConfigDisable,
      addJwtConfigTest,
    ],
  ],
  [
    'sign',
    'tokens for trying out',
    [addSignSso, addSignSearch, addSignAction, addSignSecurity, addSignToken],
  ],
  ['journal', 'the record of every change of a booking', [addJournalVerify, addJournalExport]],
  ['users', "merchants' users", [addUsersList, addUsersShow, addUsersDisable, addUsersEnable, addUsersErase]],
];

/** Commands of one word. */
export const single: readonly AddCommand[] = [
  addServe,
  addMigrate,
  addSeed,
  addExplain,
  addDoctor,
  addCopyTo,
];
