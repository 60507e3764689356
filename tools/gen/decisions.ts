import { decidedChecks } from "@plumbline/access-plans/decided-checks";
import { readingOf, remediatorPolicy } from "@plumbline/audit-kit/generate";
import { sessionStatement } from "@plumbline/cli/session-actions";
import { changeTable, radiusText } from "./documents.ts";
import { head, json, row } from "./text.ts";

/** How decisions about access are judged and carried out, and the policy that this takes in each account. */
export async function decisionDocuments(): Promise<Record<string, string>> {
  const checks = await Promise.all(Object.values(decidedChecks).map((load) => load()));
  const rows = checks.map(({ id, title, source, remediation, ...check }) =>
    row(
      `[${id}](../packages/access-plans/src/checks/${id}.ts)`,
      title,
      readingOf({ id, title, source, ...check }),
      remediation?.summary ?? "-",
      remediation ? radiusText(remediation.blastRadius) : "-",
      `[AWS](${source})`,
    ),
  );
  const titles = row("Check", "Title", "Reads", "What is done", "Blast radius", "Why");
  return {
    "docs/access-plans.md": `${head}# Plans for decisions about access\n\nWhat a review revokes, or a flag marks, is planned and verified by these checks, in this order. They judge whom it was decided about, and nobody else.\n\n${titles}${row("---", "---", "---", "---", "---", "---")}${rows.join("")}\n## Changes\n\n${changeTable(checks)}`,
    "docs/iam/decisions-policy.json": json(remediatorPolicy(checks, { tags: true, also: [sessionStatement] })),
  };
}
