import type { IForbiddenRuleType } from "dependency-cruiser";

/** A package by its folder, or by its name where a planted import can't be resolved. */
const pkg = (...names: readonly string[]): string => `^(packages/(${names.join("|")})/|@plumbline/(${names.join("|")})(/|$))`;
const all = [
  "finding-model",
  "audit-kit",
  "aws-session",
  "read-json",
  "collectors",
  "cloudtrail-incremental",
  "changes",
  "auditors",
  "run-store",
  "reports",
  "queue-worker",
  "delivery",
  "access-plans",
  "cli",
  "http-call",
  "car-client",
  "vulnerabilities",
  "car-model",
  "kdi-writer",
  "kenna-client",
  "kdi-model",
  "iam-model",
  "iam-store",
  "access-reviews",
  "iam-sources",
  "testkit",
] as const;
const sdk = "(^|node_modules/)@(aws-sdk|smithy)/";

/** What each package may import of the others; everything else is refused. */
const allowed: Readonly<Record<(typeof all)[number], readonly string[]>> = {
  "finding-model": [],
  "audit-kit": ["finding-model"],
  "aws-session": ["finding-model"],
  "read-json": [],
  collectors: ["finding-model", "audit-kit", "aws-session"],
  "cloudtrail-incremental": ["finding-model", "audit-kit", "aws-session", "collectors", "read-json"],
  changes: ["finding-model", "audit-kit", "aws-session", "collectors"],
  auditors: ["finding-model", "audit-kit", "collectors", "changes"],
  "run-store": ["finding-model", "aws-session"],
  reports: ["finding-model"],
  "queue-worker": ["finding-model", "aws-session"],
  delivery: ["finding-model", "aws-session", "run-store", "reports", "http-call"],
  "access-plans": ["finding-model", "audit-kit", "aws-session", "collectors", "changes"],
  cli: [
    ...["finding-model", "audit-kit", "aws-session", "collectors", "changes", "auditors", "run-store", "reports", "delivery"],
    ...["access-plans"],
  ],
  "http-call": [],
  "car-client": ["finding-model", "http-call"],
  vulnerabilities: ["finding-model", "audit-kit", "aws-session"],
  "car-model": [
    ...["finding-model", "audit-kit", "aws-session", "collectors", "cloudtrail-incremental", "run-store"],
    ...["car-client", "vulnerabilities"],
  ],
  "kdi-writer": ["finding-model", "run-store"],
  "kenna-client": ["finding-model", "run-store", "http-call"],
  "kdi-model": ["finding-model", "vulnerabilities", "kdi-writer", "read-json"],
  "iam-model": ["finding-model", "audit-kit", "aws-session", "collectors"],
  "iam-store": ["finding-model", "iam-model", "run-store"],
  "access-reviews": ["finding-model", "iam-model", "iam-store", "delivery", "reports"],
  "iam-sources": ["finding-model", "aws-session", "http-call", "iam-model"],
  testkit: [
    ...["finding-model", "audit-kit", "aws-session", "collectors", "changes", "auditors", "run-store", "reports", "delivery", "cli"],
    ...["car-client", "kdi-writer"],
  ],
};
const tests = "\\.(test|e2e|corpus|fixture)\\.ts$";

const directions = all.map((name): IForbiddenRuleType => {
  const refused = all.filter((other) => other !== name && !allowed[name].includes(other));
  return {
    name: `direction-${name}`,
    comment: `${name} may import of Plumbline: ${allowed[name].join(", ") || "nothing"}`,
    severity: "error",
    from: { path: `^packages/${name}/src/`, pathNot: tests },
    to: { path: refused.length > 0 ? pkg(...refused) : "^$" },
  };
});

/** The directions of docs/decisions/0003-import-directions.md. */
export const importRules: readonly IForbiddenRuleType[] = [
  ...directions,
  {
    name: "finding-model-zod-only",
    comment: "the wire contract imports zod and nothing else",
    severity: "error",
    from: { path: "^packages/finding-model/src/", pathNot: tests },
    to: { pathNot: "^packages/finding-model/src/|(^|node_modules/)zod(/|$)" },
  },
  {
    name: "auditors-pure",
    comment: "a check is a pure function: no SDK, no Node",
    severity: "error",
    from: { path: "^packages/auditors/src/", pathNot: tests },
    to: { path: sdk },
  },
  {
    name: "auditors-no-node",
    comment: "a check is a pure function: no SDK, no Node",
    severity: "error",
    from: { path: "^packages/auditors/src/", pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "writes-apart",
    comment: "only a *.write.ts of changes imports an SDK client",
    severity: "error",
    from: { path: "^packages/changes/src/", pathNot: `\\.write\\.ts$|${tests}` },
    to: { path: sdk },
  },
  {
    name: "audit-kit-no-sdk",
    comment:
      "the runner knows nothing of AWS services; cli of none but the queue that messages go to, the stores of none but DynamoDB and S3",
    severity: "error",
    from: {
      path: "^packages/(audit-kit|reports|run-store|cli)/src/",
      pathNot: `^packages/cli/src/send\\.ts$|^packages/run-store/src/(dynamodb|s3)-|${tests}`,
    },
    to: { path: sdk },
  },
  {
    name: "packages-no-apps",
    comment: "packages never import apps",
    severity: "error",
    from: { path: "^packages/" },
    to: {
      path: "^apps/|^@plumbline/(plumbline|cis-scan|poller|car-connector|inspector-connector|iam-auditor|console|remediator|event-translator|misconfiguration-maker)(/|$)",
    },
  },
  {
    name: "apps-apart",
    comment: "no app imports an app, except the umbrella",
    severity: "error",
    from: { path: "^apps/([^/]+)/", pathNot: "^apps/plumbline/" },
    to: {
      path: "^apps/|^@plumbline/(plumbline|cis-scan|poller|car-connector|inspector-connector|iam-auditor|console|remediator|event-translator|misconfiguration-maker)(/|$)",
      pathNot: "^apps/$1/",
    },
  },
  {
    name: "umbrella-commands-only",
    comment: "the umbrella imports of an app its command and its handler alone",
    severity: "error",
    from: { path: "^apps/plumbline/src/", pathNot: tests },
    to: {
      path: "^apps/(?!plumbline/)|^@plumbline/(poller|car-connector|inspector-connector|iam-auditor|console|remediator|event-translator|misconfiguration-maker)/",
      pathNot: "/(src/)?(command|handler)(\\.ts)?$",
    },
  },
  {
    name: "testkit-in-tests",
    comment: "only tests and the demo use testkit",
    severity: "error",
    from: {
      path: "^(packages|apps)/",
      pathNot: `^packages/testkit/|^apps/plumbline/src/demo/|^apps/plumbline/src/commands/demo\\.ts$|${tests}`,
    },
    to: { path: pkg("testkit") },
  },
  {
    name: "no-circles",
    comment: "imports go one way",
    severity: "error",
    from: { path: "^(packages|apps)/" },
    to: { circular: true, path: "^(packages|apps)/" },
  },
];
