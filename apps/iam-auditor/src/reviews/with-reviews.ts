import { ReviewError, type ReviewErrorCode } from "@plumbline/access-reviews/review-error";
import { CommandError } from "@plumbline/cli/command-error";
import { type ExitCode, exitCodes } from "@plumbline/cli/exit-code";
import type { Io } from "@plumbline/cli/io";
import type { IamStore } from "@plumbline/iam-store/open-store";
import type { StoreConfig } from "../config.ts";
import { withStore } from "../open-store-of-options.ts";

/** What is asked wrongly is a usage error; what was not seen is incomplete; the rest is refused by the state that the review is in. */
const codes: Readonly<Partial<Record<ReviewErrorCode, ExitCode>>> = {
  incomplete: exitCodes.incomplete,
  ...{ "bad-input": exitCodes.usage, "no-such-campaign": exitCodes.usage, "no-such-item": exitCodes.usage },
  ...{ "reason-missing": exitCodes.usage, "no-reviewer": exitCodes.usage },
};

/** Opens the store, does the work, closes it; failures of reviews become errors as a command tells them. */
export async function withReviews<T>(
  config: StoreConfig,
  io: Pick<Io, "environment" | "folder">,
  work: (store: IamStore) => Promise<T>,
): Promise<T> {
  return withStore(config, io, (store) => reviewed(() => work(store)));
}

/** Does the work; failures of reviews become errors as a command tells them. */
export async function reviewed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    const hint = error.code === "not-due" ? "give --early to close it all the same" : undefined;
    throw new CommandError(error.message, {
      exitCode: codes[error.code] ?? exitCodes.refused,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
