/** The values of a JSON text by their paths, as people read them; the whole text where it is no object. */
export function details(json: string): (readonly [string, string])[] {
  if (isEmpty(json)) return [];
  try {
    return flat('', JSON.parse(json) as unknown);
  } catch {
    return [['', json]];
  }
}

export const isEmpty = (json: string): boolean => json === '' || json === '{}' || json === 'null';

function flat(path: string, value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[path, String(value ?? '–')]];
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [[path, value.join(', ')]];
  return Object.entries(value).flatMap(([name, inner]) => flat(path ? `${path}.${name}` : name, inner));
}
