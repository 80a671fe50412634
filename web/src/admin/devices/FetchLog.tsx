import { useEffect } from 'react';
import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { DeviceFetchesAllDocument, DeviceFetchesOfDocument, type DeviceFetchResult, type FetchFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { formatInstant, orDash } from '../../ui/format';
import { IconAlert, IconCheck, IconMinus } from '../../ui/icons';
import { Section } from '../../ui/Section';

/** Requests for files, newest first, also of telephones that nobody knows. It is read anew when a telephone was heard of. */
export function FetchLog({ beat }: { beat: unknown }) {
  const [{ data, error }, again] = useQuery({ query: DeviceFetchesAllDocument, requestPolicy: 'network-only' });
  useEffect(() => again({ requestPolicy: 'network-only' }), [beat]);
  const fetches = data?.deviceFetches ?? [];
  return (
    <div className="fetch-log">
      <Section title={t('devices.fetches')} lead={t('devices.fetches.lead')}>
        {error && <p>{failureText(error)}</p>}
        {data && fetches.length === 0 && <p className="list-none dim">{t('devices.fetches.none')}</p>}
        {fetches.length > 0 && <Fetches fetches={fetches} names={fetches.map((fetch) => fetch.device?.label || fetch.device?.mac || '')} />}
      </Section>
    </div>
  );
}

/** The same for one telephone. */
export function FetchLogOf({ id, beat }: { id: string; beat: unknown }) {
  const [{ data, error }, again] = useQuery({ query: DeviceFetchesOfDocument, variables: { id }, requestPolicy: 'network-only' });
  useEffect(() => again({ requestPolicy: 'network-only' }), [beat]);
  const fetches = data?.device?.fetches ?? [];
  return (
    <Section title={t('devices.fetches')} lead={t('devices.fetches.lead.own')}>
      {error && <p>{failureText(error)}</p>}
      {data && fetches.length === 0 && <p className="list-none dim">{t('devices.fetches.none')}</p>}
      {fetches.length > 0 && <Fetches fetches={fetches} />}
    </Section>
  );
}

const looks: Record<DeviceFetchResult, readonly [string, typeof IconCheck]> = {
  DELIVERED: ['green', IconCheck],
  NO_SUCH_FILE: ['grey', IconMinus],
  MISMATCH: ['red', IconAlert],
  WINDOW_CLOSED: ['amber', IconAlert],
  NO_USER: ['amber', IconAlert],
  FAILED: ['red', IconAlert],
  UNKNOWN: ['grey', IconMinus],
};

function Fetches({ fetches, names }: { fetches: readonly FetchFragment[]; names?: readonly string[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('devices.fetches')}>
      <table className="calls fetches">
        <thead>
          <tr>
            <th scope="col">{t('devices.fetch.at')}</th>
            {names && <th scope="col">{t('devices.telephone')}</th>}
            <th scope="col">{t('devices.fetch.file')}</th>
            <th scope="col">{t('devices.fetch.result')}</th>
            <th scope="col">{t('devices.fetch.source')}</th>
          </tr>
        </thead>
        <tbody>
          {fetches.map((fetch, index) => {
            const [tone, Icon] = looks[fetch.result];
            return (
              <tr key={`${fetch.at} ${fetch.file} ${index}`}>
                <td className="num">{formatInstant(fetch.at)}</td>
                {names && <td>{orDash(names[index])}</td>}
                <td className="mono breakable">{orDash(fetch.file)}</td>
                <td>
                  <span className={`result tone-${tone}`} title={t(`devices.result.${fetch.result}.help`)}>
                    <span className="mark">
                      <Icon size={12} stroke={3} aria-hidden />
                    </span>
                    {t(`devices.result.${fetch.result}`)}
                  </span>
                </td>
                <td className="num" title={fetch.userAgent}>
                  {fetch.source}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
