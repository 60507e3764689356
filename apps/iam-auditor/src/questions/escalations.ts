import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { escalationKinds, escalations } from "@plumbline/iam-model/questions/escalations";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import type { Undetermined } from "@plumbline/iam-model/questions/undetermined";
import { snapshotsOf } from "./ask.ts";
import { policyName } from "./grant-text.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, prose, whole, wordsOf } from "./print-answer.ts";
import type { QuestionConfig } from "./question-config.ts";
import { unreadWords } from "./unread-words.ts";

/** `plumbline iam escalations` */
export async function askEscalations(config: QuestionConfig, io: Io): Promise<ExitCode> {
  const { account, at } = config;
  const instants = [toInstant(at, io.now())];
  for (const snapshot of await snapshotsOf(config, { instants, kinds: escalationKinds }, io)) {
    const answer = escalations(inventoryOf(snapshot), { ...(account && { accounts: new Set(account) }) });
    const { rows: found, undetermined, notConsidered, leftOut, methods } = answer;
    const rows = found.map(({ principal, method, title, outcome, gains, targets, hasMoreTargets, needs, page }) => [
      ...[principal.account, principal.kind, principal.name, method, title, outcome, gains],
      [
        ...targets.map(({ name, isAdministrator }) => (isAdministrator ? `${name} (administrator)` : name)),
        ...(hasMoreTargets ? ["and more"] : []),
      ],
      page,
      needs.map(({ action, grants }) => `${action} by ${policyName(grants[0]?.by.policy ?? "")}`),
    ]);
    const shown = { account: whole, kind: whole, name: ids(0.2), method: whole, title: ids(0.2), access: whole, gains: whole };
    const fits = { ...shown, targets: ids(0.15), page: undefined, evidence: prose };
    const columns = Object.entries(fits).map(([name, fit]) => ({ name, fit }));
    const unread = unreadWords(found);
    const words = [
      ...wordsOf(notConsidered),
      `${leftOut.administrators} administrators, who need no method, and ${leftOut.serviceLinked} service-linked roles`,
    ];
    const title = `Ways to gain permissions as of ${answer.at}, by ${methods} published methods`;
    const undeterminedRow = ({ principal: { account: of, kind, name }, because }: Undetermined) => [
      ...[of, kind, name, "", "", "undetermined", "", [], ""],
      because.map(({ what }) => what),
    ];
    const told = { answer, table: { columns, rows }, title, row: "way", looked: [answer], notConsidered: words };
    return printAnswer({ ...told, unread, undetermined, undeterminedRow }, config, io);
  }
  throw new RangeError("no instant was asked");
}
