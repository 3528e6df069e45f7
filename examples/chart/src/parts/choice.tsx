/** Buttons to choose one of a few views of a list. */
import './choice.css';

interface Props<Value extends string> {
  /** The name of the choice, such as `Medications shown`. */
  readonly label: string;
  readonly options: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string>({ label, options, value, onChoose }: Props<Value>) {
  return (
    <div className="choice-buttons" role="group" aria-label={label}>
      {listKeys(options).map((option) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChoose(option)}>
          {options[option]}
        </button>
      ))}
    </div>
  );
}

function listKeys<Key extends string>(options: Readonly<Record<Key, string>>): Key[] {
  return Object.keys(options).filter((key): key is Key => key in options);
}
