// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Recipe } from "./recipe.ts";

/** Every recipe, loaded when asked for. */
export const recipes = {
  sqs: async () => (await import("./recipes/sqs.ts")).sqs,
} satisfies Record<string, () => Promise<Recipe>>;
