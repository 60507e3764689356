import type { Page } from "./frame/page.ts";
import { accounts } from "./pages/accounts.ts";
import { auditLog } from "./pages/audit-log.ts";
import { coverage } from "./pages/coverage.ts";
import { finding } from "./pages/finding.ts";
import { findings } from "./pages/findings.ts";
import { flags } from "./pages/flags.ts";
import { grants } from "./pages/grants.ts";
import { groups } from "./pages/groups.ts";
import { journal } from "./pages/journal.ts";
import { journaledChange } from "./pages/journaled-change.ts";
import { openReview } from "./pages/open-review.ts";
import { overview } from "./pages/overview.ts";
import { plan } from "./pages/plan.ts";
import { plans } from "./pages/plans.ts";
import { policies } from "./pages/policies.ts";
import { policy } from "./pages/policy.ts";
import { principal } from "./pages/principal.ts";
import { review } from "./pages/review.ts";
import { reviewItem } from "./pages/review-item.ts";
import { reviews } from "./pages/reviews.ts";
import { roles } from "./pages/roles.ts";
import { users } from "./pages/users.ts";
import { verifyPage } from "./pages/verify-pack.ts";

/** Every page, in the order of the menu. */
export const pages: readonly Page[] = [
  overview,
  accounts,
  users,
  groups,
  roles,
  policies,
  policy,
  principal,
  findings,
  finding,
  plans,
  plan,
  journal,
  journaledChange,
  flags,
  reviews,
  openReview,
  verifyPage,
  review,
  reviewItem,
  coverage,
  grants,
  auditLog,
];
