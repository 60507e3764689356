// Made by `pnpm gen` from the files beside it. Do not edit.
import type { Recipe } from "./recipe.ts";

/** Every recipe, loaded when asked for. */
export const recipes = {
  "iam-role": async () => (await import("./recipes/iam-role.ts")).iamRole,
  "iam-user": async () => (await import("./recipes/iam-user.ts")).iamUser,
  "s3-bucket": async () => (await import("./recipes/s3-bucket.ts")).s3Bucket,
  "sqs": async () => (await import("./recipes/sqs.ts")).sqs,
} satisfies Record<string, () => Promise<Recipe>>;
