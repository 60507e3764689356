import { cure, defineAuditor } from "@plumbline/audit-kit/define";
import { amiShares } from "@plumbline/changes/ami/shares";
import { ami } from "@plumbline/collectors/ami";
import type { Share } from "@plumbline/collectors/facts/shares";
import { z } from "zod";
import { judgeShares, losingShares, type Sharer, sharersTell, unknownShares } from "../judge/shares.ts";

const settings = z.strictObject({
  organizations: z.array(z.string().regex(/^o-[a-z0-9]{10,32}$/, "an organization's id, such as o-a1b2c3d4e5")).default([]),
});

/** ARNs of an organization and of its units both name it. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-organizations-and-OUs.html */
const strangers = (input: Sharer & { facts: { shares: readonly Share[] }; settings: z.output<typeof settings> }) =>
  unknownShares(input.facts.shares, input).filter(
    ({ kind, id }) => kind !== "organization" || !input.settings.organizations.some((one) => id.split("/").includes(one)),
  );

/** A share with an organization or a unit of one fails unless the setting `organizations` names it. */
export const amiNotShared = defineAuditor({
  id: "ami/not-shared",
  title: "No machine image is public or shared with unknown accounts",
  severity: "high",
  source: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html",
  subject: ami,
  needs: ["shares"],
  settings,
  evaluate: (input) => judgeShares(strangers(input)),
  remediation: {
    summary: "Takes the launch permissions away from everyone and from unknown accounts; the others stay.",
    changes: [amiShares],
    blastRadius: { tells: sharersTell, of: (input) => losingShares(strangers(input)) },
    plan(input) {
      const gone = new Set(strangers(input));
      const note = "they can launch no more instances of it; instances that run go on";
      return cure(
        amiShares.to(
          input.facts.shares.filter((share) => !gone.has(share)),
          { note },
        ),
      );
    },
  },
});
