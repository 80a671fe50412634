import type { Health } from '../../gql/generated';
import type { Field } from './field';
import type { Layout } from './span';

/** Colours of the fields. They stand beside white or black marks, so that no colour has to be told from another. */
export interface Palette {
  readonly fields: Readonly<Record<Health, string>>;
  readonly mark: string;
  readonly text: string;
  readonly line: string;
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    fields: { GREEN: '#2f9e5b', ORANGE: '#f0a020', RED: '#d92d20', GREY: '#e3e7ed', UNKNOWN: '#9db2f3' },
    mark: '#ffffff',
    text: '#59616f',
    line: '#1a1f2b',
  },
  dark: {
    fields: { GREEN: '#2f9e5b', ORANGE: '#e6a32e', RED: '#ef5348', GREY: '#2c323d', UNKNOWN: '#5a70c4' },
    mark: '#14171d',
    text: '#a1a8b5',
    line: '#e4e7ec',
  },
};

/** Measures of the grid in CSS pixels. */
export interface Measures {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** The fields as wide as the room allows. */
export function measure(layout: Layout, room: number): Measures {
  const left = layout.span.row === layout.span.field * 60 ? 46 : 74;
  const width = Math.max(2, Math.floor(((room - left) / layout.columns) * 100) / 100);
  const rows = layout.span.rows;
  const height = rows > 40 ? 11 : rows > 20 ? 15 : 26;
  return { left, top: 20, width, height, gap: width > 6 ? 1 : 0 };
}

export const totalHeight = (layout: Layout, m: Measures): number => m.top + layout.span.rows * m.height;

/** The field that lies under a point; -1 where none does. */
export function fieldAt(fields: readonly Field[], layout: Layout, m: Measures, x: number, y: number): number {
  const [column, row] = [Math.floor((x - m.left) / m.width), Math.floor((y - m.top) / m.height)];
  return fields.findIndex(({ start }) => {
    const place = layout.place(start);
    return place?.row === row && place.column === column;
  });
}

export interface Labels {
  readonly rows: readonly string[];
  readonly columns: readonly (readonly [column: number, text: string])[];
}

/** Draws the grid: 1,440 fields in well under a frame, colour by colour, since changing the colour is what costs. */
export function paint(g: CanvasRenderingContext2D, fields: readonly Field[], layout: Layout, m: Measures, palette: Palette, labels: Labels): void {
  g.font = "11px 'Inter Variable', system-ui, sans-serif";
  g.textBaseline = 'middle';
  g.fillStyle = palette.text;
  for (const [column, text] of labels.columns) g.fillText(text, m.left + column * m.width, 8);
  labels.rows.forEach((text, row) => g.fillText(text, 0, m.top + row * m.height + m.height / 2));

  const byHealth = new Map<Health, { x: number; y: number }[]>();
  for (const { start, health } of fields) {
    const place = layout.place(start);
    if (!place) continue;
    const at = { x: m.left + place.column * m.width, y: m.top + place.row * m.height };
    const places = byHealth.get(health) ?? [];
    places.push(at);
    byHealth.set(health, places);
  }
  const [w, h] = [m.width - m.gap, m.height - 1];
  for (const [health, places] of byHealth) {
    g.fillStyle = palette.fields[health];
    for (const { x, y } of places) g.fillRect(x, y, w, h);
  }
  if (w < 7) return;
  // The shape tells as well as the colour: a cross where no answer came, a dash where it came late.
  g.strokeStyle = palette.mark;
  g.lineWidth = 1.3;
  g.beginPath();
  const [half, arm] = [w / 2, Math.min(w, h) / 4];
  for (const { x, y } of byHealth.get('RED') ?? []) {
    g.moveTo(x + half - arm, y + h / 2 - arm);
    g.lineTo(x + half + arm, y + h / 2 + arm);
    g.moveTo(x + half + arm, y + h / 2 - arm);
    g.lineTo(x + half - arm, y + h / 2 + arm);
  }
  for (const { x, y } of byHealth.get('ORANGE') ?? []) {
    g.moveTo(x + half - arm, y + h / 2);
    g.lineTo(x + half + arm, y + h / 2);
  }
  g.stroke();
}

/** Frames the field that is read out. */
export function frame(g: CanvasRenderingContext2D, start: number, layout: Layout, m: Measures, palette: Palette): void {
  const place = layout.place(start);
  if (!place) return;
  g.strokeStyle = palette.line;
  g.lineWidth = 2;
  g.strokeRect(m.left + place.column * m.width - 1, m.top + place.row * m.height - 1, m.width - m.gap + 2, m.height + 1);
}
