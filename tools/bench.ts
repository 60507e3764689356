const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  poll: async () => (await import("./bench/poll.ts")).benchPoll(),
  cis: async () => (await import("./bench/cis.ts")).benchCis(),
  calls: async () => (await import("./bench/calls.ts")).benchCalls(),
  car: async () => (await import("./bench/car.ts")).benchCar(),
  console: async () => (await import("./bench/console.ts")).benchConsole(),
  kdi: async () => (await import("./bench/kdi.ts")).benchKdi(),
  "iam-store": async () => (await import("./bench/iam-store.ts")).benchIamStore(),
  pipeline: async () => (await import("./bench/pipeline.ts")).benchPipeline(),
  questions: async () => (await import("./bench/questions.ts")).benchQuestions(),
  html: async () => (await import("./bench/html.ts")).benchHtml(),
  start: async () => (await import("./bench/start.ts")).benchStart(),
};
const [name = "", ...rest] = process.argv.slice(2);
const bench = benches[name];
if (!bench || rest.length > 0) {
  console.error(`usage: pnpm bench ${Object.keys(benches).join("|")}`);
  process.exitCode = 2;
} else await bench();
