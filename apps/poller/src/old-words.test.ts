import { describe, expect, it } from "vitest";
import { translateWords, withVariables } from "./old-words.ts";

const words: Record<string, { old: string[]; ours: string[] }> = {
  "--region": { old: ["--region", "us-east-1,us-east-2"], ours: ["--regions", "us-east-1,us-east-2"] },
  "--region with its value": { old: ["--region=us-east-1"], ours: ["--regions=us-east-1"] },
  "--only_use_test_resources": { old: ["--only_use_test_resources"], ours: ["--only-use-test-resources"] },
  "the words of the seed's example": {
    old: ["--region", "master-region", "--only_use_test_resources", "--stdout"],
    ours: ["--regions", "master-region", "--only-use-test-resources", "--stdout"],
  },
  "our own words": {
    old: ["--regions", "x", "--sqs", "https://q?a=b", "--only-use-test-resources"],
    ours: ["--regions", "x", "--sqs", "https://q?a=b", "--only-use-test-resources"],
  },
  "a value that looks like none": { old: ["--sqs=https://q?a=b=c"], ours: ["--sqs=https://q?a=b=c"] },
  "a name that only begins so": { old: ["--regional"], ours: ["--regional"] },
  "a name that every object has": { old: ["constructor", "--x=toString"], ours: ["constructor", "--x=toString"] },
};
describe("translateWords", () => {
  it.each(Object.entries(words))("%s", (_, { old, ours }) => {
    expect(translateWords(old)).toEqual(ours);
  });
});

const queue = "https://sqs.us-east-1.amazonaws.com/111111111111/q";
const variables: Record<string, { words?: string[]; environment: Record<string, string>; adds: string[] }> = {
  none: { environment: {}, adds: [] },
  all: {
    environment: {
      ACCOUNTS: "111111111111,222222222222",
      REGIONS: "us-east-1,us-west-2",
      POLLER_SQS: queue,
      ONLY_USE_TEST_RESOURCES: "true",
    },
    adds: ["--accounts=111111111111,222222222222", "--regions=us-east-1,us-west-2", `--sqs=${queue}`, "--only-use-test-resources"],
  },
  "empty ones": { environment: { ACCOUNTS: "", REGIONS: "  ", POLLER_SQS: "", ONLY_USE_TEST_RESOURCES: "" }, adds: [] },
  "a flag before its variable": { words: ["--regions", "eu-west-1"], environment: { REGIONS: "us-east-1" }, adds: [] },
  "a flag with its value before its variable": { words: ["--accounts=111111111111"], environment: { ACCOUNTS: "222222222222" }, adds: [] },
  "--org before ACCOUNTS": { words: ["--org"], environment: { ACCOUNTS: "222222222222" }, adds: [] },
  "--ou before ACCOUNTS": { words: ["--ou=ou-1"], environment: { ACCOUNTS: "222222222222" }, adds: [] },
  "--sqs before POLLER_SQS": { words: ["--sqs", "https://other"], environment: { POLLER_SQS: queue }, adds: [] },
  "--stdout before POLLER_SQS": { words: ["--stdout"], environment: { POLLER_SQS: queue }, adds: [] },
  "ONLY_USE_TEST_RESOURCES in another case": { environment: { ONLY_USE_TEST_RESOURCES: " True " }, adds: ["--only-use-test-resources"] },
  "ONLY_USE_TEST_RESOURCES that is false": { environment: { ONLY_USE_TEST_RESOURCES: "false" }, adds: [] },
  "ONLY_USE_TEST_RESOURCES that is 1": { environment: { ONLY_USE_TEST_RESOURCES: "1" }, adds: [] },
  "ONLY_USE_TEST_RESOURCES beside its flag": {
    words: ["--only-use-test-resources"],
    environment: { ONLY_USE_TEST_RESOURCES: "true" },
    adds: [],
  },
};
describe("withVariables", () => {
  it.each(Object.entries(variables))("%s", (_, { words = [], environment, adds }) => {
    expect(withVariables(words, environment)).toEqual([...words, ...adds]);
  });
});
