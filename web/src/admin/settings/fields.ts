import type { SettingsFormsQuery } from '../../gql/generated';
import { has, t, type Key } from '../../i18n';
import { parseDuration } from '../../ui/format';

export type Settings = SettingsFormsQuery['settings'];
export type Field = Settings['fields'][number];

/** The settings of presence have a mutation of their own and no description by the switchboard. */
export const presenceFields: readonly Field[] = [
  { group: 'presence', name: 'beRightBackFor', kind: 'DURATION', default: 'PT15M', minimum: 'PT1M', maximum: 'PT8H', explanation: '' },
  { group: 'presence', name: 'historyDays', kind: 'INT', default: '', minimum: '1', maximum: '365', explanation: '' },
];

/** Units in which a duration is typed, the largest first. */
export const units = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 } as const;
export type Unit = keyof typeof units;

/** What stands in a field while it is typed: a number with its unit, or words. */
export interface Typed {
  readonly text: string;
  readonly unit: Unit;
}

/** The value of a setting as it is typed: durations in the largest unit that divides them. */
export function toTyped(kind: Field['kind'], value: unknown): Typed {
  const text = value === null || value === undefined ? '' : String(value);
  if (kind !== 'DURATION') return { text, unit: 's' };
  const milliseconds = parseDuration(text);
  if (milliseconds === null) return { text: '', unit: 'min' };
  const unit = (Object.keys(units) as Unit[]).find((each) => milliseconds % units[each] === 0) ?? 'ms';
  return { text: String(milliseconds / units[unit]), unit };
}

/** The value as the switchboard takes it; null for the default. Undefined where it is no number. */
export function toValue(kind: Field['kind'], { text, unit }: Typed): string | number | null | undefined {
  const bare = text.trim().replace(',', '.');
  if (bare === '') return null;
  if (kind === 'TEXT') return bare;
  const number = Number(bare);
  if (!Number.isFinite(number)) return undefined;
  return kind === 'INT' ? number : `PT${(number * units[unit]) / 1000}S`;
}

/** A value in words, for the bounds and the default. */
export function inWords(kind: Field['kind'], value: string): string {
  const { text, unit } = toTyped(kind, value);
  return kind === 'DURATION' && text ? `${text} ${t(`unit.${unit}`)}` : text;
}

/** What a setting is called; one that is newer than these pages by its own name. */
export function labelOf({ group, name }: Pick<Field, 'group' | 'name'>): string {
  const key = `setting.${group}.${name}`;
  return has(key) ? t(key as Key) : name;
}

/** What a group is called. */
export function groupLabel(group: string): string {
  const key = `settings.group.${group}`;
  return has(key) ? t(key as Key) : group;
}

/** The sentence that explains a setting. */
export function explanationOf({ group, name, explanation }: Field): string {
  const key = `setting.${group}.${name}.help`;
  return explanation || (has(key) ? t(key as Key) : '');
}
