import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Health } from '../../gql/generated';
import { palettes } from './paint';
import { field, fieldsInStrip, type Strip } from './strips';

const height = 22;

/** A day as a strip of 288 fields. Late fields are lower and unanswered ones lower still, so that the colour is not all that tells. */
export function StripCanvas({ strip, end, label }: { strip: Strip | undefined; end: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = palettes[useComputedColorScheme('light')];
  useEffect(() => {
    const element = canvas.current;
    const g = element?.getContext('2d');
    if (!element || !g) return;
    const scale = devicePixelRatio || 1;
    element.width = fieldsInStrip * 3 * scale;
    element.height = height * scale;
    g.scale(scale, scale);
    if (!strip) return;
    // A strip that was read some minutes ago has moved to the left since.
    const shift = Math.round((end - fieldsInStrip * field - strip.from) / field);
    strip.healths.forEach((health, index) => {
      g.fillStyle = palette.fields[health];
      const top = heights[health];
      g.fillRect((index - shift) * 3, top, 3, height - top);
    });
  }, [strip, end, palette]);
  return <canvas ref={canvas} className="strip" role="img" aria-label={label} />;
}

const heights: Readonly<Record<Health, number>> = { GREEN: 0, UNKNOWN: 0, ORANGE: 5, RED: 10, GREY: 0 };
