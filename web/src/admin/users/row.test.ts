import { describe, expect, it } from 'vitest';
import type { DeviceFragment, Health } from '../../gql/generated';
import { deviceLabel, keepingProbes, toRow, withPerson, withProbe, worstResponse, type UserRow } from './row';

const person = {
  id: 'usr_1', username: 'anna', extension: null, firstName: 'Anna', surname: '', nickname: '', displayName: 'Anna', mobile: null,
  role: 'USER' as const, ringLimit: 3, busyInCall: false, busyRinging: false, version: 3,
};

function device(id: string, health: Health | null, roundTrip: string | null = null, rings = true): DeviceFragment {
  const lastProbe = health && { at: '2026-11-22T12:00:00Z', roundTrip, health };
  return {
    id, contact: '', address: '192.0.2.1:5060', transport: 'UDP', userAgent: '', registeredAt: '', expiresAt: '', reachable: true,
    rings, displaced: '', activity: 'IDLE', lastProbe,
  };
}

const row = (...terminals: DeviceFragment[]): UserRow => toRow({ id: 'tel_1', state: 'FREE', activity: 'IDLE', since: '', user: person, terminals });

describe('the response of a row', () => {
  it('is that of the worst terminal that rings', () => {
    expect(worstResponse(row())).toBeNull();
    expect(worstResponse(row(device('a', null)))).toEqual({ health: 'UNKNOWN', roundTrip: null });
    expect(worstResponse(row(device('a', 'GREEN', 'PT0.02S'), device('b', 'ORANGE', 'PT0.3S')))).toEqual({ health: 'ORANGE', roundTrip: 300 });
    expect(worstResponse(row(device('a', 'GREEN', 'PT0.02S'), device('b', 'GREEN', 'PT0.04S')))).toEqual({ health: 'GREEN', roundTrip: 40 });
    expect(worstResponse(row(device('a', 'GREEN', 'PT0.02S'), device('b', 'RED', null, false)))).toEqual({ health: 'GREEN', roundTrip: 20 });
  });
});

describe('answers to probes', () => {
  const old = { at: '2026-11-22T11:59:00Z', roundTrip: 'PT1S', health: 'ORANGE' } as const;
  const fresh = { at: '2026-11-22T12:01:00Z', roundTrip: 'PT0.01S', health: 'GREEN' } as const;

  it('replace older ones and nothing else', () => {
    const before = row(device('a', 'RED'));
    expect(withProbe(before, 'a', old)).toBe(before);
    expect(withProbe(before, 'b', fresh)).toBe(before);
    expect(withProbe(before, 'a', fresh).terminals[0]?.lastProbe).toEqual(fresh);
  });

  it('are not lost when a change of state brings an older one', () => {
    const before = withProbe(row(device('a', 'RED')), 'a', fresh);
    expect(keepingProbes(row(device('a', 'RED')), before).terminals[0]?.lastProbe).toEqual(fresh);
    expect(keepingProbes(row(device('b', 'RED')), before).terminals[0]?.id).toBe('b');
  });
});

it('a person is never replaced by an older one', () => {
  const before = row();
  expect(withPerson(before, { ...person, version: 2, firstName: 'Old' })).toBe(before);
  expect(withPerson(before, { ...person, version: 4, firstName: 'New' }).name).toBe('New');
});

it.each([
  ['snomD785/10.1.169.16', 'snomD785'],
  ['Yealink SIP-T46U 108.86.0.20', 'Yealink SIP-T46U'],
  ['Grandstream GRP2614 1.0.5.15', 'Grandstream GRP2614'],
  ['Gigaset N870 IP PRO/83.V2.11.0', 'Gigaset N870'],
  ['Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 00041396D9B4)', 'snomD785-SIP'],
  ['baresip v4.2.0 (x86_64/Linux)', 'baresip'],
  ['', ''],
])('%s is called %s', (userAgent, label) => {
  expect(deviceLabel(userAgent)).toBe(label);
});
