import { defineAuditor, read } from "@plumbline/audit-kit/define";
import type { Trail } from "@plumbline/collectors/facts/trails";
import { multiRegionTrail } from "@plumbline/collectors/multi_region_trail";
import { region } from "@plumbline/collectors/region";
import { parseArn } from "@plumbline/finding-model/arn";
import { AccountId } from "@plumbline/finding-model/resource";
import { z } from "zod";
import { asAtHome, whyUnread, wordOn } from "../judge/trail.ts";

const OrganizationTrail = z.strictObject({ required: z.boolean().default(true), managementAccount: AccountId.optional() });
const Settings = z.strictObject({
  organizationTrail: OrganizationTrail.default({ required: false }),
  requireMultiRegion: z.boolean().default(false),
});

/**
 * One trail must log all management events: read and write, none left out, and without a delivery error. A trail that only its home
 * region or account can read makes the check unknown, unless another trail decides. An organization trail belongs to the management
 * account, also when a delegated administrator made it; where it is required it must log, though another trail may log more.
 */
export const regionCloudtrailEnabled = defineAuditor({
  id: "region/cloudtrail-enabled",
  title: "CloudTrail logs all management events in every region",
  severity: "high",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html",
  subject: region,
  needs: ["trails"],
  context: { homes: read(multiRegionTrail, "selectors") },
  settings: Settings,
  evaluate({ facts, context: { homes }, settings: { organizationTrail, requireMultiRegion }, partition, region }) {
    const covering = facts.trails
      .filter(({ homeRegion, isMultiRegion }) => homeRegion === region || isMultiRegion)
      .map((trail) => asAtHome(trail, homes.get(trail.arn)));
    const { managementAccount } = organizationTrail;
    const isWanted = ({ arn, isOrganization }: Trail) =>
      isOrganization && (managementAccount === undefined || parseArn(arn)?.account === managementAccount);
    const words = covering.filter((one) => one.isMultiRegion || !requireMultiRegion).map((one) => wordOn(one, { partition, region }));
    const tied = organizationTrail.required ? covering.filter(isWanted).map(({ activity }) => activity.kind) : ["logging"];
    const fail = (reason: string) => ({ status: "fail", reason, evidence: { trails: covering } }) as const;
    if (!words.some((word) => word !== "incomplete")) return fail("no trail that covers it logs all management events");
    if (!tied.some((kind) => kind !== "stopped")) return fail("no organization trail of the management account logs in it");
    if (words.includes("complete") && tied.includes("logging")) return { status: "pass" };
    const unread = covering.flatMap((trail) => (whyUnread(trail) === undefined ? [] : [`${trail.arn}: ${whyUnread(trail)}`]));
    throw new Error(`only the home of these trails can tell what they log: ${unread.join("; ")}`);
  },
});
