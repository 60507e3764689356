import type { Session } from "@plumbline/aws-session/session";
import { CommandError } from "@plumbline/cli/command-error";
import { explain } from "@plumbline/cli/explain";
import { z } from "zod";
import type { Recipe } from "./recipe.ts";

const Expected = z.strictObject({
  check: z.string(),
  fromDays: z.number(),
  subKey: z.string().optional(),
  when: z.enum(["owner-tag-required", "dev-account"]).optional(),
});
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

/** Says of which recipe an error is, and where. */
function named({ recipe, account, region }: Turn, cause: unknown): CommandError {
  const { exitCode, line, hint } = explain(cause);
  return new CommandError(`recipe ${recipe.name} in ${account}/${region}: ${line}`, { exitCode, hint, cause });
}

/** Cooks every recipe in every place, one after another. A recipe that fails is a CommandError that names it; what was made before has been yielded. */
export async function* makeAll(recipes: readonly Recipe[], places: Places): AsyncGenerator<MadeResource> {
  for (const turn of turns(recipes, places)) {
    const made = await kitchenOf(places, turn)
      .then((kitchen) => turn.recipe.make(kitchen))
      .catch((cause: unknown) => Promise.reject(named(turn, cause)));
    for (const { type, id, region, fails } of made)
      yield MadeResource.parse({ account: turn.account, region: region ?? turn.region, type, id, fails });
  }
}

export type Destroyed =
  | { readonly removed: { readonly account: string; readonly region: string; readonly recipe: string; readonly id: string } }
  | { readonly failed: CommandError };

/** Removes what every recipe made, in reverse order. One that fails is told, and the others go on. */
export async function* destroyAll(recipes: readonly Recipe[], places: Places): AsyncGenerator<Destroyed> {
  for (const turn of [...turns(recipes, places)].reverse()) {
    const { account, region, recipe } = turn;
    try {
      for (const id of await recipe.destroy(await kitchenOf(places, turn))) yield { removed: { account, region, recipe: recipe.name, id } };
    } catch (cause) {
      yield { failed: named(turn, cause) };
    }
  }
}
