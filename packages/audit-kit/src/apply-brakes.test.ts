import { describe, expect, it } from "vitest";
import { lids, many, run, stateful } from "./apply.fixture.ts";
import { brakesOn, defaultLimits } from "./brakes.ts";
import { fault } from "./world.fixture.ts";

describe("brakes while changes are made", () => {
  it("the first of a kind is the canary: when it fails the others are not made", async () => {
    const cloud = stateful(many(4));
    const plan = await lids(cloud);
    const { applied } = await run(cloud, plan, {
      reaudit: async () => ({ status: "fail", contained: false, reason: "it is open" }),
      brakes: brakesOn(plan, defaultLimits),
    });
    expect(applied.map(({ status }) => status)).toEqual(["failed", "refused", "refused", "refused"]);
    expect(applied[1]?.reason).toMatch(/^the first box\/lid of this run, on b0 in 111111111111\/us-east-1, is failed; the others wait/);
  });

  it("stops after so many failures", async () => {
    let writes = 0;
    const boxes = many(6);
    const cloud = stateful(boxes, {
      SetLid: ({ input }) => {
        if (writes++ > 0) throw fault("denied", "AccessDenied", "not allowed");
        if (Array.isArray(input)) boxes[String(input[0])]!.open = false;
      },
    });
    const plan = await lids(cloud);
    const { applied } = await run(cloud, plan, { brakes: brakesOn(plan, { ...defaultLimits, stopAfter: 2 }) });
    expect(applied.map(({ status }) => status)).toEqual(["verified", "failed", "failed", "refused", "refused", "refused"]);
    expect(applied[3]?.reason).toBe("the run was stopped after 2 failures (--stop-after)");
  });
});
