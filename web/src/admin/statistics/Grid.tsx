import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { getLocale, t, useLang } from '../../i18n';
import { count, type Field } from './field';
import { fieldAt, frame, measure, paint, palettes, totalHeight, type Labels } from './paint';
import { readOut } from './readout';
import { Layout, type Span } from './span';

interface Props {
  readonly fields: readonly Field[];
  readonly span: Span;
}

/** The fields as a picture, which the mouse or the arrow keys read out. */
export function Grid({ fields, span }: Props) {
  const lang = useLang();
  const palette = palettes[useComputedColorScheme('light')];
  const last = fields.at(-1)?.start ?? 0;
  const layout = useMemo(() => new Layout(span, last), [span, last]);
  const labels = useMemo(() => labelsOf(layout), [layout, lang]);
  const [box, room] = useRoom();
  const canvas = useRef<HTMLCanvasElement>(null);
  // The field that is read out, by its time: fields that are added must not move it.
  const [at, setAt] = useState<number | null>(null);
  const read = at === null ? -1 : fields.findIndex((field) => field.start === at);
  const m = measure(layout, room);
  const height = totalHeight(layout, m);

  useEffect(() => {
    const g = prepared(canvas.current, room, height);
    if (!g) return;
    paint(g, fields, layout, m, palette, labels);
    const field = fields[read];
    if (field) frame(g, field.start, layout, m, palette);
  });

  const over = (event: MouseEvent): void => {
    const bounds = event.currentTarget.getBoundingClientRect();
    setAt(fields[fieldAt(fields, layout, m, event.clientX - bounds.left, event.clientY - bounds.top)]?.start ?? null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps(event.key, layout.columns, fields.length);
    if (step === null) return;
    event.preventDefault();
    const from = read < 0 ? fields.length - 1 - (step < 0 ? 0 : step) : read;
    setAt(fields[Math.max(0, Math.min(fields.length - 1, from + step))]?.start ?? null);
  };
  const field = fields[read];
  return (
    <div ref={box} className="grid-box">
      <canvas
        ref={canvas}
        className="grid"
        role="img"
        tabIndex={0}
        aria-label={describe(fields)}
        style={{ width: room, height }}
        onMouseMove={over}
        onMouseLeave={() => setAt(null)}
        onKeyDown={onKeyDown}
      />
      <p className="grid-read num" aria-live="polite">
        {field ? readOut(field, span) : <span className="dim">{t('statistics.read.hint')}</span>}
      </p>
    </div>
  );
}

/** How far a key leads; null where it leads nowhere. */
function steps(key: string, columns: number, all: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return 1;
    case 'ArrowLeft':
      return -1;
    case 'ArrowDown':
      return columns;
    case 'ArrowUp':
      return -columns;
    case 'Home':
      return -all;
    case 'End':
      return all;
  }
  return null;
}

function describe(fields: readonly Field[]): string {
  const counts = count(fields);
  const parts = (['GREEN', 'ORANGE', 'RED', 'UNKNOWN', 'GREY'] as const).filter((health) => counts[health] > 0);
  const list = parts.map((health) => `${t(`health.${health}`)}: ${counts[health].toLocaleString(getLocale())}`);
  return `${t('statistics.grid')}: ${list.join(', ')}. ${t('statistics.read.hint')}`;
}

/** The width that there is. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(840);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    setRoom(element.clientWidth);
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, room] as const;
}

/** An empty canvas with a pixel for each of the screen. */
function prepared(canvas: HTMLCanvasElement | null, width: number, height: number): CanvasRenderingContext2D | null {
  const g = canvas?.getContext('2d');
  if (!canvas || !g) return null;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  g.scale(scale, scale);
  return g;
}

function labelsOf(layout: Layout): Labels {
  const byHour = layout.span.row === 3_600_000;
  const format = new Intl.DateTimeFormat(getLocale(), byHour ? { hour: '2-digit', minute: '2-digit' } : { weekday: 'short', day: '2-digit', month: '2-digit' });
  const every = byHour ? 5 : layout.columns / 12;
  const columns = Array.from({ length: 12 }, (_, index) => [index * every, String(index * (byHour ? 5 : 2)).padStart(2, '0')] as const);
  const midnight = new Intl.DateTimeFormat(getLocale(), { weekday: 'short', day: 'numeric' });
  const rows = layout.starts.map((start) => (byHour && new Date(start).getHours() === 0 ? midnight : format).format(start));
  return { rows, columns };
}
