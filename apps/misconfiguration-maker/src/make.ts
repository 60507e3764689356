import type { Session } from "@plumbline/aws-session/session";
import { z } from "zod";
import type { Recipe } from "./recipe.ts";

const Expected = z.strictObject({ check: z.string(), fromDays: z.number(), subKey: z.string().optional(), when: z.enum(["owner-tag-required", "dev-account"]).optional() });
/** What is printed of each resource that was made: the poller's four keys, and the findings that it must give. */
export const MadeResource = z.strictObject({
  account: z.string(),
  region: z.string(),
  type: z.string(),
  id: z.string(),
  fails: z.array(Expected),
});
export type MadeResource = z.infer<typeof MadeResource>;

export interface Places {
  readonly session: Session;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly mainRegion: string;
  sleep(milliseconds: number): Promise<void>;
}
interface Turn {
  readonly recipe: Recipe;
  readonly account: string;
  readonly region: string;
}

function* turns(recipes: readonly Recipe[], { accounts, regions, mainRegion }: Places): Generator<Turn> {
  for (const account of accounts) {
    for (const recipe of recipes) {
      for (const region of recipe.scope === "global" ? [mainRegion] : regions) yield { recipe, account, region };
    }
  }
}

async function kitchenOf({ session, sleep }: Places, { account, region }: Turn) {
  return { aws: await session.connect({ account, region }), suffix: `${account}-${region}`, sleep };
}

/** Cooks every recipe in every place, one after another. A recipe that fails is an error that names it; what was made before has been yielded. */
export async function* makeAll(recipes: readonly Recipe[], places: Places): AsyncGenerator<MadeResource> {
  for (const turn of turns(recipes, places)) {
    const made = await turn.recipe.make(await kitchenOf(places, turn));
    for (const { type, id, region, fails } of made)
      yield MadeResource.parse({ account: turn.account, region: region ?? turn.region, type, id, fails });
  }
}

/** Removes what every recipe made, in reverse order. */
export async function* destroyAll(
  recipes: readonly Recipe[],
  places: Places,
): AsyncGenerator<{ account: string; region: string; recipe: string; id: string }> {
  for (const turn of [...turns(recipes, places)].reverse()) {
    for (const id of await turn.recipe.destroy(await kitchenOf(places, turn)))
      yield { account: turn.account, region: turn.region, recipe: turn.recipe.name, id };
  }
}
