import type { ExitCode } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import { admins } from "@plumbline/iam-model/questions/admins";
import type { AccessGrant } from "@plumbline/iam-model/questions/answer";
import { accessKinds } from "@plumbline/iam-model/questions/effective-access";
import { inventoryOf } from "@plumbline/iam-model/questions/inventory";
import type { Undetermined } from "@plumbline/iam-model/questions/undetermined";
import { snapshotsOf } from "./ask.ts";
import { grantText } from "./grant-text.ts";
import { toInstant } from "./instant.ts";
import { ids, printAnswer, prose, whole, wordsOf } from "./print-answer.ts";
import type { QuestionConfig } from "./question-config.ts";
import { unreadWords } from "./unread-words.ts";

/** `plumbline iam admins` */
export async function askAdmins(config: QuestionConfig, io: Io): Promise<ExitCode> {
  const { account, at } = config;
  const instants = [toInstant(at, io.now())];
  for (const snapshot of await snapshotsOf(config, { instants, kinds: accessKinds }, io)) {
    const answer = admins(inventoryOf(snapshot), { ...(account && { accounts: new Set(account) }) });
    const { administrators, privileged, undetermined, notConsidered } = answer;
    const first = (grants: readonly AccessGrant[]): string => (grants[0] ? grantText(grants[0]) : "");
    const rows = [
      ...administrators.map(({ principal, outcome, grants, via }) => {
        const conditions = via.flatMap((step) => step.conditions.map(({ when, text }) => `${when} ${text}`));
        const roles = via.map(({ role }) => `role ${role.name}`).join(", then ");
        const way = roles === "" ? first(grants) : `assumes ${roles}${conditions.length > 0 ? ` (${conditions.join("; ")})` : ""}`;
        return [principal.account, principal.kind, principal.name, "administrator", outcome, way];
      }),
      ...privileged.flatMap(({ principal, powers }) =>
        powers.map(({ title, outcome, grants }) => [principal.account, principal.kind, principal.name, title, outcome, first(grants)]),
      ),
    ];
    const fits = { account: whole, kind: whole, name: ids(0.25), power: ids(0.25), access: whole, why: prose };
    const columns = Object.entries(fits).map(([name, fit]) => ({ name, fit }));
    const unread = unreadWords([...administrators, ...privileged]);
    const title = `Administrators and other privileged principals as of ${answer.at}`;
    const undeterminedRow = ({ principal: { account: of, kind, name }, because }: Undetermined) => [
      ...[of, kind, name, "", "undetermined"],
      because.map(({ what }) => what),
    ];
    const told = { answer, table: { columns, rows }, title, row: "power", looked: [answer], notConsidered: wordsOf(notConsidered) };
    return printAnswer({ ...told, unread, undetermined, undeterminedRow }, config, io);
  }
  throw new RangeError("no instant was asked");
}
