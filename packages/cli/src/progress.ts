import type { Io } from "./io.ts";

/** Counts towards a total on the last line of a terminal. */
export interface Progress {
  advance(done: number, text: string): void;
  end(): void;
}

const quietFor = 2000;
const everyMilliseconds = 100;
const width = 24;

/** Shows a bar on stderr once something takes longer than two seconds; nothing where stderr is no terminal. */
export function makeProgress({ stderr, isTerminal, now, columns }: Io, total: number, { quiet }: { quiet: boolean }): Progress {
  const began = now().getTime();
  let shown = 0;
  const clear = () => stderr.write("\r\u001b[2K");
  if (quiet || !isTerminal.stderr) return { advance: () => undefined, end: () => undefined };
  return {
    advance(done, text) {
      const time = now().getTime();
      if (time - began < quietFor || time - shown < everyMilliseconds) return;
      shown = time;
      const full = Math.round((Math.min(done, total) / Math.max(total, 1)) * width);
      clear();
      stderr.write(`${"█".repeat(full)}${"░".repeat(width - full)} ${done}/${total} ${text}`.slice(0, columns - 1));
    },
    end() {
      if (shown > 0) clear();
    },
  };
}
