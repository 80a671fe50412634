import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { QuickNamesDocument, type QuickNamesQuery } from '../../gql/generated';
import { t } from '../../i18n';

export interface Names {
  /** Why the name cannot be had; empty where it can, or where nothing is known. */
  readonly username: string;
  readonly extension: string;
  /** What was asked about and is free. */
  readonly free: { readonly username: string; readonly extension: string };
}

const unknown: Names = { username: '', extension: '', free: { username: '', extension: '' } };

/** Asks while one types whether the username and the internal number are free. */
export function useNames(username: string, extension: string): Names {
  const client = useClient();
  const [names, setNames] = useState<Names>(unknown);
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const variables = { username, extension, withUsername: username !== '', withExtension: /^\d{1,15}$/.test(extension) };
      const { data } = await client.query(QuickNamesDocument, variables, { requestPolicy: 'network-only' }).toPromise();
      if (!gone && data) setNames(judge(username, extension, data));
    };
    const timer = setTimeout(() => void ask(), 250);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, username, extension]);
  return names;
}

function judge(username: string, extension: string, { user, numberingPlan }: QuickNamesQuery): Names {
  const { isFree, holder } = numberingPlan;
  return {
    username: user ? t('quick.username.taken', { name: user.displayName }) : '',
    extension: isFree === false ? holderText(holder) : '',
    free: { username: user ? '' : username, extension: isFree ? extension : '' },
  };
}

function holderText(holder: QuickNamesQuery['numberingPlan']['holder']): string {
  if (holder?.user) return t('quick.extension.taken', { name: holder.user.displayName });
  return t('quick.extension.reserved');
}
