import { createHash } from "node:crypto";
import { shown, tile } from "@plumbline/reports/html/parts";
import { style } from "@plumbline/reports/html/style";
import { counted } from "@plumbline/reports/text";
import { gapText } from "../coverage.ts";
import type { PolicyUse } from "../permissions.ts";
import { withUnseen } from "../unseen.ts";
import type { AccountAccess, ReportedPrincipal } from "./access-report.ts";
import { countOf, lastUse, lookWords, policyParts, privilegedCount, signIn, withoutMfa } from "./report-words.ts";

export interface ReportHead {
  /** Such as `Access in the business unit web`. */
  readonly title: string;
  readonly at: Date;
}

const own = `
.unit { margin: 22px 0 0; font-size: 17px; }
.privileged { color: var(--critical); font-weight: 600; }
h3 { margin: 0 0 8px; }
h4 { margin: 8px 0 0; }
ul { margin: 4px 0 8px; padding-left: 22px; }
.tiles { margin: 12px 0; }
td:nth-child(2) { min-width: 180px; }
`;
const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** One HTML page that asks the network for nothing: who may do what in each account, by business unit. No script; its style is its own. */
export async function* reportHtml({ title, at }: ReportHead, accounts: AsyncIterable<AccountAccess>): AsyncGenerator<string> {
  const css = style + own;
  const policy = `default-src 'none'; style-src ${digest(css)}; base-uri 'none'; form-action 'none'`;
  const instant = at.toISOString();
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${shown(title)}</title>
<style>${css}</style>
</head>
<body>
<header><div><h1>${shown(title)}</h1>
<p class="quiet">as of <time datetime="${instant}">${instant}</time></p></div></header>
<main>
`;
  let unit: string | null | undefined;
  let count = 0;
  for await (const account of accounts) {
    if (account.businessUnit !== unit || count === 0)
      yield `<h2 class="unit">${shown(account.businessUnit ?? "No business unit is told")}</h2>\n`;
    unit = account.businessUnit;
    count++;
    yield* section(account);
  }
  if (count === 0) yield "<p>The inventory knows no such account.</p>\n";
  yield "</main>\n</body>\n</html>\n";
}

function* section(account: AccountAccess): Generator<string> {
  const { principals, coverage, reviews } = account;
  const counter = (name: string, count: number | string | undefined, shade?: string) =>
    count === undefined ? "" : tile(name, count, shade);
  const alone = withoutMfa(account);
  const id = `a${account.account}`;
  yield `<section aria-labelledby="${id}">
<h3 id="${id}">${shown(`${account.account} ${account.name}`.trim())}</h3>
<dl>${[
    ["Owner", account.owner],
    ["Support team", account.supportTeam],
    ["Security contact", account.securityContact],
    ["MFA devices", lookWords(account.mfaLooked)],
    ["Last use", lookWords(account.useLooked)],
  ]
    .map(([name, text]) => `<dt>${name}</dt><dd>${text ? shown(text) : "not told"}</dd>`)
    .join("")}</dl>
<dl class="tiles">${counter("users", countOf(account, "iam_user"))}${counter("roles that people take on", countOf(account, "iam_role"))}${counter(
    "assignments",
    countOf(account, "sso_assignment"),
  )}${counter("privileged", privilegedCount(account), "c-critical")}${counter("with a password and no MFA", alone, "c-high")}</dl>
${
  coverage.gaps.length === 0
    ? '<p class="verdict complete">Everything that was asked for was seen.</p>'
    : `<p class="verdict incomplete">Not everything could be seen, so somebody may be missing here:</p><ul>${coverage.gaps.map((gap) => `<li>${shown(gapText(gap))}</li>`).join("")}</ul>`
}
${Object.entries(coverage.leftOut)
  .map(([why, roles]) => `<p class="quiet">${counted(roles, "role")} not listed: ${shown(why)}</p>`)
  .join("\n")}
${reviewList(reviews)}<div class="scroll" role="group" aria-labelledby="${id}" tabindex="0"><table><caption>Principals of ${account.account}</caption>
<thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join("")}</tr></thead>
<tbody>
`;
  for (const principal of principals) yield row(account, principal);
  yield "</tbody></table></div>\n</section>\n";
}

const reviewList = (reviews: AccountAccess["reviews"]): string =>
  reviews.length === 0
    ? '<p class="quiet">No access review has covered this account.</p>\n'
    : `<h4>Access reviews</h4><ul>${reviews
        .map(({ id, name, state, dueAt, counts }) => {
          const open = counts.undecided + counts.changed;
          return `<li>${shown(`${name} (${id}), ${state}, due ${dueAt.slice(0, 10)}: ${counts.kept} kept, ${counts.revoked} revoked, ${counts.gone} gone, ${open} not decided`)}</li>`;
        })
        .join("")}</ul>\n`;

const columns = ["Kind", "Name", "Policies", "Groups", "Sign-in", "Last use", "Privileged because"];
const words: Readonly<Record<ReportedPrincipal["kind"], string>> = {
  ...{ iam_user: "User", iam_role: "Role", iam_membership: "Place in a group", sso_assignment: "Assignment" },
};
const policyNames = (uses: readonly PolicyUse[]): string =>
  uses.map(({ name, sha256 }) => `${name}${sha256 === null ? " (text not seen)" : ""}`).join(", ");

function row(account: AccountAccess, principal: ReportedPrincipal): string {
  const { kind, principalName, via, arn, permissions, privilegedBecause } = principal;
  const { attached, inline, boundary, groups } = permissions;
  const name = `${shown(principalName)}${via === null ? "" : ` in ${shown(via)}`}${arn === null ? "" : `<small class="id">${shown(arn)}</small>`}`;
  const policies = `${shown(withUnseen(policyNames([...attached, ...inline]), permissions, policyParts))}${boundary ? `<small>boundary ${shown(boundary.name)}</small>` : ""}`;
  const through = groups.map(
    (group) =>
      `${group.name}${group.attached.length + group.inline.length > 0 ? `: ${policyNames([...group.attached, ...group.inline])}` : ""}`,
  );
  const why = privilegedBecause.length === 0 ? "" : `<span class="privileged">${shown(privilegedBecause.join("; "))}</span>`;
  const cells = [
    words[kind],
    name,
    policies,
    shown(withUnseen(through.join("; "), permissions, ["groups"])),
    shown(signIn(account, principal)),
    shown(lastUse(account, principal)),
    why,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>\n`;
}
