import type { Auditor, BlastRadiusRule, Collector, Undoable } from "@plumbline/audit-kit/define";
import { policyOf, readerPolicy, readingOf, remediatorPolicy } from "@plumbline/audit-kit/generate";
import { referencesOf } from "@plumbline/auditors/benchmarks/frameworks";
import { configurationSchema, exceptionsSchema } from "@plumbline/cli/file-schemas";
import { callerStatements, journalStatement, queueStatements, sessionStatement, stateStatement } from "@plumbline/cli/session-actions";
import { kdiSchema } from "@plumbline/kdi-writer/kdi-schema";
import { eventDocuments } from "./events.ts";
import { head, json, row } from "./text.ts";

const undoText = (undo: Undoable): string =>
  undo === "restore" ? "yes" : "impossible" in undo ? `no: ${undo.impossible}` : `yes, but not ${undo.notRestored.join(", ")}`;

/** What a blast radius tells, and what it can't, in words. */
export const radiusText = ({ tells = [], untold }: BlastRadiusRule<never>): string =>
  [...tells.map((kind) => kind.replaceAll("-", " ")), ...(untold === undefined ? [] : [`not known: ${untold}`])].join(", ");

const checkRows = (auditors: readonly Auditor[]) =>
  auditors
    .map((a) =>
      row(
        `[${a.id}](../packages/auditors/src/${a.id}.ts)`,
        a.title,
        a.severity,
        readingOf(a),
        a.remediation?.summary ?? "-",
        a.remediation ? radiusText(a.remediation.blastRadius) : "-",
        `[AWS](${a.source})`,
        referencesOf(a.id).join(", ") || "-",
      ),
    )
    .join("");

const changeRows = (auditors: readonly Auditor[]) => {
  const changes = new Map(auditors.flatMap((a) => a.remediation?.changes ?? []).map((change) => [change.name, change]));
  return [...changes.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((change) => row(change.name, change.title, undoText(change.undo), (change.anew ?? []).join(", ") || "-", change.iam.join(" ")))
    .join("");
};

/** The changes that checks may make, as a table. */
export const changeTable = (auditors: readonly Auditor[]): string =>
  `${row("Change", "What it does", "Undo", "AWS writes anew", "IAM actions")}${row("---", "---", "---", "---", "---")}${changeRows(auditors)}`;

const collectorRows = (all: readonly Collector[]) =>
  all
    .map((c) =>
      row(
        `[${c.type}](../packages/collectors/src/${c.type}.ts)`,
        c.title,
        c.scope,
        Object.keys(c.aspects).join(", ") || "-",
        [...c.iam].join(" ") || "-",
      ),
    )
    .join("");

/** The documents that follow from the declarations. */
export const documents = (auditors: readonly Auditor[], collectors: readonly Collector[]): Record<string, string> => ({
  "docs/checks.md": `${head}# Checks\n\n${auditors.length} checks. The title says what holds when a check passes; the blast radius, what a plan tells of whom and what a remediation touches. [benchmarks.md](benchmarks.md) has the controls of the CIS benchmark that each answers.\n\n${row("Check", "Title", "Severity", "Reads", "Remediation", "Blast radius", "Why", "Also asked by")}${row("---", "---", "---", "---", "---", "---", "---", "---")}${checkRows(auditors)}\n## Changes\n\nWhat a remediation may write, and whether \`plumbline undo\` brings the state before it back. A step of a plan may say otherwise for one resource; the plan shows it.\n\n${changeTable(auditors)}`,
  "docs/resource-types.md": `${head}# Resource types\n\n${row("Type", "What", "Scope", "Aspects", "IAM actions of the listing")}${row("---", "---", "---", "---", "---")}${collectorRows(collectors)}`,
  ...eventDocuments(auditors),
  "docs/schemas/exceptions.schema.json": json(exceptionsSchema()),
  "docs/schemas/kdi.schema.json": json(kdiSchema()),
  "docs/schemas/plumbline.schema.json": json(configurationSchema(auditors)),
  "docs/iam/reader-policy.json": json(readerPolicy(auditors, { find: true, also: [sessionStatement] })),
  "docs/iam/remediator-policy.json": json(remediatorPolicy(auditors, { also: [sessionStatement] })),
  "docs/iam/queues-policy.json": json(policyOf(queueStatements("aws", { messages: "plumbline-messages", dead: "plumbline-dead-letters" }))),
  "docs/iam/stores-policy.json": json(
    policyOf([
      journalStatement({ partition: "aws", table: "plumbline-journal" }, { writes: true }),
      stateStatement({ partition: "aws", table: "plumbline-state" }),
    ]),
  ),
  "docs/iam/caller-policy.json": json(policyOf(callerStatements({ org: true, partition: "aws", accountRole: "member_remediator" }))),
});
