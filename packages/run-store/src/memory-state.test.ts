import { describe, it } from "vitest";
import { memoryState } from "./memory-state.ts";
import { stateLaws } from "./state-laws.fixture.ts";

describe("state in memory", () => {
  it.each(Object.entries(stateLaws))("%s", async (_, holds) => {
    let clock = 0;
    await holds({
      state: memoryState(() => new Date(clock)),
      setClock: (milliseconds) => {
        clock = milliseconds;
      },
    });
  });
});
