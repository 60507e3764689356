import type { Page } from "./frame/page.ts";
import { accounts } from "./pages/accounts.ts";
import { auditLog } from "./pages/audit-log.ts";
import { coverage } from "./pages/coverage.ts";
import { grants } from "./pages/grants.ts";
import { groups } from "./pages/groups.ts";
import { overview } from "./pages/overview.ts";
import { policies } from "./pages/policies.ts";
import { policy } from "./pages/policy.ts";
import { principal } from "./pages/principal.ts";
import { roles } from "./pages/roles.ts";
import { users } from "./pages/users.ts";

/** Every page, in the order of the menu. */
export const pages: readonly Page[] = [overview, accounts, users, groups, roles, policies, policy, principal, coverage, grants, auditLog];
