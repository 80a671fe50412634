import { useMemo } from 'react';
import { useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { NumberingPlanDocument, type NumberingPlanQuery } from '../../gql/generated';
import { getLocale, t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { useStores } from '../stores';
import { useThrottled } from '../useThrottled';
import { callName } from '../users/row';
import { holdersOf, outside, placesOf, rowsOf, type Holder, type Place } from './map';
import { Lookup } from './Lookup';
import { serviceName } from './name';
import { Services } from './Services';
import './numbers.css';

const mostListed = 60;

type Plan = NumberingPlanQuery['numberingPlan'];

/** The numbering plan: which numbers are kept for services, which are given to users, and what is free. */
export default function NumbersPage() {
  const [{ data, error }] = useQuery({ query: NumberingPlanDocument });
  const plan = data?.numberingPlan;
  return (
    <>
      <div className="page-head">
        <h1>{t('numbers.title')}</h1>
      </div>
      {error && <Notice tone="red">{failureText(error)}</Notice>}
      {plan && (
        <div className="numbers">
          <Lookup next={plan.next} />
          <Ranges plan={plan} />
          <Services services={plan.services} />
        </div>
      )}
    </>
  );
}

function Ranges({ plan }: { plan: Plan }) {
  const { users } = useStores();
  const holders = useThrottled(users.rows, (rows) => holdersOf(rows, plan.services));
  return (
    <section className="card numbers-part" aria-labelledby="numbers-users">
      <h2 id="numbers-users">{t('numbers.users')}</h2>
      <p className="dim">{t('numbers.users.lead')}</p>
      {plan.ranges.map(({ first, last, free }) => (
        <Range key={first} first={first} last={last} free={free} holders={holders} />
      ))}
      <Outside places={outside(holders, plan.ranges)} />
    </section>
  );
}

function Range({ first, last, free, holders }: { first: string; last: string; free: number; holders: ReadonlyMap<string, Holder> }) {
  const places = useMemo(() => placesOf(first, last, holders), [first, last, holders]);
  const format = (n: number): string => n.toLocaleString(getLocale());
  const all = Number(last) - Number(first) + 1;
  const left = places ? places.filter(isFree).length : free;
  return (
    <>
      <h3>
        {t('numbers.range', { first, last })}{' '}
        <span className="dim num">{t('numbers.free', { free: format(left), all: format(all) })}</span>
      </h3>
      {places && (
        <div className="number-map num">
          {rowsOf(places).map((row) => (
            <Hundred key={row[0]!.number} places={row} />
          ))}
        </div>
      )}
    </>
  );
}

const isFree = ({ user, service }: Place): boolean => !user && !service;

function who({ user, service }: Place): string {
  if (user) return callName(user);
  return service ? serviceName(service) : t('numbers.isFree');
}

/** A hundred numbers as a strip of fields. For reading aloud the figures stand for it. */
function Hundred({ places }: { places: readonly Place[] }) {
  const taken = places.filter((place) => !isFree(place));
  const [first, last] = [places[0]!.number, places.at(-1)!.number];
  return (
    <div className="hundred">
      <span aria-hidden>{first}</span>
      <span className="hundred-fields" role="img" aria-label={t('numbers.row', { first, last, taken: taken.length })}>
        {places.map((place) => (
          <span key={place.number} className={place.user ? 'number-user' : place.service ? 'number-service' : ''} title={`${place.number}: ${who(place)}`} />
        ))}
      </span>
    </div>
  );
}

/** Numbers that were given by hand. */
function Outside({ places }: { places: readonly Place[] }) {
  if (places.length === 0) return null;
  return (
    <>
      <h3>
        {t('numbers.outside')} <span className="dim num">{places.length.toLocaleString(getLocale())}</span>
      </h3>
      <ul className="number-list num">
        {places.slice(0, mostListed).map((place) => (
          <li key={place.number}>
            <strong>{place.number}</strong> {who(place)}
          </li>
        ))}
      </ul>
      {places.length > mostListed && <p className="dim">{t('start.more', { n: places.length - mostListed })}</p>}
    </>
  );
}
