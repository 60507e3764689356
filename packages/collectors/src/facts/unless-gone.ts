import { failureOf } from "@plumbline/audit-kit/look";

/** Makes a call about something that may be deleted meanwhile: undefined when AWS answers with one of these codes; other errors pass. */
export async function unlessGone<T>(codes: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (failureOf(error, codes).kind === "gone") return undefined;
    throw error;
  }
}

/** Takes pages about something that may be deleted meanwhile: they end when AWS answers with one of these codes; other errors pass. */
export async function* untilGone<T>(codes: readonly string[], pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    if (failureOf(error, codes).kind !== "gone") throw error;
  }
}
