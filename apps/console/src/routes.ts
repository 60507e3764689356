import type { Page } from "./frame/page.ts";
import { auditLog } from "./pages/audit-log.ts";

/** Every page, in the order of the menu. */
export const pages: readonly Page[] = [auditLog];
