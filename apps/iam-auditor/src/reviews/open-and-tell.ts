import { gapText } from "@plumbline/access-reviews/coverage";
import { openCampaign } from "@plumbline/access-reviews/open-campaign";
import { usageError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import type { IamStore } from "@plumbline/iam-store/open-store";
import { counted } from "@plumbline/reports/text";
import { actingAs } from "../acting-as.ts";
import { isJson, type OpenConfig } from "./config.ts";
import { endOf, instantOf } from "./instants.ts";
import { notCarriedLines } from "./not-carried-lines.ts";
import { readRoutes } from "./read-routes.ts";
import { withReviews } from "./with-reviews.ts";

const idOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);

/** `plumbline review open` */
export async function openAndTell(config: OpenConfig, io: Io): Promise<ExitCode> {
  const now = io.now();
  const [opensAt, dueAt, at] = [
    instantOf("--opens", config.opens, now),
    endOf("--due", config.due, now),
    instantOf("--at", config.at, now),
  ];
  const { routes, people } = await readRoutes(config.reviewers, io);
  const id = config.id ?? idOf(config.name);
  const actor = actingAs("admin", config.by, io);
  return withReviews(config, io, async (store) => {
    const accounts = config.accounts ?? (await knownAccounts(store));
    const open = (transaction: Parameters<typeof openCampaign>[0]) =>
      openCampaign(
        transaction,
        {
          ...{ id, name: config.name, dueAt, accounts, acceptIncomplete: config.acceptIncomplete },
          ...(config.opens === "now" ? {} : { opensAt }),
          ...(config.at === "now" ? {} : { snapshotAt: at }),
          ...(config.kinds ? { kinds: config.kinds } : {}),
          ...{ maxAgeHours: config.maxAgeHours, carryOver: config.carryOver },
          routing: {
            ...{ routes, people, defaultReviewer: config.defaultReviewer },
            ...(config.ownerTags ? { ownerTags: config.ownerTags } : {}),
            ...(config.alternate === undefined ? {} : { alternate: config.alternate }),
          },
        },
        { at: now },
      );
    const opened = await store.as(actor, open, { repeatable: true, oneInstant: true });
    const { campaign, items, carriedOver, unowned, isNew } = opened;
    const lines = [
      `${isNew ? "opened" : "was open already:"} ${campaign.id}: ${counted(items, "item")} in ${counted(campaign.accountCount, "account")}, due ${campaign.dueAt}`,
      ...(carriedOver > 0 ? [`${counted(carriedOver, "approval")} carried over from ${campaign.carriedOverFrom}`] : []),
      ...notCarriedLines(opened.notCarried, campaign.carriedOverFrom),
      ...(unowned > 0 ? [`${counted(unowned, "item")} that nobody owns went to ${campaign.defaultReviewer}`] : []),
      ...campaign.gapsAtOpening.map((gap) => `not seen, and accepted: ${gapText(gap)}`),
    ];
    await print(io.stdout, isJson(config) ? `${JSON.stringify(opened, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
    return exitCodes.clean;
  });
}

/** Every account that was ever looked at, whether it could be seen or not. */
async function knownAccounts(store: IamStore): Promise<string[]> {
  const rows = await store.as({ role: "reader", accounts: "all", subject: "plumbline" }, (transaction) =>
    transaction.selectFrom("cells").select("account_id").distinct().where("account_id", "<>", "").orderBy("account_id").execute(),
  );
  if (rows.length === 0)
    throw usageError("the inventory holds no account yet", "collect first: plumbline iam collect; or name some by --accounts");
  return rows.map(({ account_id }) => account_id);
}
