import type { Io } from "@plumbline/cli/io";

const flags = new Map([
  ["--region", "--regions"],
  ["--only_use_test_resources", "--only-use-test-resources"],
]);

/** Translates the flags of the seed system, such as `--region` and `--only_use_test_resources`, to ours. */
export const translateWords = (words: readonly string[]): string[] =>
  words.map((word) => {
    const [flag = "", ...value] = word.split("=");
    return [flags.get(flag) ?? flag, ...value].join("=");
  });

/** Adds the seed's variables ACCOUNTS, REGIONS, POLLER_SQS and ONLY_USE_TEST_RESOURCES as flags, where no flag says otherwise; an empty one says nothing. */
export function withVariables(words: readonly string[], environment: Io["environment"]): string[] {
  const has = (flag: string) => words.some((word) => word === flag || word.startsWith(`${flag}=`));
  const add = (flag: string, variable: string) => {
    const value = environment[variable]?.trim();
    return value && !has(flag) ? [`${flag}=${value}`] : [];
  };
  const isTestOnly = environment["ONLY_USE_TEST_RESOURCES"]?.trim().toLowerCase() === "true";
  return [
    ...words,
    ...(has("--org") || has("--ou") ? [] : add("--accounts", "ACCOUNTS")),
    ...add("--regions", "REGIONS"),
    ...(has("--stdout") ? [] : add("--sqs", "POLLER_SQS")),
    ...(isTestOnly && !has("--only-use-test-resources") ? ["--only-use-test-resources"] : []),
  ];
}
