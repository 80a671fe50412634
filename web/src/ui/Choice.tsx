interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly values: readonly T[];
  readonly text: (value: T) => string;
  readonly onChange: (value: T) => void;
}

/** A filter with too many values to show them all at once. The first value means no filter. */
export function Choice<T extends string>({ label, value, values, text, onChange }: Props<T>) {
  return (
    <select className="choice" aria-label={label} title={label} data-active={value !== values[0]} value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
      {values.map((each) => (
        <option key={each} value={each}>
          {text(each)}
        </option>
      ))}
    </select>
  );
}
