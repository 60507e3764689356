import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../gen/names.ts";

const runsEach = 9;

/** Times the start of commands of the built umbrella, whole process, and says which files each loads. */
export function benchStart(): void {
  const main = join(root, "apps/plumbline/dist/main.js");
  for (const words of [["--version"], ["checks", "list"], ["checks", "show", "sqs/not-public"], ["scan", "--help"]]) {
    const times = Array.from({ length: runsEach }, () => {
      const began = performance.now();
      spawnSync(process.execPath, [main, ...words]);
      return performance.now() - began;
    }).sort((a, b) => a - b);
    console.log(
      `plumbline ${words.join(" ").padEnd(32)} ${times[Math.floor(runsEach / 2)]?.toFixed(0)} ms (median of ${runsEach}, best ${times[0]?.toFixed(0)})`,
    );
  }
}
