import type { Change, Writer } from "@plumbline/audit-kit/define";
import { testChange } from "@plumbline/audit-kit/testing-collector";
import { fakeAws } from "@plumbline/aws-session/testing";
import { describe, expect, it } from "vitest";

const a = { name: "a", document: '{ "Version" : "2012-10-17",\n "Statement": [] }' };
const b = { name: "b", document: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' };
const edited = { ...b, document: '{"Statement":[]}' };
const quarantine = { name: "plumbline-quarantine", document: "{}" };
const odd = { name: "__proto__", document: "{}" };

interface Tested {
  readonly kind: "User" | "Group" | "Role";
  readonly change: Change;
  readonly writer: Writer;
  /** The base of one that is named `x`. */
  readonly subject: { readonly id: "x"; readonly [field: string]: unknown };
}

/** What holds of inline policies, whoever has them. */
export function testInlinePolicies({ kind, change, writer, subject }: Tested): void {
  describe(change.name, () => {
    const named = { [`${kind}Name`]: "x" };
    testChange(it, change, {
      "two policies": { value: [a, b], states: [[b], []] },
      "one that is edited": { value: [a, b], states: [[a, edited], [a]] },
      "the quarantine, which stays": { value: [a, quarantine], states: [[], [a, b]] },
      "a name that means something to JavaScript": { value: [odd, a], states: [[odd], [a]] },
      "no policy": { value: [], states: [[a], [a, b]] },
    });

    it("leaves the quarantine where it is", () => {
      expect(change.set([a, quarantine], [])).toEqual([quarantine]);
    });

    const removal = (PolicyName: string) => [`Delete${kind}Policy`, { ...named, PolicyName }];
    const putting = ({ name, document }: typeof a) => [`Put${kind}Policy`, { ...named, PolicyName: name, PolicyDocument: document }];
    const writes = {
      "deletes one and leaves the other": { from: [a, b], to: [a], sent: [removal("b")] },
      "puts it back byte by byte": { from: [], to: [a], sent: [putting(a)] },
      "writes only what differs": { from: [a, b], to: [a, edited], sent: [putting(edited)] },
      "deletes before it puts": { from: [a], to: [b], sent: [removal("a"), putting(b)] },
      "calls nothing where nothing differs": { from: [a, b], to: [a, b], sent: [] },
    };
    it.each(Object.entries(writes))("%s", async (_, { from, to, sent }) => {
      const aws = fakeAws({ answers: { [`Put${kind}Policy`]: {}, [`Delete${kind}Policy`]: {} } });
      await writer.write(aws, subject, { from, to });
      expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual(sent);
    });
  });
}
