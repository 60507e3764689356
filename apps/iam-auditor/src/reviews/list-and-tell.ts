import type { Campaign } from "@plumbline/access-reviews/campaign";
import type { Decision } from "@plumbline/access-reviews/decision";
import { listCampaigns } from "@plumbline/access-reviews/list-campaigns";
import { countItems, type ItemCounts, type ItemQuery, listItems } from "@plumbline/access-reviews/list-items";
import type { ReviewItem } from "@plumbline/access-reviews/review-item";
import { unseenIn, withUnseen } from "@plumbline/access-reviews/unseen";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import { type Io, print } from "@plumbline/cli/io";
import { counted, printable } from "@plumbline/reports/text";
import { stringify } from "csv-stringify/sync";
import { actingAs } from "../acting-as.ts";
import { isJson, type ListConfig } from "./config.ts";
import { withReviews } from "./with-reviews.ts";

const pageSize = 500;

/** `plumbline review list`: campaigns, or the items of one. */
export const listAndTell = (campaign: string | undefined, config: ListConfig, io: Io): Promise<ExitCode> =>
  withReviews(config, io, (store) =>
    store.as(actingAs("reader", "plumbline", io), async (transaction) => {
      if (campaign === undefined) {
        const listed = [];
        for (const one of await listCampaigns(transaction)) listed.push({ ...one, counts: await countItems(transaction, one.id) });
        await print(io.stdout, isJson(config) ? `${JSON.stringify({ campaigns: listed }, null, 2)}\n` : campaignsText(listed));
        return exitCodes.clean;
      }
      const query = queryOf(campaign, config);
      const items: ReviewItem[] = [];
      for (let after: string | undefined; ; ) {
        const page = await listItems(transaction, { ...query, limit: pageSize, ...(after === undefined ? {} : { after }) });
        items.push(...page.items);
        if (page.next === undefined) break;
        after = page.next;
      }
      await print(
        io.stdout,
        isJson(config) ? `${JSON.stringify({ items }, null, 2)}\n` : config.format === "csv" ? worksheet(items) : itemsText(items),
      );
      return exitCodes.clean;
    }),
  );

const queryOf = (campaign: string, { reviewer, account, businessUnit, kind, state, privileged, text }: ListConfig): ItemQuery => ({
  campaign,
  ...(reviewer === undefined ? {} : { reviewer }),
  ...(account === undefined ? {} : { account }),
  ...(businessUnit === undefined ? {} : { businessUnit }),
  ...(kind === undefined ? {} : { kind }),
  ...(state === undefined ? {} : { state }),
  ...(privileged ? { isPrivileged: true } : {}),
  ...(text === undefined ? {} : { text }),
});

const campaignsText = (campaigns: readonly (Campaign & { counts: ItemCounts })[]): string =>
  campaigns
    .map(({ id, name, state, dueAt, closedAt, counts }) => {
      const open = counts.undecided + counts.changed;
      return printable(
        `${id}  ${name}  ${state === "open" ? `open, due ${dueAt}` : `closed ${closedAt}`}  ${counts.all} items, ${open} undecided`,
      ).concat("\n");
    })
    .join("") || "no campaigns: open one with plumbline review open\n";

/** Who decided: of what was carried over, who did so where it was decided on. */
const deciderOf = ({ by, carriedFrom }: Decision): string =>
  carriedFrom === null ? by : `${carriedFrom.by} in ${carriedFrom.campaign}, carried over by ${by}`;

const itemsText = (items: readonly ReviewItem[]): string =>
  `${items
    .map(({ item, account, kind, principalName, via, state, isPrivileged, permissions, reviewer, escalatedTo, decision }) => {
      const hidden = unseenIn(permissions);
      const marks = [...(isPrivileged ? ["privileged"] : []), ...(hidden === "" ? [] : [`not looked at: ${hidden}`])];
      const who = `${kind} ${principalName}${via === null ? "" : ` in ${via}`}${marks.length > 0 ? ` (${marks.join("; ")})` : ""}`;
      const how =
        decision && (state === "kept" || state === "revoked")
          ? `${state} by ${deciderOf(decision)}${decision.reason ? `: ${decision.reason}` : ""}`
          : state;
      return printable(`${item}  ${account}  ${who}  ${how}  for ${escalatedTo ?? reviewer}`).concat("\n");
    })
    .join("")}${counted(items.length, "item")}\n`;

/** What `review decide --from` takes back once its verdicts are filled in. */
const worksheet = (items: readonly ReviewItem[]): string =>
  stringify(
    items.map(
      ({ item, permissionHash, account, kind, principalName, via, permissions, isPrivileged, reviewer, escalatedTo, state, decision }) => {
        const policies = [
          ...permissions.attached,
          ...permissions.inline,
          ...permissions.groups.flatMap((group) => [...group.attached, ...group.inline]),
        ];
        return {
          ...{ item, verdict: "", what: "", reason: "", account, kind, principal: principalName, via: via ?? "" },
          privileged: isPrivileged ? "yes" : "no",
          policies: withUnseen([...new Set(policies.map(({ name }) => name))].join(" "), permissions, [
            "attached",
            "inline",
            "groups",
            "texts",
          ]),
          ...{
            groups: withUnseen(permissions.groups.map(({ name }) => name).join(" "), permissions, ["groups"]),
            not_looked_at: unseenIn(permissions),
            reviewer: escalatedTo ?? reviewer,
            state,
            decided_by: decision?.by ?? "",
          },
          permission_hash: permissionHash,
        };
      },
    ),
    { header: true, escape_formulas: true, record_delimiter: "windows", columns: worksheetColumns },
  );
const worksheetColumns = [
  ...["item", "verdict", "what", "reason", "account", "kind", "principal", "via", "privileged", "policies", "groups"],
  ...["not_looked_at", "reviewer", "state"],
  ...["decided_by", "permission_hash"],
];
