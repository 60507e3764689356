import { expect, it } from "vitest";
import { leftOpenText } from "./left-open.ts";

const asset = { asset: { locator: "ec2", value: "i-1" }, openVulns: 2 };
const left = { onNamed: 1, assets: 1, openVulns: 2, first: [asset] };
const notKept = { isPartial: false, partialSince: ["2026-06-01T00:00:00.000Z"] };

const rows: Record<string, { left: object; autoclosed?: number; says: RegExp }> = {
  "closed no more than what was named": { left, autoclosed: 1, says: /autoclose left them open/ },
  "closed all": { left, autoclosed: 3, says: /autoclose closed them/ },
  "closed some other number": { left, autoclosed: 2, says: /does not say whether autoclose reaches/ },
  "does not tell": { left, says: /does not say whether autoclose reaches/ },
  "closed as many, of more than is compared with": {
    left: { ...left, notKept },
    autoclosed: 3,
    says: /does not say whether autoclose reaches/,
  },
};
it.each(Object.entries(rows))("what stands in no file, where Kenna %s", (_, { left: given, autoclosed, says }) => {
  expect(leftOpenText(given as Parameters<typeof leftOpenText>[0], autoclosed)).toMatch(says);
});
