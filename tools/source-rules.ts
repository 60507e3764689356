/** A fault of one source file, told with its line. */
export interface Fault {
  readonly rule: string;
  readonly line: number;
  readonly text: string;
}
interface Rule {
  readonly name: string;
  readonly why: string;
  /** Which files it is about, by their path in the repository. */
  applies(path: string): boolean;
  readonly pattern: RegExp;
  /** True when what stands in quotes counts too. */
  readonly inText?: boolean;
}

const isTest = (path: string) => /\.(test|e2e|corpus|fixture)\.ts$/.test(path) || path.startsWith("packages/testkit/");
const isSource = (path: string) => /^(packages|apps)\/[^/]+\/src\/.*\.ts$/.test(path) && !isTest(path);
const isTool = (path: string) => /^tools\/.*\.ts$/.test(path) && !isTest(path);
const writes =
  "(Accept|Add|Allocate|Apply|Associate|Attach|Authorize|Change|Copy|Create|Deactivate|Delete|Deregister|Detach|Disable|Disassociate|Enable|Import|Modify|Put|Reboot|Register|Release|Remove|Replace|Reset|Restore|Revoke|Run|Schedule|Set|Start|Stop|Tag|Terminate|Untag|Update|Upload)";

const rules: readonly Rule[] = [
  {
    name: "no-literal-partition",
    why: "other partitions exist; use arn() of finding-model, or the partition of the place",
    applies: isSource,
    pattern: /arn:aws:/,
    inText: true,
  },
  {
    name: "only-writers-write",
    why: "only a *.write.ts of changes, the maker, the sender and the worker of messages, the stores, the channel and the spool of notices, and the import into Security Hub send what changes something",
    applies: (path) =>
      isSource(path) &&
      !/\.write\.ts$|^apps\/misconfiguration-maker\/src\/|^packages\/(cli\/src\/send|queue-worker\/src\/work|delivery\/src\/(sns|sqs-spool|hub-write))\.ts$|^packages\/run-store\/src\/(dynamodb|s3)-/.test(
        path,
      ),
    // A query of CloudTrail Lake starts, and changes nothing.
    pattern: new RegExp(`\\b(?!StartQueryCommand\\b)${writes}[A-Z]\\w*Command\\b`),
  },
  {
    name: "listing-in-collectors",
    why: "how a type is listed stands in its collector and nowhere else",
    applies: (path) => isSource(path) && !/^packages\/(collectors|aws-session)\/|^apps\/misconfiguration-maker\/src\//.test(path),
    pattern: /\bpaginate[A-Z]\w*\(/,
  },
  {
    name: "lazy-sdk",
    why: "an SDK client is loaded by import() where it is used",
    applies: (path) =>
      isSource(path) && /^packages\/(collectors|changes|run-store|delivery|cloudtrail-incremental|vulnerabilities)\/|^apps\//.test(path),
    inText: true,
    pattern: /^import (?!type ).*from "@aws-sdk\//,
  },
  {
    name: "no-process",
    why: "the environment comes in as an argument",
    applies: (path) => isSource(path) && !/\/main\.ts$|process-io\.ts$/.test(path),
    pattern: /\bprocess\.(env|argv|exit|exitCode|std\w+|cwd)\b/,
  },
  {
    name: "no-clock",
    why: "the clock comes in as an argument",
    applies: (path) =>
      isSource(path) &&
      /^packages\/(audit-kit|collectors|changes|auditors|reports|run-store|delivery|cloudtrail-incremental|vulnerabilities|car-client|car-model|kdi-model|read-json)\//.test(
        path,
      ),
    pattern: /\bnew Date\(\)|\bDate\.now\(\)/,
  },
  {
    name: "no-cast",
    why: "types follow from schemas",
    applies: (path) => isSource(path) || isTool(path),
    pattern: /(^|[^\w"'`])as (?!const\b)(any|unknown|never|[A-Z]\w*)\b(?!.*from )/,
  },
];
const mostLines = [
  {
    pattern: /^packages\/auditors\/src\/[^/]+\/[^/]+\.ts$/,
    except: /^packages\/auditors\/src\/(judge|benchmarks)\//,
    lines: 60,
    what: "a check",
  },
  { pattern: /^packages\/collectors\/src\/[^/]+\.ts$/, except: /\.generated\.ts$/, lines: 120, what: "a collector" },
  { pattern: /^(packages|apps|tools)\/.*\.(ts|mjs)$/, except: /\.generated\.ts$/, lines: 250, what: "a file" },
] as const;

const withoutText = (line: string): string => line.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '""');

/** Lists the faults of one file. */
export function faultsOf(path: string, text: string): Fault[] {
  const lines = text.split("\n");
  const found = lines.flatMap((line, i) => {
    const isComment = /^\s*(\/\/|\*|\/\*)/.test(line);
    return rules
      .filter((rule) => !isComment && rule.applies(path) && rule.pattern.test(rule.inText ? line : withoutText(line)))
      .map(({ name, why }) => ({ rule: name, line: i + 1, text: why }));
  });
  const limit = isTest(path) ? undefined : mostLines.find(({ pattern, except }) => pattern.test(path) && !except.test(path));
  const count = lines.length - 1;
  return limit && count > limit.lines
    ? [...found, { rule: "length", line: count, text: `${limit.what} has at most ${limit.lines} lines` }]
    : found;
}
export const ruleNames = [...rules.map(({ name }) => name), "length"];
