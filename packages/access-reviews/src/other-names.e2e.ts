import { onBothStores } from "@plumbline/iam-store/test-stores.fixture";
import { beforeAll, expect, it } from "vitest";
import { campaignsOf, opening } from "./campaign.fixture.ts";
import { decide } from "./decide.ts";
import { admin, day, dev, reviewer } from "./inventory.fixture.ts";
import { listItems } from "./list-items.ts";
import { type OtherNames, reviewerIdsOf } from "./reviewer-ids.ts";

const nameless: OtherNames = { proven: [], claimed: [] };

onBothStores("other names of who decides", (given) => {
  const { open, itemOf, lookAtPeople } = campaignsOf(given);
  beforeAll(async () => {
    await lookAtPeople();
    await open("q2", {
      routing: {
        ...opening("q2").routing,
        ...{ routes: [{ reviewer: "rita", account: dev, kind: "iam_role" as const }], ownerTags: ["owner"] },
        people: [
          { id: "Rita", mail: "Rita.R@example.com", principals: [] },
          { id: "zoe", mail: "zoe@example.com", principals: ["cyd"] },
        ],
      },
    });
  });

  const rows: Record<
    string,
    [subject: string, names: Partial<OtherNames>, of: string, as: typeof admin | typeof reviewer, code: string | null]
  > = {
    "as an admin, on the user of one's login's name": ["dev:bob", {}, "bob", admin, "own-principal"],
    "as an admin, on the user of one's verified mail": ["00u7", { proven: ["bob@example.com"] }, "bob", admin, "own-principal"],
    "as an admin, on the user of a name that one claims": ["00u7", { claimed: ["BOB"] }, "bob", admin, "own-principal"],
    "as an admin, on what the file of people says is one's own": ["00u7", { proven: ["Zoe@example.com"] }, "cyd", admin, "own-principal"],
    "as an admin, on somebody else's": ["00u7", { proven: ["ann@example.com"], claimed: ["ann"] }, "bob", admin, null],
    "as a reviewer, by the id": ["rita", {}, "deploy", reviewer, null],
    "as a reviewer, by the mail that the file has": ["00u8", { proven: ["rita.r@example.com"] }, "deploy", reviewer, null],
    "as a reviewer, by a verified id": ["00u8", { proven: ["dan@example.com"] }, "cyd", reviewer, null],
    "as a reviewer, by a name that anybody may claim": [
      "00u9",
      { claimed: ["rita", "rita.r@example.com"] },
      "deploy",
      reviewer,
      "not-yours",
    ],
    "as a reviewer, by another mail of the same beginning": ["00u9", { proven: ["rita.r@else.org"] }, "deploy", reviewer, "not-yours"],
  };
  it.each(Object.entries(rows))("decides %s", async (_, [subject, names, of, as, code]) => {
    const { item, permissionHash } = await itemOf("q2", of, of === "deploy" ? "iam_role" : "iam_user");
    const actor = as === admin ? admin("all", subject) : reviewer(subject);
    const deciding = given.store.as(actor, (transaction) =>
      decide(transaction, {
        ...{ campaign: "q2", at: day(5), names: { ...nameless, ...names } },
        words: [{ item, permissionHash, verdict: "keep", reason: subject }],
      }),
    );
    if (code === null) expect(await deciding).toMatchObject([{ by: subject, verdict: "keep" }]);
    else await expect(deciding).rejects.toMatchObject({ name: "ReviewError", code });
  });

  it("finds the work of somebody under all ids", async () => {
    const found = await given.store.as(reviewer("00u8"), async (transaction) => {
      const ids = await reviewerIdsOf(transaction, { campaign: "q2", subject: "00u8", proven: ["Rita.R@example.com", "dan@example.com"] });
      return {
        ids,
        names: (await listItems(transaction, { campaign: "q2", reviewer: ids })).items.map(({ principalName }) => principalName).sort(),
      };
    });
    expect(found).toEqual({ ids: ["00u8", "rita.r@example.com", "dan@example.com", "rita"], names: ["cyd", "deploy"] });
  });
});
