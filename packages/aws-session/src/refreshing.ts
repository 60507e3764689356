import type { CredentialProvider, Credentials } from "./client-factory.ts";

const aheadMinutes = 5;
const minute = 60_000;

/**
 * Keeps credentials and fetches new ones 5 minutes before they expire, once for all who wait. Credentials that do not say when they
 * expire are read anew after 5 minutes. While a refresh fails, credentials that are still good go on being used.
 */
export const refreshing = (load: CredentialProvider, now: () => Date): CredentialProvider => {
  let kept: { readonly credentials: Credentials; readonly loadedAt: number } | undefined;
  let pending: Promise<Credentials> | undefined;
  const renew = async (): Promise<Credentials> => {
    const loadedAt = now().getTime();
    try {
      const credentials = await load();
      kept = { credentials, loadedAt };
      return credentials;
    } catch (error) {
      if (kept?.credentials.expiration !== undefined && kept.credentials.expiration.getTime() > now().getTime()) return kept.credentials;
      throw error;
    } finally {
      pending = undefined;
    }
  };
  return async () => {
    if (kept !== undefined && now().getTime() < staleAt(kept)) return kept.credentials;
    pending ??= renew();
    return pending;
  };
};

const staleAt = ({ credentials, loadedAt }: { credentials: Credentials; loadedAt: number }): number =>
  (credentials.expiration?.getTime() ?? loadedAt + 2 * aheadMinutes * minute) - aheadMinutes * minute;
