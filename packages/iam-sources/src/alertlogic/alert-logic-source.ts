import type { Kind } from "@plumbline/iam-model/kinds";
import type { IamSource, Told } from "../iam-source.ts";
import { originOf } from "../origin.ts";
import { allFailed, readLists, type SourceList, toRecords } from "../read-lists.ts";
import { SourceError, SourceSettingsError } from "../source-error.ts";
import type { Surroundings } from "../surroundings.ts";
import { type AlertLogic, signInToAlertLogic } from "./sign-in.ts";
import { Account, FoundAccount, FoundRemediation, toAccountRecord, toRemediationRecord } from "./to-records.ts";

export interface AlertLogicOptions {
  /** Such as `api.cloudinsight.alertlogic.com`; always by https, but for this machine. */
  readonly host: string;
  /** Of an access key, or a user's name and password; a second factor can't be given. */
  readonly keyId: string;
  readonly secretKey: string;
  /** Alert Logic's id of the customer's account that is read, with all that it manages. */
  readonly customer: string;
  /** The AWS account whose readers see what it tells; empty for readers of every account. */
  readonly account?: string | undefined;
  readonly surroundings: Surroundings;
}

const kinds = ["alertlogic_account", "alertlogic_remediation"] as const satisfies readonly Kind[];

/**
 * A customer's accounts of Alert Logic, and what it advises to mend in each. Throws a SourceSettingsError for a host, key or id that can't be
 * one. https://github.com/alertlogic/alertlogic-sdk-definitions
 */
export function alertLogicSource({ customer, account = "", ...options }: AlertLogicOptions): IamSource {
  const origin = originOf("Alert Logic", options.host);
  if (!/^\w+$/.test(customer)) throw new SourceSettingsError("Alert Logic's account is no id; it looks like 12345678");
  if (options.keyId === "" || options.secretKey === "" || /[:\s]/.test(options.keyId))
    throw new SourceSettingsError("Alert Logic's access key is empty, or its id holds a character that none has");
  return {
    ...{ name: "alertlogic", listing: `alertlogic/${customer}`, account, kinds },
    async *read({ signal } = {}) {
      try {
        yield* readCustomer(await signInToAlertLogic({ ...options, origin }, signal), customer, account);
      } catch (error) {
        // Without a token or the accounts there is nothing to ask for; lists that break off later have told so themselves.
        if (!(error instanceof SourceError)) throw error;
        yield* allFailed(kinds, error);
      }
    },
  };
}

async function* readCustomer(alertLogic: AlertLogic, customer: string, account: string): AsyncGenerator<Told> {
  const accounts = await alertLogic.accounts(customer);
  yield* readLists(
    ["alertlogic_account"],
    [
      {
        kind: "alertlogic_account",
        pages: () =>
          toRecords(onePage(accounts), {
            ...{ tried: `list the accounts of ${customer}`, schema: FoundAccount },
            toRecord: (found) => toAccountRecord(found, account),
          }),
      },
    ],
  );
  yield* readLists(
    ["alertlogic_remediation"],
    accounts.flatMap((found): SourceList[] => {
      const { data } = Account.safeParse(found);
      // An account that is off is not scanned.
      if (data?.active === false) return [];
      const kind = "alertlogic_remediation";
      if (data === undefined) return [{ kind, pages: refuseNameless }];
      const { id } = data;
      return [
        {
          kind,
          pages: () =>
            toRecords(alertLogic.remediations(id), {
              ...{ tried: `list the remediations of ${id}`, schema: FoundRemediation },
              toRecord: (one) => toRemediationRecord(one, { customer: id, account }),
            }),
        },
      ];
    }),
  );
}

async function* onePage(items: readonly unknown[]) {
  yield items;
}

function refuseNameless(): never {
  throw new SourceError({
    kind: "failed",
    tried: "list the remediations of an account",
    outcome: "Alert Logic did not tell its id",
    hint: "Tell the makers of Plumbline.",
  });
}
