import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerBatch, type Outcome } from "./answer-batch.ts";
import { recordOf } from "./record.fixture.ts";

/** What a message does, and whether the dead-letter queue takes it. */
type Fate = Outcome["kind"] | "throw" | "poison that is refused";

async function answer(fates: readonly Fate[], atOnce = 3) {
  const [buried, told, running]: [string[], string[], number[]] = [[], [], []];
  let now = 0;
  const fateOf = (id: string) => fates[Number(id)];
  const response = await answerBatch(
    { Records: fates.map((_, i) => recordOf(String(i))) },
    {
      atOnce,
      handle: async ({ messageId }) => {
        running.push(++now);
        await Promise.resolve();
        now--;
        const fate = fateOf(messageId);
        if (fate === "throw") throw new Error("thrown");
        return fate === "done" ? { kind: "done" } : { kind: fate === "again" ? "again" : "poison", reason: "why" };
      },
      bury: async ({ messageId }, reason) => {
        if (fateOf(messageId) === "poison that is refused") throw new Error("queue gone");
        buried.push(`${messageId} ${reason}`);
      },
      tell: ({ messageId }, { kind, reason }) => void told.push(`${messageId} ${kind} ${reason}`),
    },
  );
  return { failed: response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), buried, told, most: Math.max(0, ...running) };
}

const refused = "it could not be put into the dead-letter queue: queue gone";
const rows: Record<string, { fate: Fate; failed?: string[]; buried?: string[]; told?: string[] }> = {
  "a message that is done": { fate: "done" },
  "one that comes again": { fate: "again", failed: ["0"], told: ["0 again why"] },
  "one whose handling throws": { fate: "throw", failed: ["0"], told: ["0 again thrown"] },
  poison: { fate: "poison", buried: ["0 why"], told: ["0 poison why"] },
  "poison that the dead-letter queue refuses": {
    fate: "poison that is refused",
    failed: ["0"],
    told: ["0 poison why", `0 again ${refused}`],
  },
};

describe("answerBatch", () => {
  it.each(Object.entries(rows))("%s", async (_, { fate, failed = [], buried = [], told = [] }) => {
    expect(await answer([fate])).toMatchObject({ failed, buried, told });
  });

  it("loses nothing: each message is done, buried, or comes again, and no other", async () => {
    const fate = fc.constantFrom<Fate>("done", "again", "throw", "poison", "poison that is refused");
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 10 }), fc.integer({ min: 1, max: 4 }), async (fates, atOnce) => {
        const { failed, buried, most } = await answer(fates, atOnce);
        const of = (...kinds: Fate[]) => fates.flatMap((one, i) => (kinds.includes(one) ? [String(i)] : []));
        expect(failed).toEqual(of("again", "throw", "poison that is refused"));
        expect(buried.map((text) => text.split(" ")[0]).sort()).toEqual(of("poison"));
        expect(most).toBeLessThanOrEqual(atOnce);
      }),
    );
  });
});
