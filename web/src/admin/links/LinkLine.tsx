import { Button } from '@mantine/core';
import { useMutation } from 'urql';
import { Link } from 'wouter';
import { failureText, faultText } from '../../api/faults';
import { LinkRevokeDocument, type LinkFragment } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { sayDone, sayFailed } from '../../ui/toast';
import { LinkChip } from './LinkChip';

interface Props {
  readonly link: LinkFragment;
  /** Whose link it is, where that does not go without saying. */
  readonly whose?: { readonly id: string; readonly displayName: string } | null;
  readonly onChange: () => void;
}

/** One activation link: what became of it, and the way to take it back. */
export function LinkLine({ link, whose, onChange }: Props) {
  const [{ fetching }, revoke] = useMutation(LinkRevokeDocument);
  const takeBack = async (): Promise<void> => {
    const { data, error } = await revoke({ id: link.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { activationLink, errors } = data.activationLinkRevoke;
    if (!activationLink) return sayFailed(errors.map(faultText).join(' '));
    sayDone(t('links.revoked'));
    onChange();
  };
  return (
    <li className="entry" data-state={link.state}>
      <LinkChip state={link.state} />
      <div className="entry-text">
        {whose && (
          <Link href={`/users/${whose.id}/links`} className="entry-link">
            {whose.displayName}
          </Link>
        )}
        {whose ? <span>{story(link)}</span> : <strong>{story(link)}</strong>}
        <span className="dim num">
          {t('links.made', { when: formatInstant(link.createdAt), who: link.createdBy?.displayName ?? t('links.made.local') })}
          {link.failures > 0 && ` · ${tn('onboarding.failures', link.failures)}`}
        </span>
      </div>
      {link.state === 'OPEN' && (
        <Button variant="default" size="xs" loading={fetching} onClick={takeBack}>
          {t('links.revoke')}
        </Button>
      )}
    </li>
  );
}

/** What became of a link, in a few words. */
function story(link: LinkFragment): string {
  if (link.usedAt) return link.deviceName ? t('links.usedBy', { device: link.deviceName, when: formatInstant(link.usedAt) }) : t('links.used', { when: formatInstant(link.usedAt) });
  if (link.revokedAt) return t('links.revokedAt', { when: formatInstant(link.revokedAt) });
  if (link.state === 'BURNED') return t('links.burned');
  if (link.state === 'EXPIRED') return t('links.expired', { when: formatInstant(link.expiresAt) });
  if (link.openedAt) return t('links.opened', { when: formatInstant(link.openedAt) });
  return t('links.waiting', { when: formatInstant(link.expiresAt) });
}
