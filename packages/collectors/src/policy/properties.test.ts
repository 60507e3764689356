import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analysePolicy, exposures, type PolicyPlace } from "./analyse.ts";
import { type PolicyDocument, parsePolicy, statementsOf } from "./document.ts";
import { deniesInsecureTransport, deniesUnencryptedPuts } from "./enforcement.ts";
import { grantsOf } from "./grants.ts";
import { allowStatement, operator, policy, rawStatement, statement, where } from "./policies.fixture.ts";
import { publicStatements, restrictToAccount, withoutStatements } from "./public-statements.ts";

const rank = (document: PolicyDocument, place: PolicyPlace): number => exposures.indexOf(analysePolicy(document, place).verdict);

describe("for any policy", () => {
  test("parsing its text, plain or percent-encoded, gives the same JSON value", () => {
    const parsed = fc.property(fc.oneof(rawStatement, fc.array(rawStatement, { maxLength: 3 })), (Statement) => {
      const text = JSON.stringify({ Statement, Owner: "team" });
      expect(parsePolicy(text)).toEqual(JSON.parse(text));
      expect(JSON.parse(JSON.stringify(parsePolicy(encodeURIComponent(text))))).toEqual(JSON.parse(text));
    });
    fc.assert(parsed);
  });

  test("the analysis never throws, and gives each statement a verdict and a reason", () => {
    const judged = fc.property(policy, where, (document, place) => {
      const { verdict, statements } = analysePolicy(document, place);
      expect(statements.map((one) => one.statement)).toEqual(statementsOf(document));
      expect(statements.every(({ reason }) => reason.length > 1)).toBe(true);
      const widest = Math.max(0, ...statements.map((one) => exposures.indexOf(one.verdict)));
      expect(exposures.indexOf(verdict)).toBe(widest);
      expect(grantsOf(document, place).length > 0).toBe(verdict !== "private");
      expect([deniesInsecureTransport(document, "arn:aws:s3:::b"), deniesUnencryptedPuts(document, "arn:aws:s3:::b")]).not.toContain(
        undefined,
      );
    });
    fc.assert(judged, { numRuns: 1000 });
  });

  test("removing the public statements leaves the others equal and in order, and nothing public", () => {
    const removed = fc.property(policy, where, (document, place) => {
      const text = JSON.stringify(document);
      const offending = publicStatements(document, place);
      const left = withoutStatements(document, (one) => offending.includes(one));
      const all = statementsOf(document);
      const kept = left === null ? [] : [...statementsOf(left)];
      expect(kept).toEqual(all.filter((one) => !offending.includes(one)));
      if (left !== null) expect(analysePolicy(left, place).verdict).not.toBe("public");
      const again = all.map((one) => (offending.includes(one) ? one : kept.shift()));
      const whole = { ...(left ?? document), Statement: Array.isArray(document.Statement) ? again : again[0] };
      expect(whole).toEqual(JSON.parse(text));
      expect(JSON.stringify(document)).toBe(text);
    });
    fc.assert(removed, { numRuns: 500 });
  });

  test("restricting to the account leaves nothing public and touches public statements only", () => {
    const restricted = fc.property(policy, where, (document, place) => {
      const offending = publicStatements(document, place);
      const after = restrictToAccount(document, place);
      expect(analysePolicy(after, place).verdict).not.toBe("public");
      expect(Array.isArray(after.Statement)).toBe(Array.isArray(document.Statement));
      for (const [index, one] of statementsOf(document).entries()) {
        const { Principal: _p, NotPrincipal: _n, ...rest } = one;
        expect(statementsOf(after)[index]).toEqual(offending.includes(one) ? expect.objectContaining(rest) : one);
      }
    });
    fc.assert(restricted, { numRuns: 500 });
  });

  test("a condition with a key that we do not know never makes an Allow less public", () => {
    const added = fc.property(allowStatement, operator, where, (one, name, place) => {
      const { Condition = {}, ...rest } = one;
      const wider = { ...rest, Condition: { ...Condition, [name]: { ...Condition[name], "acme:Unheard": "x" } } };
      expect(rank({ Statement: wider }, place)).toBe(rank({ Statement: one }, place));
    });
    fc.assert(added, { numRuns: 500 });
  });

  test("another Allow never makes it less public", () => {
    const added = fc.property(policy, allowStatement, where, (document, one, place) => {
      const wider = { ...document, Statement: [...statementsOf(document), one] };
      expect(rank(wider, place)).toBeGreaterThanOrEqual(rank(document, place));
    });
    fc.assert(added, { numRuns: 500 });
  });

  test("a Deny never makes it public", () => {
    const added = fc.property(policy, statement, where, (document, one, place) => {
      const narrower = { ...document, Statement: [...statementsOf(document), { ...one, Effect: "Deny" as const }] };
      const before = new Set(publicStatements(document, place));
      expect(publicStatements(narrower, place).filter((open) => !before.has(open))).toEqual([]);
    });
    fc.assert(added, { numRuns: 500 });
  });
});
