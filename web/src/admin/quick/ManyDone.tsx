import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { QuickMadeFragment } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { Avatar } from '../../ui/Avatar';
import { Crumbs } from '../../ui/Crumbs';
import { orDash } from '../../ui/format';
import { IconDownload, IconKey } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { saveText } from '../../ui/saveText';
import { writeCsv } from './csv';

/** Everybody who was made, with the way to each one's link and onboarding. */
export function ManyDone({ made, repeated }: { made: readonly QuickMadeFragment[]; repeated: boolean }) {
  return (
    <>
      <Crumbs to="/users" label={t('users.title')} />
      <div className="page-head">
        <h1>{tn('many.done', made.length)}</h1>
        {!repeated && (
          <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => saveText('graphpbx-access.csv', handout(made))}>
            {t('many.save')}
          </Button>
        )}
      </div>
      <div className="many-notice">
        <Notice tone="amber" icon={IconKey}>
          {t(repeated ? 'handover.repeated.text' : 'many.save.text')}
        </Notice>
      </div>
      <section className="card">
        <table className="calls many-table">
          <thead>
            <tr>
              <th scope="col">{t('users.name')}</th>
              <th scope="col">{t('users.username')}</th>
              <th scope="col">{t('users.extension')}</th>
              <th scope="col">
                <span className="only-read">{t('user.onboarding')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {made.map(({ user }) => (
              <tr key={user.id}>
                <td>
                  <span className="many-name">
                    <Avatar name={user.displayName} size={26} />
                    {user.displayName}
                  </span>
                </td>
                <td>{user.username}</td>
                <td className="num">{orDash(user.extension)}</td>
                <td className="calls-action">
                  <Link href={`/users/${user.id}/onboarding`} className="text-button" aria-label={`${t('many.hand')}: ${user.displayName}`}>
                    {t('many.hand')}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** Everything that has to reach the colleagues, as a file for letters. */
function handout(made: readonly QuickMadeFragment[]): string {
  const head = ['username', 'name', 'number', 'sipServer', 'sipPassword', 'ctiPassword', 'link', 'linkPassword', 'callthroughPin', 'telephoneFiles'];
  const rows = made.map(({ user, accessData, activationLink, callthroughPin, deviceUrl }) =>
    [
      user.username,
      user.displayName,
      user.extension,
      accessData?.domain,
      accessData?.sipPassword,
      accessData?.ctiPassword,
      activationLink?.url,
      activationLink?.password,
      callthroughPin,
      deviceUrl,
    ].map((cell) => cell ?? ''),
  );
  return writeCsv([head, ...rows]);
}
