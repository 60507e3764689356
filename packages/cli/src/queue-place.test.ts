import { expect, it } from "vitest";
import { queuePlace } from "./queue-place.ts";

const session = { callerAccount: "111111111111", partition: "aws" };
const rows: Record<string, { url: string; place: object }> = {
  "AWS's": { url: "https://sqs.eu-west-1.amazonaws.com/111111111111/q", place: { account: "111111111111", region: "eu-west-1" } },
  "one that tells no region": {
    url: "https://queue.amazonaws.com/111111111111/q",
    place: { account: "111111111111", region: "us-east-1" },
  },
  "one of this machine": {
    url: "http://127.0.0.1:9324/123456789012/q",
    place: { account: "111111111111", region: "us-east-1", endpointUrl: "http://127.0.0.1:9324" },
  },
  "another host that is not AWS": { url: "https://example.com/q", place: { account: "111111111111", region: "us-east-1" } },
};
it.each(Object.entries(rows))("queuePlace: %s", (_, { url, place }) => {
  expect(queuePlace(session, url)).toEqual(place);
});
