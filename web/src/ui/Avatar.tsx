import { initials } from './format';

/** A round badge with the initials of a name; the same name always has the same hue. The letters are drawn by CSS: they
 * are no text of their own, neither for a screen reader nor for the clipboard. */
export function Avatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span
      className="avatar"
      aria-hidden
      data-initials={initials(name)}
      style={{ width: size, height: size, fontSize: size * 0.38, '--hue': hue(name) } as React.CSSProperties}
    />
  );
}

function hue(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 360;
  return sum;
}
